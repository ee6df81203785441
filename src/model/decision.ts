import type { CostEstimate } from './cost.js';
import type { Underlying, VenueId } from './instrument.js';
import type { LimitLevel } from './limits.js';
import type { MarginAccountId } from './marginAccount.js';
import type { Id, OrderClass, OrderId, OrderTerms } from './order.js';
import type { Rule } from './strategy.js';

/** What a rule is about: an underlying to hedge, a margin account, what a venue owes, an order that waits there, or one that a person asked for. */
export type Subject =
  | { underlying: Underlying }
  | { marginAccount: MarginAccountId }
  | { venue: VenueId }
  | { venueOrder: OrderId }
  | { parent: Id };

/** What a rule wants done, sized. */
export interface Action {
  rule: string;
  subject: Subject;
  orderClass: OrderClass;
  terms: OrderTerms;
  /** USD at the snapshot's prices. */
  notional: number;
  /** What it is expected to cost; absent where nothing is said of it. */
  cost?: CostEstimate;
  /** Where it stands among the actions of one plan that make sense together only; `key` is that plan's, within the tick. */
  step?: { key: string; index: number; of: number };
  /** The parent order that it is a part of; absent where a rule wants it. */
  parent?: Id;
}

/** What would have done the same, and was dearer or could not be. */
export interface Alternative {
  /** `perp-v2 ETH`, `all on gmx-v2 ETH/USD`. */
  describe: string;
  /** null where it could not be done at all. */
  cost: CostEstimate | null;
  /** Why it was not chosen, in a sentence. */
  not: string;
}

export const verdicts = [
  /** Became an order. */
  'act',
  /** The rule's condition held, and yet nothing was to be done: already in flight, below the minimum, cooling down. */
  'hold',
  /** Wanted, and a guard or the venue said no. */
  'refused',
  /** Wanted, and a person is to look at it first. */
  'review',
] as const;
export type Verdict = (typeof verdicts)[number];

export type CheckVerdict = 'pass' | 'shrink' | 'review' | 'reject';

/** One pre-trade check. */
export interface Check {
  code: string;
  verdict: CheckVerdict;
  /** In a sentence, with the number and the limit. */
  text: string;
  /** What was measured and what it may be, in the same unit; absent where a check measures nothing. */
  value?: number;
  limit?: number;
  /** `usd`, `ETH`, `share`, `orders`, `ms`. */
  unit?: string;
  /** Absent where it is nobody's limit. */
  level?: LimitLevel;
}

/** One candidate of one tick: what was done or not, and why. Everything in it is JSON. */
export interface Decision {
  id: Id;
  rule: string;
  /** `capture`: whether an order that a person asked for is taken on; `work`: the next part of it. */
  kind: Rule['kind'] | 'expire' | 'capture' | 'work';
  subject: Subject;
  orderClass: OrderClass;
  verdict: Verdict;
  /** Why the rule wanted something: sentences with numbers. */
  because: readonly string[];
  /** How the size came about, and what made it smaller than wished. */
  size: readonly string[];
  /** Why it was not done; empty when it was. */
  not: readonly string[];
  checks: readonly Check[];
  /** The metrics that the condition read, by name. */
  metrics: Readonly<Record<string, number>>;
  action: Action | null;
  /** What else was weighed; absent where there was nothing to choose. */
  alternatives?: readonly Alternative[];
}
