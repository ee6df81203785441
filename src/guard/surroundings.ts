import type { InstrumentId } from '../model/instrument.js';
import type { LevelLimits } from '../model/limits.js';
import type { Id, Side } from '../model/order.js';
import type { UnixMillis } from '../model/units.js';

/** What checks know beside the book itself, from the ledger and ballast.yaml: recorded with every decision that it was made on. */
export interface Surroundings {
  /** The limits of the account and of everybody. */
  above: readonly LevelLimits[];
  /** Other live books, as their newest samples have them; empty where no limit is about more than one book. */
  books: readonly OtherBook[];
  /** What each level has used up. */
  used: Readonly<Record<'strategy' | 'account' | 'global', LevelUsage>>;
  /** Trades asked for lately, or still open: of this book, and of others that share its account or its markets. Oldest first. */
  recent: readonly RecentOrder[];
}

/** USD. */
export interface OtherBook {
  strategy: string;
  /** Whether it trades from the same account. */
  sharesAccount: boolean;
  /** Sum of |delta × price| over its positions, and what of it is on its way as if it added up. */
  gross: number;
  /** Sum of delta × price, signed. */
  net: number;
  /** quantity × price by instrument, signed; of perpetuals and tokens. */
  byInstrument: Readonly<Record<InstrumentId, number>>;
  /** Of the sample. */
  at: UnixMillis;
}

/** Live orders only. NaN where it cannot be told. */
export interface LevelUsage {
  /** Orders created in the last 60 seconds. */
  ordersLastMinute: number;
  /** USD of trades ordered in the last 24 hours. */
  turnoverLastDay: number;
  /** USD lost in the last 24 hours; negative is a gain. */
  lossLastDay: number;
}

/** A trade that somebody wants, or has wanted lately. */
export interface RecentOrder {
  /** An order's, or a parent order's. */
  id: Id;
  strategy: string;
  /** Set where it is a part of a parent order. */
  parent?: Id;
  /** The order itself is a parent order. */
  isParent?: boolean;
  instrument: InstrumentId;
  side: Side;
  /** Units of the instrument, as text: an exact wad. */
  quantity: string;
  /** May still be done. */
  isOpen: boolean;
  at: UnixMillis;
}

const nothing: LevelUsage = { ordersLastMinute: 0, turnoverLastDay: 0, lossLastDay: 0 };

/** Where nothing else is going on. */
export const alone: Surroundings = {
  above: [],
  books: [],
  used: { strategy: nothing, account: nothing, global: nothing },
  recent: [],
};
