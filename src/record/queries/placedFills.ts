import { and, asc, eq, gt, gte, inArray, like, lt, or, type SQL, sql } from 'drizzle-orm';
import type { Address, Hash } from 'viem';
import type { Fill, Id, OrderId, OrderTerms } from '../../model/order.js';
import type { UnixMillis } from '../../model/units.js';
import type { Ledger } from '../ledger.js';
import { blockTimes } from '../tables/blockTimes.js';
import { attempts, fills, orders } from '../tables/orders.js';
import { venueOrders } from '../tables/venueOrders.js';

/** A fill of an order, with where on the chain it happened: one that waited at its venue was filled where it ended. */
export interface PlacedFill {
  id: Id;
  strategy: string;
  account: Address;
  chainId: number;
  order: Id;
  parent: Id | null;
  terms: OrderTerms;
  fill: Fill;
  /** What the venue calls the order; null where the transaction is the whole order. */
  venueOrder: OrderId | null;
  block: bigint | null;
  transaction: Hash;
  /** No reorganisation undoes it any more. */
  isSettled: boolean;
  /** When its block was made; when it was noticed where that is not known yet. */
  at: UnixMillis;
  isDated: boolean;
}

/** Each narrows. */
export interface PlacedFillsWanted {
  strategy?: string;
  account?: Address;
  chainId?: number;
  orders?: readonly Id[];
  /** Of blocks after it. */
  after?: bigint;
  /** Up to that block, and with it. */
  upTo?: bigint;
  /** Done from then on; `until`: before. */
  since?: UnixMillis;
  until?: UnixMillis;
  noticedSince?: UnixMillis;
  /** What was given to other accounts alone: most fills are none, and they are not to be read one by one. */
  isTransfer?: true;
}

/** What a reorganisation undid is left out; oldest first. */
export async function placedFills(ledger: Ledger, wanted: PlacedFillsWanted): Promise<PlacedFill[]> {
  const { strategy, account, chainId, orders: ids, after, upTo, since, until, noticedSince, isTransfer } = wanted;
  const narrow: SQL[] = [eq(fills.voided, false)];
  if (strategy !== undefined) narrow.push(eq(orders.strategy, strategy));
  if (account !== undefined) narrow.push(eq(orders.account, account));
  if (chainId !== undefined) narrow.push(eq(orders.chainId, chainId));
  if (ids !== undefined) narrow.push(inArray(orders.id, [...ids]));
  const hash = sql`coalesce(${venueOrders.endBlockHash}, ${attempts.blockHash})`;
  const done = sql<UnixMillis>`coalesce(${blockTimes.time}, ${fills.at})`;
  if (since !== undefined) narrow.push(gte(done, since));
  if (until !== undefined) narrow.push(lt(done, until));
  if (noticedSince !== undefined) narrow.push(gte(fills.at, noticedSince));
  if (isTransfer) narrow.push(like(fills.fill, '%"kind":"transfer"%'));
  const isAfter =
    after === undefined ? undefined : or(gt(attempts.blockNumber, after), gt(venueOrders.endBlock, after));
  const rows = await ledger.db
    .select({
      ...{ id: fills.id, strategy: orders.strategy, account: orders.account, chainId: orders.chainId },
      ...{ order: orders.id, parent: orders.parent, terms: orders.terms },
      ...{ fill: fills.fill, venueOrder: fills.venueOrder, at: done, minedAt: blockTimes.time },
      ...{ mined: attempts.blockNumber, hash: attempts.hash, isMinedSettled: attempts.settled },
      ...{ ended: venueOrders.endBlock, endHash: venueOrders.endTransaction, isEndSettled: venueOrders.settled },
    })
    .from(fills)
    .innerJoin(orders, eq(orders.id, fills.order))
    .innerJoin(attempts, eq(attempts.id, fills.attempt))
    .leftJoin(venueOrders, and(eq(venueOrders.id, fills.venueOrder), eq(venueOrders.chainId, orders.chainId)))
    .leftJoin(blockTimes, and(eq(blockTimes.chainId, orders.chainId), eq(blockTimes.hash, hash)))
    .where(and(...narrow, isAfter))
    .orderBy(asc(done), asc(fills.id));
  return rows.flatMap(
    ({ mined, hash: sent, isMinedSettled, ended, endHash, isEndSettled, minedAt, ...row }): PlacedFill[] => {
      const block = ended ?? mined;
      if (after !== undefined && (block === null || block <= after)) return [];
      if (upTo !== undefined && (block === null || block > upTo)) return [];
      const isSettled = isMinedSettled && (isEndSettled ?? true);
      return [{ ...row, block, transaction: endHash ?? sent, isSettled, isDated: minedAt !== null }];
    },
  );
}
