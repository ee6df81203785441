import type { Underlying } from './instrument.js';
import type { Shock } from './scenarios.js';
import type { Bps } from './units.js';

/** How an operator wants risk to be told: `risk:` of a strategy file. Says nothing about what is done. */
export interface RiskSettings {
  /** What a surface does when spot moves: vol stays at the strike, or moves with it. */
  surface: 'sticky-strike' | 'sticky-delta';
  /** Annualised vol to assume where there is no price history. */
  vols: Readonly<Record<Underlying, number>>;
  /** What deltas are told in when they are added up: each underlying's move per move of this one. null: the largest. */
  benchmark: Underlying | null;
  /** Instead of what the history says, by underlying. */
  betas: Readonly<Record<Underlying, number>>;
  portfolioMargin: PortfolioMarginRule;
  /** The operator's own, beside those that ship. */
  shocks: readonly Shock[];
  /** P&L of a day that no Greek, fee or trade explains, as a share of gross P&L: beyond it is an alert. */
  unexplained: number;
  /** Our equity or requirement against the protocol's own: beyond it is an alert. */
  marginDrift: Bps;
}

/**
 * What a scenario-based portfolio-margin rule would ask: the worst loss over a range of prices and vols, and a minimum for each
 * option that is short (as OCC's TIMS and the portfolio margins of options exchanges do).
 */
export interface PortfolioMarginRule {
  /** Price moves either way, as a share: 0.15. */
  spotRange: number;
  /** Steps from one end of it to the other; odd, so that no move is one of them. */
  spotSteps: number;
  /** Vol moves either way, as a share of vol: 0.25. */
  volRange: number;
  /** Of the price, for each short option. */
  shortMinimum: number;
}

/** Without a `risk:` in the file. */
export const defaultRiskSettings: RiskSettings = {
  surface: 'sticky-strike',
  vols: {},
  benchmark: null,
  betas: {},
  portfolioMargin: { spotRange: 0.15, spotSteps: 11, volRange: 0.25, shortMinimum: 0.01 },
  shocks: [],
  unexplained: 0.05,
  marginDrift: 10 as Bps,
};

/** Annualised vol of what has no history and no setting: a high one, since it is not known. */
export const assumedVol = 0.9;
