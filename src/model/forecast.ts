import type { Underlying } from './instrument.js';
import type { UnixMillis } from './units.js';

/** What the price history says of the days to come. Plain data, made anew when an hour's prices are complete. */
export interface Forecast {
  /** The newest price in it. */
  asOf: UnixMillis;
  /** Sorted by name. */
  underlyings: readonly UnderlyingForecast[];
  /** Of daily log returns, rows and columns as `underlyings`; 1 on the diagonal, positive semi-definite. */
  correlation: readonly (readonly number[])[];
  /**
   * Past days that all underlyings with a history share, oldest first: row `d` has a day's log return of each underlying, and how
   * many deviations (of the vol foretold for that day) it was. Empty without history.
   */
  days: readonly PastDay[];
}

export interface PastDay {
  /** Its end. */
  at: UnixMillis;
  returns: readonly number[];
  /** Return / deviation foretold the day before (EWMA). */
  standardised: readonly number[];
}

export interface UnderlyingForecast {
  name: Underlying;
  /** Annualised vol of the next 24 hours, 1 = 100 %: GARCH where it fits, else EWMA, else what is assumed. */
  vol: number;
  /** Whose figure `vol` is. */
  from: 'garch' | 'ewma' | 'settings' | 'assumed';
  /** Annualised; null without history. */
  ewma: number | null;
  garch: GarchFit | null;
  /** Sudden moves beside the steady ones, as the history has them; null without enough of it. */
  jumps: Jumps | null;
  /** Days of history. */
  history: number;
  /** Its newest price, which may be older than the forecast's; absent without one. */
  asOf?: UnixMillis;
  /** Hours whose price was left out, since the hours beside it agree on another; absent where none. */
  doubtful?: number;
}

/** GARCH(1,1) on daily log returns: next variance = omega + alpha × return² + beta × variance. */
export interface GarchFit {
  omega: number;
  alpha: number;
  beta: number;
  /** Annualised vol of the next day. */
  vol: number;
  /** Log-likelihood (Gaussian). */
  likelihood: number;
}

/** Merton (1976): log-jumps with mean and deviation, so many a year. */
export interface Jumps {
  perYear: number;
  mean: number;
  deviation: number;
}
