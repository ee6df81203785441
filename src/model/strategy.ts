import type { Address, Hex } from 'viem';
import type { StakeTier } from './agreement.js';
import type { InstrumentId, Underlying, VenueId } from './instrument.js';
import type { LevelLimits, StandingLimits } from './limits.js';
import type { Mode } from './mode.js';
import type { ReviewSettings } from './reviewSettings.js';
import type { RiskSettings } from './riskSettings.js';
import type { Bps, Milliseconds } from './units.js';

/** An operator's condition, compiled from a whitelisted syntax tree to closures. */
export interface Expression {
  /** As the operator wrote it. */
  source: string;
  /** The metrics it reads, sorted. */
  names: readonly string[];
  /**
   * Whether it is known to be true: NaN is unknown, and `unknown or true` is true. `values` are indexed as the metric
   * table orders them (`src/assess/metrics.ts`).
   */
  holds(values: Float64Array): boolean;
}

interface RuleBase {
  /** Unique within its strategy; `hedge ETH` unless the operator names it. */
  name: string;
  when: Expression;
  /** Least time between two orders of this rule on one subject. Does not hold back `survive`. */
  cooldown: Milliseconds;
  /** Line of the strategy file, for messages. */
  line: number;
  /** Where its means are, and it acts; absent: on the chain that the file names first. */
  chain?: string;
}

/**
 * How wide the band around a hedge's target is. `condition`: the rule's `when` alone says when to act. The others add to it: it
 * acts when both say so.
 */
export type HedgeBand =
  | { kind: 'condition' }
  /** Half-width, units of the underlying. */
  | { kind: 'fixed'; width: number }
  /** Half-width = |gamma| × price × `move`: the delta that a move of the price by that share brings. */
  | { kind: 'gamma'; move: number }
  /** Half-widths from costs, gamma and `riskAversion` (per USD). */
  | { kind: 'whalley-wilmott'; riskAversion: number }
  | { kind: 'zakamouline'; riskAversion: number }
  /** At most once in this time, and then to the target. */
  | { kind: 'every'; interval: Milliseconds };

/** Bring the delta of an underlying to a target. */
export interface HedgeRule extends RuleBase {
  kind: 'hedge';
  underlying: Underlying;
  /** Target delta, units of the underlying. */
  to: number;
  /** What may be traded, in the operator's order; what costs least is. Never empty. */
  on: readonly InstrumentId[];
  /**
   * Least share of the underlying's variance that others, named in `on`, must be able to take away to be traded in its place where
   * it cannot be traded itself; null: only the underlying itself is.
   */
  crossHedge: number | null;
  /** How far the delta may wander from its target before it is brought back. */
  band: HedgeBand;
  /** Where it is brought back to: the target, or the nearer edge of the band. */
  aim: 'centre' | 'edge';
  /** The band is left only when the delta is further out than its edge by this share of its half-width. */
  hysteresis: number;
  /** How long what is traded is expected to be held: carry counts for so long. */
  hold: Milliseconds;
  maxSlippage: Bps;
  /** Smaller corrections are left alone, units of the underlying. */
  minimum: number;
  /** Where each position has a margin of its own: the leverage of what the hedge adds. */
  leverage: number;
}

/** Which margin accounts a rule is for: all of a venue, or one by name. */
export interface AccountSelector {
  venue: VenueId;
  /** `*`, or what follows the venue in a margin account's id: `cross`, `#7`. */
  name: string;
}

/** Bring a margin account's health back to a target by adding collateral. */
export interface TopUpRule extends RuleBase {
  kind: 'topUp';
  accounts: AccountSelector;
  /** Target health. */
  to: number;
  /** Wallet tokens that it may take, each for the margin accounts that are in it: `USDC`. */
  from: readonly string[];
  /** Smaller amounts are left alone, USD. */
  minimum: number;
  /** Never more than this in one order, USD; Infinity when unset. */
  maximum: number;
}

/** Reduce positions until a margin account's health is back at a target. */
export interface DeleverageRule extends RuleBase {
  kind: 'deleverage';
  accounts: AccountSelector;
  /** Target health. */
  to: number;
  maxSlippage: Bps;
  /** Smaller reductions are left alone, USD of notional. */
  minimum: number;
}

