import type { Address } from 'viem';
import type { InstrumentId } from './instrument.js';
import type { Id, Side, TransferredToken } from './order.js';
import type { Bps, UnixMillis, Wad } from './units.js';

/**
 * How orders of several accounts are one. `transfer`: what is needed goes to the block's account, which trades the whole and gives
 * each its share. `interleave`: each account trades its own, slice by slice, none further ahead than one slice.
 */
export type BlockMethod = 'transfer' | 'interleave';

export const blockStatuses = ['Collecting', 'Working', 'Allocating', 'Allocated', 'Canceled'] as const;
export type BlockStatus = (typeof blockStatuses)[number];

/** How the text of a block begins that has ended with money owed, which only a person can pay. */
export const unpaid = 'to be paid: ';
/** And once somebody has said that it was paid. */
export const paid = 'paid: ';

/** Same-instrument, same-side orders of several accounts, worked as one. */
export interface Block {
  /** FIX AllocID (tag 70). */
  id: Id;
  chainId: number;
  instrument: InstrumentId;
  side: Side;
  /** Sum of its members'. */
  quantity: Wad;
  method: BlockMethod;
  /** The book whose account trades for all; null where each trades its own. */
  strategy: string | null;
  /** Of that book: where members send what is needed, and what gives each its share. */
  account: Address | null;
  /** The order that this book works; null before all that is needed has come, and where each works its own. */
  parent: Id | null;
  /** USD per unit: the worst price of any of it, by which a purchase's members put up money; null before, and where none is needed. */
  price: Wad | null;
  /** Interleaved: how far the members' average prices may be apart before the dearer ones wait. */
  maxDeviation: Bps;
  status: BlockStatus;
  /** When its members were told what to send; absent or null before. */
  askedAt?: UnixMillis | null;
  /** When a person asked for what has failed to be tried anew: failures of before do not count any more. */
  retriedAt?: UnixMillis | null;
  members: readonly BlockMember[];
  author: string;
  createdAt: UnixMillis;
}

export interface BlockMember {
  /** The member's own order. */
  parent: Id;
  strategy: string;
  account: Address;
  /** What it has in the block; 0 once it was left out. */
  quantity: Wad;
  /** What it sends to the block's account; null before it is asked for, and where nothing is sent. */
  gives: TransferredToken | null;
}

/** What a member has got of a block. Over a block, quantities and amounts sum to exactly what was traded. */
export interface Allocation {
  /** FIX IndividualAllocID (tag 467). */
  id: Id;
  block: Id;
  parent: Id;
  /** FIX AllocQty (tag 80). */
  quantity: Wad;
  /** FIX AllocAvgPx (tag 153), USD per unit: the block's. */
  avgPx: Wad;
  /** USD. */
  grossTradeAmt: Wad;
  /** Its share of fees, USD. */
  fee: Wad;
  at: UnixMillis;
}
