import { z } from 'zod';

/** A risk figure; null: not known. */
export const figure = z.number().nullable();

/** A figure that may have no end: a health where nothing is required, a runway where nothing runs out. null: not known. */
export const endless = z.union([z.number(), z.literal('infinite')]).nullable();

export type Endless = z.infer<typeof endless>;

/** NaN is what cannot be told, and JSON has no infinities. */
export const figureOf = (value: number | null | undefined): number | null =>
  value === null || value === undefined || !Number.isFinite(value) ? null : value;

/** Infinity is kept as a word. */
export const endlessOf = (value: number | null | undefined): Endless =>
  value === Number.POSITIVE_INFINITY ? 'infinite' : figureOf(value);

/** Unix ms. */
export const moment = z.number().meta({ description: 'unix milliseconds' });
