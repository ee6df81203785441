import { z } from 'zod';
import type { Wad } from '../../model/units.js';
import { exactWad } from '../words/exact.js';

/** What every view says a moment with. */
export const unixMs = z.int().meta({ description: 'Unix time in milliseconds.' });

/** A quantity or a price to its last digit; never a float. */
export const exactDecimal = z
  .string()
  .regex(/^-?\d+(\.\d+)?$/)
  .meta({ description: 'Exact decimal.' });

/** A figure of risk; null where it is not known, or where there is no bound. */
export const known = z.number().nullable();

/** null for what JSON has no number for: not known (NaN), or without bound (Infinity). */
export const orNull = (value: number | null | undefined): number | null =>
  value !== null && value !== undefined && Number.isFinite(value) ? value : null;

/** Every digit of an amount of 18 decimals; null stays null. */
export const exactOrNull = (value: Wad | null | undefined): string | null =>
  value === null || value === undefined ? null : exactWad(value);

/** How the next page is asked for. */
export const nextCursor = z
  .string()
  .nullable()
  .meta({ description: 'Give it as `before` to get what is older; null where nothing is.' });
