import { and, asc, eq, getTableColumns, gt, gte, lt, lte, type SQL, sql } from 'drizzle-orm';
import type { UnixMillis } from '../../model/units.js';
import type { Ledger } from '../ledger.js';
import { blockTimes } from '../tables/blockTimes.js';
import { unsolicited } from '../tables/venueOrders.js';
import type { PlacedFillsWanted } from './placedFills.js';

export type ForeignFillsWanted = Pick<PlacedFillsWanted, 'account' | 'chainId' | 'after' | 'upTo' | 'since' | 'until'>;

export interface ForeignFill extends Readonly<typeof unsolicited.$inferSelect> {
  /** When its block was made; when it was noticed where that is not known yet. */
  at: UnixMillis;
  isDated: boolean;
}

/**
 * What changed positions without an order of ours: liquidations, trades by hand. In the order that they were done; what was undone is
 * left out.
 */
export async function foreignFills(
  ledger: Ledger,
  { account, chainId, after, upTo, since, until }: ForeignFillsWanted,
): Promise<ForeignFill[]> {
  const done = sql<UnixMillis>`coalesce(${blockTimes.time}, ${unsolicited.at})`;
  const narrow: SQL[] = [eq(unsolicited.voided, false)];
  if (account !== undefined) narrow.push(eq(unsolicited.account, account));
  if (chainId !== undefined) narrow.push(eq(unsolicited.chainId, chainId));
  if (after !== undefined) narrow.push(gt(unsolicited.blockNumber, after));
  if (upTo !== undefined) narrow.push(lte(unsolicited.blockNumber, upTo));
  if (since !== undefined) narrow.push(gte(done, since));
  if (until !== undefined) narrow.push(lt(done, until));
  const rows = await ledger.db
    .select({ ...getTableColumns(unsolicited), at: done, minedAt: blockTimes.time })
    .from(unsolicited)
    .leftJoin(blockTimes, and(eq(blockTimes.chainId, unsolicited.chainId), eq(blockTimes.hash, unsolicited.blockHash)))
    .where(and(...narrow))
    .orderBy(asc(done), asc(unsolicited.blockNumber), asc(unsolicited.logIndex), asc(unsolicited.id));
  return rows.map(({ minedAt, ...row }) => ({ ...row, isDated: minedAt !== null }));
}
