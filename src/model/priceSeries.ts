import type { Underlying } from './instrument.js';

/** What is kept of one underlying's past: the last price seen in each hour. */
export interface PriceSeries {
  underlying: Underlying;
  /** Starts of the hours, Unix milliseconds, ascending; what is not known is not among them. */
  hours: readonly number[];
  /** USD per unit, the last of that hour. */
  prices: readonly number[];
}

/** A midnight's price is the last of up to so many hours before it; older, it is not known. */
export const midnightHours = 3;
