import type { Address } from 'viem';
import type { InstrumentId, VenueId } from './instrument.js';
import type { Mode } from './mode.js';
import type { Id, OrderClass, OrdStatus, Side } from './order.js';
import type { PositionId } from './positionId.js';
import type { Bps, Milliseconds, UnixMillis, Wad } from './units.js';

/** FIX OrdType (tag 40). Stop: at the market once `stopPx` is touched. StopLimit: within `price` from then on. */
export const ordTypes = ['Market', 'Limit', 'Stop', 'StopLimit'] as const;
export type OrdType = (typeof ordTypes)[number];

/**
 * FIX TimeInForce (tag 59): until it is canceled; what can be done at once and the rest canceled; at once and whole or not at all;
 * until `expireTime`.
 */
export const timesInForce = ['GTC', 'IOC', 'FOK', 'GTD'] as const;
export type TimeInForce = (typeof timesInForce)[number];

/**
 * How an order is worked. `jitter`: by which share of itself a size or a time between two children may differ, at random but the
 * same in every replay; 0 for none. `over`: from when it is accepted to when it should be done.
 */
export type Algorithm =
  /** As much as limits, depth and price let through, now. */
  | { kind: 'immediate' }
  | { kind: 'twap'; over: Milliseconds; slices: number; jitter: number }
  /** `profile`: how much of the whole belongs into each of as many equal parts of the time; any positive numbers. */
  | { kind: 'vwap'; over: Milliseconds; profile: readonly number[]; jitter: number }
  /** Never more than `share` of what the market trades meanwhile. */
  | { kind: 'pov'; share: number; over: Milliseconds; jitter: number }
  /** Never more than `display` at a time, units of the instrument. */
  | { kind: 'iceberg'; display: Wad; jitter: number }
  /** Almgren and Chriss (2000): faster the dearer it is to wait; `riskAversion` per USD. */
  | { kind: 'almgrenChriss'; over: Milliseconds; slices: number; riskAversion: number; jitter: number };

export type AlgorithmKind = Algorithm['kind'];

/** What somebody wants bought or sold. */
export interface ParentTerms {
  venue: VenueId;
  instrument: InstrumentId;
  /** Which position is changed; null opens a new one, or the venue has only one per instrument. */
  position: PositionId | null;
  side: Side;
  /** FIX OrderQty (tag 38): positive, units of the instrument. */
  quantity: Wad;
  ordType: OrdType;
  /** FIX Price (tag 44): worst price of any of it, USD per unit; null where it has none. */
  price: Wad | null;
  /** FIX StopPx (tag 99), USD per unit; null where it has none. */
  stopPx: Wad | null;
  reduceOnly: boolean;
  timeInForce: TimeInForce;
  /** FIX ExpireTime (tag 126); for GTD. */
  expireTime: UnixMillis | null;
  algorithm: Algorithm;
  /** Of each child: furthest from where a small trade would execute when it is sent. */
  maxSlippage: Bps;
  /** Where each position has a margin of its own. */
  leverage?: number;
  /** May be worked in one block with the same orders of other accounts. */
  block?: boolean;
}

/** What may be changed of an order that is being worked. */
export type ParentChange = Partial<
  Pick<ParentTerms, 'quantity' | 'price' | 'stopPx' | 'timeInForce' | 'expireTime' | 'algorithm' | 'maxSlippage'>
>;

/** OrdStatus of a parent. Suspended: paused. PendingReplace and PendingCancel are asked for, and the keeper has not answered yet. */
export const parentStatuses = [
  'PendingReview',
  'PendingNew',
  'New',
  'PartiallyFilled',
  'Suspended',
  'PendingReplace',
  'PendingCancel',
  'Filled',
  'Canceled',
  'Rejected',
  'Expired',
] as const satisfies readonly OrdStatus[];
export type ParentStatus = (typeof parentStatuses)[number];

/** Not looked at yet; to be looked at by a person; taken on. */
export type ParentStage = 'captured' | 'flagged' | 'accepted';

/** Where a parent stands: the fold of its events (`parentAfter`), from `newParentState` on. */
export interface ParentState {
  status: ParentStatus;
  stage: ParentStage;
  /** FIX OrderQty (tag 38), as last replaced; with `overQty`, so that nothing that was done is missing from it. */
  quantity: Wad;
  /** FIX CumQty (tag 14). */
  cumQty: Wad;
  /** How much of `quantity` was done beyond what was asked for; 0 as long as any of it is still to be done. */
  overQty: Wad;
  /** FIX GrossTradeAmt (tag 381), USD: sum of quantity × price of its fills. AvgPx is this by `cumQty`. */
  grossTradeAmt: Wad;
  /** FIX CxlQty (tag 84): what will not be done any more. */
  cxlQty: Wad;
  isPaused: boolean;
  /** A cancel is asked for, and not answered. */
  isCanceling: boolean;
  /** The change that is asked for; null when none is. */
  replacing: ParentChange | null;
  /** What a part of it was expected to move the price by when it was taken on, basis points per unit; absent where nobody can tell. */
  impact?: number;
}

/** What somebody has asked for, worked by child orders: those of the ledger's `orders` whose `parent` it is. */
export interface ParentOrder {
  id: Id;
  /** FIX ClOrdID (tag 11): the asker's own name for it, once in a book; the same asked twice is one order. */
  clOrdId: string;
  /** The book under whose account, venues and limits it is worked. */
  strategy: string;
  account: Address;
  chainId: number;
  mode: Mode;
  orderClass: OrderClass;
  /** FIX ListID (tag 66): what it was asked for together with; null for one that stands for itself. */
  list: string | null;
  terms: ParentTerms;
  state: ParentState;
  /** How many events it has had: whoever writes the next one says which number it is, and only one can. */
  executions: number;
  /** Who asked. */
  author: string;
  /** Why, in the asker's words; may be empty. */
  text: string;
  /** FIX TransactTime (tag 60). */
  createdAt: UnixMillis;
}

const ended: readonly ParentStatus[] = ['Filled', 'Canceled', 'Rejected', 'Expired'];
/** Whether anything of it may still be done. */
export const isParentOpen = (status: ParentStatus): boolean => !ended.includes(status);

/** FIX LeavesQty (tag 151): what is still to be done; 0 once it is over. */
export const leavesQty = ({ quantity, cumQty, cxlQty }: ParentState): Wad => (quantity - cumQty - cxlQty) as Wad;

/**
 * FIX ListOrderStatus (tag 431) of legs. Cancelling: a person has asked one of them to end, so all do. Alert: one of them cannot be
 * finished, and what the list says of that holds from then on.
 */
export const listStatuses = ['Executing', 'Cancelling', 'Alert', 'AllDone'] as const;
export type ListStatus = (typeof listStatuses)[number];

/** Orders that belong together. */
export interface OrderList {
  /** FIX ListID. */
  id: string;
  /** `list`: a common name. `legs`: one trade of several instruments of one account, checked together before the first is sent. */
  kind: 'list' | 'legs';
  /** FIX TotNoOrders (tag 68). */
  count: number;
  /** Legs: how much further one may be done than another, as a share of itself; 1 for no bound. */
  imbalance: number;
  /** Legs: what happens to the others when one of them cannot be finished. */
  onFailure: 'unwind' | 'complete' | 'hold';
  author: string;
  createdAt: UnixMillis;
}
