import { z } from 'zod';
import type { Wad } from '../../model/units.js';
import { exactWad } from '../words/exact.js';

/** A moment, as every view says it. */
export const unixMs = z.int().meta({ description: 'Unix time in milliseconds.' });

/** A quantity or a price to its last digit; never a float. */
export const exactDecimal = z
  .string()
  .regex(/^-?\d+(\.\d+)?$/)
  .meta({ description: 'Exact decimal.' });

/** A figure of risk; null: not known. */
export const figure = z.number().nullable();

/** null for what JSON has no number for: not known (NaN), or without bound (Infinity). */
export const figureOf = (value: number | null | undefined): number | null =>
  value !== null && value !== undefined && Number.isFinite(value) ? value : null;

/** A figure that may have no end: a health where nothing is required, a runway where nothing runs out. null: not known. */
export const endless = z.union([z.number(), z.literal('infinite')]).nullable();

/** What `endless` is once it is read. */
export type Endless = z.infer<typeof endless>;

/** Infinity is kept as a word. */
export const endlessOf = (value: number | null | undefined): Endless =>
  value === Number.POSITIVE_INFINITY ? 'infinite' : figureOf(value);

/** Every digit of an amount of 18 decimals; null stays null. */
export const exactOrNull = (value: Wad | null | undefined): string | null =>
  value === null || value === undefined ? null : exactWad(value);

/** How the next page is asked for. */
export const nextCursor = z
  .string()
  .nullable()
  .meta({ description: 'Give it as `before` to get what is older; null where nothing is.' });