/** Keep a resting stop-loss at the venue for each margin account's position: it protects when this machine is dead. */
export interface ProtectRule extends RuleBase {
  kind: 'protect';
  accounts: AccountSelector;
  /** The trigger is the price at which the account's health would be this. */
  at: number;
  /** The stop is moved when its trigger is further than this from where it belongs. */
  tolerance: Bps;
  /** null: at any price. */
  maxSlippage: Bps | null;
}

/** Collect what a venue owes beside the positions. */
export interface ClaimRule extends RuleBase {
  kind: 'claim';
  venue: VenueId;
  /** USD; less is left where it is. */
  minimum: number;
}

/** Where collateral may come from: a token of the wallet, or what margin accounts have above their target. */
export type CollateralSource = { token: string } | { accounts: AccountSelector };

/** Bring every margin account to its target at the least cost, from wherever collateral can be spared. */
export interface RebalanceRule extends RuleBase {
  kind: 'rebalance';
  accounts: readonly AccountSelector[];
  /** Target health: the condition tells which accounts are brought to it, and none is left below it for another's sake. */
  to: number;
  from: readonly CollateralSource[];
  /** Whole tokens that stay in the wallet, by symbol. Survival may take them too. */
  keep: Readonly<Record<string, number>>;
  /** Spot markets through which one token may be turned into another. */
  swap: readonly InstrumentId[];
  maxSlippage: Bps;
  /** Whether positions may be reduced, by as little as does, where collateral cannot do it. */
  reduce: boolean;
  /** Collateral of an account above this health goes back to the wallet, down to this; Infinity: it stays. */
  returnAbove: number;
  /** The margin account to which what lies idle in the wallet above `keep` is lent; null: it lies. */
  lend: AccountSelector | null;
  /** USD; smaller movements are left alone. */
  minimum: number;
  hold: Milliseconds;
}

export type Rule = HedgeRule | TopUpRule | DeleverageRule | RebalanceRule | ProtectRule | ClaimRule;

/** Infinity where the operator set none. */
export interface Limits {
  /** USD of one order. */
  order: number;
  /** Largest slippage any rule may ask for. */
  slippage: Bps;
  /** The price to trade at, and other venues' oracles, against the market's index; beyond it no new risk is taken. */
  priceDeviation: Bps;
  /** No `delta` or `cost` order may leave a margin account below this health. */
  health: number;
  hour: { orders: number };
  day: {
    orders: number;
    /** USD traded. */
    turnover: number;
    /** Gas token spent. */
    gas: number;
  };
  /** On the portfolio as it would be, and what a person is asked about; absent where there is none. */
  standing?: StandingLimits;
}

/** One thing to watch: a venue and what of it (`ETH` at `perp-v2`, `USDC` in the wallet). */
export interface Watch {
  venue: VenueId;
  names: readonly string[];
}

/** What a strategy has on one of several chains. */
export interface ChainWatch {
  chain: string;
  account: Address;
  watch: readonly Watch[];
  atStake: readonly StakeTier[];
  /** Most of the chain's gas token that may be spent in 24 hours; Infinity where the operator set none. */
  gas: number;
}

/** An operator's file, checked and compiled. */
export interface Strategy {
  name: string;
  file: string;
  /** keccak256 of the file's bytes; every decision carries it. */
  hash: Hex;
  chain: string;
  account: Address;
  mode: Mode;
  watch: readonly Watch[];
  rules: readonly Rule[];
  limits: Limits;
  /** Below this health a correction is `survive`: nothing but a halt may stop it. */
  surviveBelow: number;
  /** What is asked for before money moves, by USD; one tier at least is for the smallest amounts. */
  atStake: readonly StakeTier[];
  /** How risk is told, and by what it is judged. */
  risk: RiskSettings;
  /** How people are asked before what is beyond a limit for review; absent: as `defaultReview` has it. */
  review?: ReviewSettings;
  /** The limits of its account and of everybody, as ballast.yaml has them; absent where there are none. */
  above?: readonly LevelLimits[];
  /** What it has on other chains than `chain`; absent where it has one only. `strategyOn` tells how each chain's book has it. */
  elsewhere?: readonly ChainWatch[];
  /** Set in a book on another chain than the file names first: that one. */
  home?: string;
}

/** Whether any rule plans over several margin accounts at once. */
export const movesAbout = ({ rules }: Pick<Strategy, 'rules'>): boolean =>
  rules.some(({ kind }) => kind === 'rebalance');
