import { and, asc, desc, eq, gte, type SQL } from 'drizzle-orm';
import type { Address } from 'viem';
import type { Id } from '../../model/order.js';
import type { UnixMillis } from '../../model/units.js';
import type { Ledger } from '../ledger.js';
import type { RecordedUnsolicited, ScanProgress, VenueScan } from '../statements/unsolicited.js';
import { unsolicited, venueScans } from '../tables/venueOrders.js';

export interface UnsolicitedRow extends RecordedUnsolicited {
  /** Which process start wrote it. */
  holder: Id;
}

export interface ListUnsolicitedOptions {
  account?: Address;
  chainId?: number;
  /** At most so many, the newest. */
  limit: number;
  since?: UnixMillis;
}

/** What changed an account's positions without an order of ours; newest first. What was voided is left out. */
export async function listUnsolicited(
  ledger: Ledger,
  { account, chainId, limit, since }: ListUnsolicitedOptions,
): Promise<UnsolicitedRow[]> {
  const wanted: SQL[] = [eq(unsolicited.voided, false)];
  if (account) wanted.push(eq(unsolicited.account, account));
  if (chainId !== undefined) wanted.push(eq(unsolicited.chainId, chainId));
  if (since !== undefined) wanted.push(gte(unsolicited.at, since));
  const rows = await ledger.db
    .select()
    .from(unsolicited)
    .where(and(...wanted))
    .orderBy(desc(unsolicited.blockNumber), desc(unsolicited.logIndex))
    .limit(limit);
  return rows.map(({ voided: _, ...row }) => row);
}

/** Of one venue, from a block on; oldest first. */
export async function unsolicitedSince(
  ledger: Ledger,
  { chainId, account, venue }: VenueScan,
  from: bigint,
): Promise<UnsolicitedRow[]> {
  const rows = await ledger.db
    .select()
    .from(unsolicited)
    .where(
      and(
        eq(unsolicited.voided, false),
        eq(unsolicited.chainId, chainId),
        eq(unsolicited.account, account),
        eq(unsolicited.venue, venue),
        gte(unsolicited.blockNumber, from),
      ),
    )
    .orderBy(asc(unsolicited.blockNumber), asc(unsolicited.logIndex));
  return rows.map(({ voided: _, ...row }) => row);
}

/** How far an account's changes were looked through; null before the first time. */
export async function scanOf(ledger: Ledger, { chainId, account, venue }: VenueScan): Promise<ScanProgress | null> {
  const [row] = await ledger.db
    .select({ since: venueScans.since, scannedTo: venueScans.scannedTo })
    .from(venueScans)
    .where(and(eq(venueScans.chainId, chainId), eq(venueScans.account, account), eq(venueScans.venue, venue)));
  return row ?? null;
}
