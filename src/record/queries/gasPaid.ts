import { and, eq, gte, inArray, lt, sql } from 'drizzle-orm';
import type { Address, Hash } from 'viem';
import type { Id } from '../../model/order.js';
import type { UnixMillis, Wei } from '../../model/units.js';
import type { Ledger } from '../ledger.js';
import { blockTimes } from '../tables/blockTimes.js';
import { attempts, orders } from '../tables/orders.js';
import { venueOrders } from '../tables/venueOrders.js';

/** What an account has paid in the gas token for one transaction, or a venue's keeper out of what came with an order. */
export interface GasPaid {
  what: 'gas' | 'keeper';
  /** Of the transaction, or of the order at its venue. */
  id: Id;
  strategy: string;
  order: Id;
  amount: Wei;
  transaction: Hash;
  /** When its block was made; when it was last written about where that is not known yet. */
  at: UnixMillis;
}

export interface GasPaidWanted {
  account: Address;
  chainId: number;
  since: UnixMillis;
  until: UnixMillis;
}

/** Of transactions that were mined in a span of time, those that failed included, and of keepers who were done in it; oldest first. */
export async function gasPaid(ledger: Ledger, { account, chainId, since, until }: GasPaidWanted): Promise<GasPaid[]> {
  const minedAt = sql<UnixMillis>`coalesce(${blockTimes.time}, ${attempts.updatedAt})`;
  const sent = await ledger.db
    .select({
      ...{ id: attempts.id, strategy: orders.strategy, order: attempts.order, amount: attempts.gasCost },
      ...{ transaction: attempts.hash, at: minedAt },
    })
    .from(attempts)
    .innerJoin(orders, eq(orders.id, attempts.order))
    .leftJoin(blockTimes, and(eq(blockTimes.chainId, attempts.chainId), eq(blockTimes.hash, attempts.blockHash)))
    .where(
      and(
        ...[eq(attempts.account, account), eq(attempts.chainId, chainId), gte(minedAt, since), lt(minedAt, until)],
        inArray(attempts.state, ['Mined', 'Final', 'Reverted']),
      ),
    );
  const endedAt = sql<UnixMillis>`coalesce(${blockTimes.time}, ${venueOrders.updatedAt})`;
  const waited = await ledger.db
    .select({
      ...{ id: venueOrders.id, strategy: orders.strategy, order: venueOrders.order, amount: venueOrders.keeperPaid },
      ...{ transaction: venueOrders.endTransaction, sent: attempts.hash, at: endedAt },
    })
    .from(venueOrders)
    .innerJoin(orders, eq(orders.id, venueOrders.order))
    .innerJoin(attempts, eq(attempts.id, venueOrders.attempt))
    .leftJoin(
      blockTimes,
      and(eq(blockTimes.chainId, venueOrders.chainId), eq(blockTimes.hash, venueOrders.endBlockHash)),
    )
    .where(
      and(
        ...[eq(venueOrders.account, account), eq(venueOrders.chainId, chainId)],
        ...[gte(endedAt, since), lt(endedAt, until)],
      ),
    );
  return [
    ...sent.flatMap(({ amount, ...row }): GasPaid[] =>
      amount === null || amount === 0n ? [] : [{ ...row, amount, what: 'gas' }],
    ),
    ...waited.flatMap(({ sent: by, transaction, ...row }): GasPaid[] =>
      row.amount === 0n ? [] : [{ ...row, transaction: transaction ?? by, what: 'keeper' }],
    ),
  ].sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
}
