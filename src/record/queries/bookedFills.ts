import { and, asc, eq, gte, inArray, lt, type SQL } from 'drizzle-orm';
import type { Address, Hash } from 'viem';
import type { VenueId } from '../../model/instrument.js';
import type { Fill, Id, OrderId } from '../../model/order.js';
import type { UnixMillis } from '../../model/units.js';
import type { Ledger } from '../ledger.js';
import { attempts, fills, orders } from '../tables/orders.js';
import { unsolicited, venueOrders } from '../tables/venueOrders.js';

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

export interface BookedFillsOptions {
  strategy?: string;
  account?: Address;
  chainId?: number;
  since?: UnixMillis;
  until?: UnixMillis;
  orders?: readonly Id[];
}

/** Fills of orders, oldest first; what a reorganisation undid is left out. */
export async function bookedFills(ledger: Ledger, options: BookedFillsOptions): Promise<BookedFill[]> {
  const { strategy, account, chainId, since, until, orders: ids } = options;
  const wanted: SQL[] = [eq(fills.voided, false)];
  if (strategy !== undefined) wanted.push(eq(orders.strategy, strategy));
  if (account !== undefined) wanted.push(eq(orders.account, account));
  if (chainId !== undefined) wanted.push(eq(orders.chainId, chainId));
  if (since !== undefined) wanted.push(gte(fills.at, since));
  if (until !== undefined) wanted.push(lt(fills.at, until));
  if (ids !== undefined) wanted.push(inArray(orders.id, [...ids]));
  const rows = await ledger.db
    .select({
      id: fills.id,
      strategy: orders.strategy,
      account: orders.account,
      chainId: orders.chainId,
      terms: orders.terms,
      order: orders.id,
      parent: orders.parent,
      fill: fills.fill,
      mined: attempts.blockNumber,
      hash: attempts.hash,
      venueOrder: fills.venueOrder,
      endBlock: venueOrders.endBlock,
      endTransaction: venueOrders.endTransaction,
      at: fills.at,
    })
    .from(fills)
    .innerJoin(orders, eq(orders.id, fills.order))
    .innerJoin(attempts, eq(attempts.id, fills.attempt))
    .leftJoin(venueOrders, and(eq(venueOrders.id, fills.venueOrder), eq(venueOrders.chainId, orders.chainId)))
    .where(and(...wanted))
    .orderBy(asc(fills.at), asc(fills.id));
  return rows.map(({ terms, mined, hash, endBlock, endTransaction, ...row }) => ({
    ...row,
    venue: terms.venue,
    transaction: endTransaction ?? hash,
    block: endBlock ?? mined,
    by: 'ballast' as const,
  }));
}

/** What changed an account's positions without an order of ours, oldest first. */
export async function foreignFills(
  ledger: Ledger,
  { account, chainId, since, until }: Pick<BookedFillsOptions, 'account' | 'chainId' | 'since' | 'until'>,
): Promise<BookedFill[]> {
  const wanted: SQL[] = [eq(unsolicited.voided, false)];
  if (account !== undefined) wanted.push(eq(unsolicited.account, account));
  if (chainId !== undefined) wanted.push(eq(unsolicited.chainId, chainId));
  if (since !== undefined) wanted.push(gte(unsolicited.at, since));
  if (until !== undefined) wanted.push(lt(unsolicited.at, until));
  const rows = await ledger.db
    .select()
    .from(unsolicited)
    .where(and(...wanted))
    .orderBy(asc(unsolicited.at), asc(unsolicited.id));
  return rows.map((row) => ({
    ...{ id: row.id, strategy: null, account: row.account, chainId: row.chainId, venue: row.venue },
    ...{ order: null, parent: null, fill: row.fill, transaction: row.transactionHash, block: row.blockNumber },
    ...{ venueOrder: row.order, by: row.kind, at: row.at },
  }));
}
