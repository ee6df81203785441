import type { MarginAccountId } from './marginAccount.js';
import type { Wall } from './marginView.js';

/** What takes more than a look: worked out where a rule reads it, and with every sample. NaN is what cannot be told. */
export interface DeepRisk {
  accounts: readonly DeepMarginRisk[];
  portfolio: {
    /** Hours; as of an account, for whichever goes first. */
    runwayHours: number;
    /** Probability, 0 to 1, that any account is liquidatable within 24 hours. */
    touchProbability: number;
    /** null where nothing can be liquidated. */
    nearestWall: Wall | null;
    /** USD that the portfolio-margin rule would ask of the whole book. */
    portfolioMargin: number;
    /** USD lost within 24 hours at most, in so many of 100 cases; negative is a gain. */
    valueAtRisk95: number;
    valueAtRisk99: number;
    /** USD lost on average in the worst 2.5 of 100 cases. */
    expectedShortfall975: number;
    /** Which of the shocks costs most, cascade included; null where there is nothing to lose. */
    worstShock: { name: string; loss: number } | null;
  };
  /** What is assumed or left out, in sentences. */
  gaps: readonly string[];
}

export interface DeepMarginRisk {
  marginAccount: MarginAccountId;
  /** Until it is as likely as not to have been liquidatable, or until carry alone brings it there, whichever is sooner. */
  runwayHours: number;
  /** Probability, 0 to 1, of being liquidatable at some moment of the next 24 hours. */
  touchProbability: number;
  /** Factor on implied vols at which health is 1; Infinity where none does it. */
  volToLiquidation: number;
  /** Hours until carry and decay alone bring health to 1; Infinity where they never do. */
  hoursToLiquidation: number;
  /** USD a day that its equity gains while nothing moves. */
  carryPerDay: number;
  /** USD that the portfolio-margin rule would ask of it. */
  portfolioMargin: number;
}
