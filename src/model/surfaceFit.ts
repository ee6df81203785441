import type { Underlying } from './instrument.js';
import type { UnixSeconds } from './units.js';

/** What is known of one strike: the vol at which the venue marks it, whether anybody here holds it or not. */
export interface VolQuote {
  expiry: UnixSeconds;
  /** USD. */
  strike: number;
  /** Annualised, 1 = 100 %. */
  vol: number;
}

/**
 * A smile at one expiry as raw SVI (Gatheral, 2004): total variance (vol² × years) at k = ln(strike / forward) is
 * a + b (rho (k - m) + √((k - m)² + sigma²)). A flat smile has b = 0.
 */
export interface Svi {
  a: number;
  b: number;
  rho: number;
  m: number;
  sigma: number;
}

/** One expiry of a surface. */
export interface ExpiryFit {
  expiry: UnixSeconds;
  /** From the surface's block to the expiry; years of 365 days. */
  years: number;
  /** USD per unit. */
  forward: number;
  svi: Svi;
  /**
   * `svi`: calibrated to at least five strikes. `few`: a smile of three parameters (SSVI) on two to four. `flat`: one strike.
   * `ssvi`: what was calibrated could be arbitraged, and was drawn towards the surface that cannot be.
   */
  method: 'svi' | 'few' | 'flat' | 'ssvi';
  /** Ascending in strike. `fitted` is the surface's vol. */
  quotes: readonly { strike: number; vol: number; fitted: number }[];
  /** Root of the mean square of (fitted - vol), in vol points: 1 is 0.01 of vol. */
  rms: number;
  /** The largest |fitted - vol|, in vol points. */
  worst: number;
}

/**
 * The vols of one underlying for all strikes and expiries, as parameters. Plain data, to be written down and drawn;
 * `createSurface` makes functions of it.
 */
export interface SurfaceFit {
  underlying: Underlying;
  at: UnixSeconds;
  /** USD per unit, what the venue prices with. */
  spot: number;
  /** Ascending in expiry; at least one. */
  expiries: readonly ExpiryFit[];
  /** What an operator should know of it, in sentences. */
  notes: readonly string[];
}

/** In place of a surface: nothing could be fitted, and the venue's own vols are what is left. */
export interface NoSurface {
  underlying: Underlying;
  expiries: readonly [];
  /** Why, in sentences. */
  notes: readonly string[];
}
