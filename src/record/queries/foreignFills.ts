import { and, asc, eq, gt, gte, lt, lte, type SQL } from 'drizzle-orm';
import type { Ledger } from '../ledger.js';
import { unsolicited } from '../tables/venueOrders.js';
import type { PlacedFillsWanted } from './placedFills.js';

export type ForeignFillsWanted = Pick<PlacedFillsWanted, 'account' | 'chainId' | 'after' | 'upTo' | 'since' | 'until'>;

/** What changed positions without an order of ours: liquidations, trades by hand. Oldest first; what was undone is left out. */
export async function foreignFills(
  ledger: Ledger,
  { account, chainId, after, upTo, since, until }: ForeignFillsWanted,
): Promise<(typeof unsolicited.$inferSelect)[]> {
  const narrow: SQL[] = [eq(unsolicited.voided, false)];
  if (account !== undefined) narrow.push(eq(unsolicited.account, account));
  if (chainId !== undefined) narrow.push(eq(unsolicited.chainId, chainId));
  if (after !== undefined) narrow.push(gt(unsolicited.blockNumber, after));
  if (upTo !== undefined) narrow.push(lte(unsolicited.blockNumber, upTo));
  if (since !== undefined) narrow.push(gte(unsolicited.at, since));
  if (until !== undefined) narrow.push(lt(unsolicited.at, until));
  return ledger.db
    .select()
    .from(unsolicited)
    .where(and(...narrow))
    .orderBy(asc(unsolicited.at), asc(unsolicited.id));
}
