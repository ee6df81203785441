import type { Agreement, StakeTier } from '../model/agreement.js';
import type { Action } from '../model/decision.js';
import type { Order, OrderClass, OrderTerms } from '../model/order.js';
import type { Snapshot, UnreadVenue } from '../model/snapshot.js';
import type { Limits } from '../model/strategy.js';
import type { TradingState } from '../model/tradingState.js';
import type { Milliseconds, UnixMillis } from '../model/units.js';
import type { Venue } from '../venues/venue.js';
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
}

/** `shrink` carries the terms that do pass. */
export type Judgement =
  | { verdict: 'pass'; text: string }
  | { verdict: 'reject'; text: string }
  | { verdict: 'shrink'; text: string; terms: OrderTerms };

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

export const pass = (text: string): Judgement => ({ verdict: 'pass', text });
export const reject = (text: string): Judgement => ({ verdict: 'reject', text });
export const shrink = (text: string, terms: OrderTerms): Judgement => ({ verdict: 'shrink', text, terms });
