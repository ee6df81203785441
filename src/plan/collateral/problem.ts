import type { MarginAccountId } from '../../model/marginAccount.js';
import type { CollateralKind } from '../../model/order.js';

/**
 * Where collateral may be taken and where it is needed, in float64: USD, and whole tokens. Nothing in it is NaN; what is not known
 * is left out by whoever states the problem, who says so.
 */
export interface CollateralProblem {
  accounts: readonly ProblemAccount[];
  /** Every token that any way or swap names, once; a balance may be 0. */
  wallet: readonly WalletToken[];
  ways: readonly ProblemWay[];
  swaps: readonly ProblemSwap[];
  reductions: readonly ProblemReduction[];
}

export interface ProblemAccount {
  id: MarginAccountId;
  /** USD. */
  equity: number;
  /** USD. */
  maintenance: number;
  /** Health that what is taken out may not go below, not even for the moment until something else is put in. */
  floor: number;
  /** Who is served first: 0 before 1. No two that need anything share one. */
  rank: number;
  /** Health below which it is about to be liquidated: reached for everybody, in order of rank, before anything else is. null: not in danger. */
  survive: number | null;
  /** Health that it is to be brought to; null: it needs nothing. */
  target: number | null;
}

export interface WalletToken {
  symbol: string;
  balance: number;
  /** Stays in the wallet, but for survival. */
  keep: number;
  /** USD per whole token. */
  price: number;
}

/** Whatever may be done at all: once done it costs `fixed` USD, and it is not done by less than `least`. */
interface Movement {
  /** Unique among all movements. */
  id: string;
  fixed: number;
  least: number;
}

export interface ProblemWay extends Movement {
  account: MarginAccountId;
  token: string;
  kind: CollateralKind;
  /** Whole tokens, as `least`. */
  most: number;
  /** USD by which each token that is moved changes the account's equity, and its requirement. */
  equity: number;
  maintenance: number;
  /** USD for each token. */
  variable: number;
}

export interface ProblemSwap extends Movement {
  from: string;
  to: string;
  /**
   * Whole tokens in and out, ascending from 0; straight between the points, and no further than the last. Where more in gives
   * better prices, what is counted on is the worse one. What it costs is what it loses against the tokens' prices; never below 0.
   */
  points: readonly SwapPoint[];
}

export interface SwapPoint {
  in: number;
  /** What may be counted on. */
  out: number;
  /** USD that are expected to be lost, where that is not what `out` leaves of `in` at the tokens' prices. */
  loss?: number;
}

export interface ProblemReduction extends Movement {
  account: MarginAccountId;
  /** USD of notional, as `least`. */
  most: number;
  /** USD by which each USD of notional that is given up changes the account's equity, and its requirement. */
  equity: number;
  maintenance: number;
  /** USD for each USD of notional. */
  variable: number;
}

export interface CollateralSolution {
  /**
   * `optimal`: nothing costs less by more than one part in a million. `within`: something may cost less, by `gap` at most.
   * `failed`: the solver gave no answer; nothing is moved.
   */
  status: 'optimal' | 'within' | 'failed';
  /** What is done, in no order. Whole tokens. */
  ways: readonly { id: string; amount: number }[];
  swaps: readonly { id: string; in: number; out: number }[];
  /** USD of notional. */
  reductions: readonly { id: string; notional: number }[];
  /** USD: all fixed and variable costs, and what swaps lose. */
  cost: number;
  /** USD that a cheaper solution might save; 0 when optimal. */
  gap: number;
  /** Who does not get there, in the order of their ranks; the dangers first. */
  shortfalls: readonly Shortfall[];
  /** What survival takes of what is kept. Whole tokens. */
  keepUsed: readonly { symbol: string; amount: number }[];
  /** USD of notional. */
  reduced: number;
}

export interface Shortfall {
  account: MarginAccountId;
  stage: Stage;
  /** USD of equity that are missing. */
  usd: number;
}

export type Stage = 'survive' | 'margin';
