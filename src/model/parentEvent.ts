import type { Id } from './order.js';
import type { ParentChange, ParentStatus } from './parentOrder.js';
import type { UnixMillis, Wad } from './units.js';

/** What happens to a parent order. Quantities in units of the instrument, prices in USD per unit. */
export type ParentEvent =
  /** `impact`: what a part of it was expected to move the price by then, basis points per unit; absent where nobody can tell. */
  | { kind: 'accept'; impact?: number }
  /** A person must look at it first. */
  | { kind: 'flag' }
  | { kind: 'reject' }
  /** A fill of a child. */
  | { kind: 'trade'; child: Id; fill: Id; quantity: Wad; price: Wad }
  /** A fill that did not happen after all: its block was reorganised away. */
  | { kind: 'bust'; child: Id; fill: Id; quantity: Wad; price: Wad }
  /** Its stop price was touched: from now on it has none. */
  | { kind: 'trigger' }
  | { kind: 'pause' }
  | { kind: 'resume' }
  | { kind: 'requestCancel' }
  | { kind: 'cancel' }
  | { kind: 'refuseCancel' }
  | { kind: 'requestReplace'; change: ParentChange }
  | { kind: 'replace' }
  | { kind: 'refuseReplace' }
  | { kind: 'expire' };

export type ParentEventKind = ParentEvent['kind'];

/** FIX ExecType (tag 150) of each event; `Status` stands for OrderStatus, and PendingReview is ours. */
export const execTypes = {
  accept: 'New',
  flag: 'PendingReview',
  reject: 'Rejected',
  trade: 'Trade',
  bust: 'TradeCancel',
  trigger: 'Triggered',
  pause: 'Suspended',
  resume: 'Restated',
  requestCancel: 'PendingCancel',
  cancel: 'Canceled',
  refuseCancel: 'CancelReject',
  requestReplace: 'PendingReplace',
  replace: 'Replaced',
  refuseReplace: 'ReplaceReject',
  expire: 'Expired',
} as const satisfies Readonly<Record<ParentEventKind, string>>;

export type ExecType = (typeof execTypes)[ParentEventKind];

/** FIX ExecutionReport: one event of a parent, as it is written down. Never changed, never dropped. */
export interface Execution {
  /** FIX ExecID (tag 17). */
  id: Id;
  parent: Id;
  /** 1 for the first event of its order. */
  number: number;
  event: ParentEvent;
  execType: ExecType;
  /** Afterwards. */
  ordStatus: ParentStatus;
  cumQty: Wad;
  leavesQty: Wad;
  /** Whose doing it was: a person, or the keeper. */
  author: string;
  text: string;
  at: UnixMillis;
}
