import type { Address, Hash } from 'viem';
import type { VenueId } from '../../model/instrument.js';
import type { Fill, Id, OrderId } from '../../model/order.js';
import type { UnixMillis } from '../../model/units.js';
import type { Ledger } from '../ledger.js';
import { type ForeignFillsWanted, foreignFills } from './foreignFills.js';
import { type PlacedFillsWanted, placedFills } from './placedFills.js';

/** Something that a venue did to an account, with all that a book-keeper asks of it. */
export interface BookedFill {
  id: Id;
  strategy: string | null;
  account: Address;
  chainId: number;
  venue: VenueId;
  /** null where no order of ours asked for it. */
  order: Id | null;
  parent: Id | null;
  fill: Fill;
  transaction: Hash;
  block: bigint | null;
  /** What the venue calls the order; null where the transaction is the whole order. */
  venueOrder: OrderId | null;
  by: 'ballast' | 'liquidation' | 'autoDeleveraging' | 'byHand';
  at: UnixMillis;
}

/** Fills of orders, oldest first; what a reorganisation undid is left out. */
export async function bookedFills(ledger: Ledger, wanted: PlacedFillsWanted): Promise<BookedFill[]> {
  const found = await placedFills(ledger, wanted);
  return found.map(({ terms, isSettled: _, ...row }) => ({ ...row, venue: terms.venue, by: 'ballast' as const }));
}

/** What changed positions without an order of ours, oldest first. */
export async function bookedForeign(ledger: Ledger, wanted: ForeignFillsWanted): Promise<BookedFill[]> {
  const found = await foreignFills(ledger, wanted);
  return found.map((row) => ({
    ...{ id: row.id, strategy: null, account: row.account, chainId: row.chainId, venue: row.venue },
    ...{ order: null, parent: null, fill: row.fill, transaction: row.transactionHash, block: row.blockNumber },
    ...{ venueOrder: row.order, by: row.kind, at: row.at },
  }));
}
