import type { Range } from './chebyshev.js';

/** How the options of one underlying are read off between nodes, over the scenarios in which the same time passes. */
export interface InterpolationPlan {
  /** Years that pass. */
  years: number;
  /** Of ln(spot), as changes from now. */
  move: Range;
  /** Of the log of the factor on vol. */
  logFactor: Range;
  /** Nodes along `logFactor`. */
  factorNodes: number;
  /** Options by the nodes along `move` that they need; `members` are indices into the table. */
  smooth: readonly { moveNodes: number; members: readonly number[] }[];
  /** Too sharp for any of it: valued exactly in every scenario. */
  sharp: readonly number[];
  /** Option prices that it takes, about. */
  pricings: number;
}
