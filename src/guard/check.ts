import type { Agreement, StakeTier } from '../model/agreement.js';
import type { Break } from '../model/breaks.js';
import type { Action } from '../model/decision.js';
import type { WorkedParent } from '../model/desk.js';
import type { LevelLimits, LimitLevel } from '../model/limits.js';
import type { Order, OrderClass, OrderTerms } from '../model/order.js';
import type { Snapshot, UnreadVenue } from '../model/snapshot.js';
import type { Limits } from '../model/strategy.js';
import type { TradingState } from '../model/tradingState.js';
import type { Milliseconds, UnixMillis } from '../model/units.js';
import type { Venue } from '../venues/venue.js';
import type { Exposure } from './exposure.js';
import type { Surroundings } from './surroundings.js';
import type { Usage } from './usage.js';

/** Everything a pre-trade check may look at. */
export interface CheckContext {
  action: Action;
  /** Orders in flight and what was chosen before in this tick as if filled. */
  snapshot: Snapshot;
  /** Where the action trades. */
  venue: Venue;
  limits: Limits;
  tradingState: TradingState;
  usage: Usage;
  /** Venues that may hold what the action is about and of which this block tells nothing. */
  unseen: readonly UnreadVenue[];
  /** Open orders of which nobody can say what became of them. */
  unknownOrders: readonly Order[];
  /** Where what is held is not what it should be. */
  breaks: readonly Break[];
  /** How many endpoints must agree, by USD. */
  atStake: readonly StakeTier[];
  /** What endpoints say of the block; null where none was asked but the one in use. */
  agreement: Agreement | null;
  /** By the clock of the machine. */
  now: UnixMillis;
  /** A block older than this may not be the chain's newest; null where nothing is stated. */
  headAge: Milliseconds | null;
  /** USD: a smaller order is not worth sending. */
  least: number;
  /** The standing limits of the strategy, its account and everybody; empty where there are none. */
  levels: readonly LevelLimits[];
  /** Of the portfolio before the action; worked out when it is first asked for. */
  exposure(): Exposure;
  /** What else is going on: other books, and what was ordered lately. */
  surroundings: Surroundings;
  /** The book's name. */
  strategy: string;
  /** The parent order that it is a part of, or is asked about at its full size; null where a rule wants it. */
  parent: Pick<WorkedParent, 'id' | 'acceptedAt' | 'terms'> | null;
  /** Milliseconds that margin lasts: as it is (null), or once these terms have filled. NaN where it cannot be told. */
  runway(terms: OrderTerms | null): number;
  /** The hedge rule that would at once undo what these terms do; null where none would. */
  undoneBy(terms: OrderTerms): string | null;
  /** What people have let pass; null where nobody has been asked. */
  approval: Approval | null;
}

/** A review that somebody has said yes to. */
export interface Approval {
  /** USD that may be sent at most. */
  notional: number;
  /** Who. */
  by: string;
  /** The checks that asked. */
  codes: readonly string[];
}

/** What a check has measured, and what it may be. */
export interface Measure {
  value: number;
  limit: number;
  /** `usd`, `ETH`, `share`, `orders`, `ms`. */
  unit: string;
  /** Absent where it is nobody's limit. */
  level?: LimitLevel;
}

/** `shrink` carries the terms that do pass. `review`: a person is to look at it first. */
export type Judgement =
  | { verdict: 'pass' | 'review' | 'reject'; text: string; measure?: Measure }
  | { verdict: 'shrink'; text: string; terms: OrderTerms; measure?: Measure };

/** What any check may stop. `survive` is not in it, so no table entry can name it. */
export type StoppableClass = Exclude<OrderClass, 'survive'>;

export interface CheckCode {
  code: string;
  /** What it looks at, in a sentence. */
  describe: string;
  /** The order classes it may stop or shrink; it is not even asked about others. */
  mayStop: readonly StoppableClass[];
  judge(context: CheckContext): Judgement;
}

const judged = (verdict: 'pass' | 'review' | 'reject', text: string, measure?: Measure): Judgement =>
  measure ? { verdict, text, measure } : { verdict, text };

export const pass = (text: string, measure?: Measure): Judgement => judged('pass', text, measure);
export const review = (text: string, measure?: Measure): Judgement => judged('review', text, measure);
export const reject = (text: string, measure?: Measure): Judgement => judged('reject', text, measure);
export const shrink = (text: string, terms: OrderTerms, measure?: Measure): Judgement => ({
  verdict: 'shrink',
  text,
  terms,
  ...(measure && { measure }),
});
