import { and, eq, inArray } from 'drizzle-orm';
import type { Address } from 'viem';
import type { VenueId } from '../../model/instrument.js';
import type { Id, OrderId } from '../../model/order.js';
import type { UnixMillis } from '../../model/units.js';
import type { UnsolicitedChange } from '../../model/venueOrder.js';
import type { Statement } from '../ledger.js';
import { unsolicited, venueScans } from '../tables/venueOrders.js';

/** A change that no order of ours asked for, with where it happened. */
export interface RecordedUnsolicited extends UnsolicitedChange {
  id: Id;
  chainId: number;
  account: Address;
  at: UnixMillis;
}

/** Once a log: what is there already comes alive again, should it have been voided. */
export const insertUnsolicited =
  (change: RecordedUnsolicited): Statement =>
  (db, holder) =>
    db
      .insert(unsolicited)
      .values({ ...change, voided: false, holder })
      .onConflictDoUpdate({
        target: [
          unsolicited.chainId,
          unsolicited.account,
          unsolicited.blockHash,
          unsolicited.transactionHash,
          unsolicited.logIndex,
        ],
        set: { voided: false },
      });

/** It did not happen, or was ours after all. The row stays. */
export const voidUnsolicited =
  (id: Id): Statement =>
  (db) =>
    db.update(unsolicited).set({ voided: true }).where(eq(unsolicited.id, id));

/** The same for orders of a venue that are found to be ours, however long ago they were noticed. */
export const voidUnsolicitedOf =
  ({ chainId, venue }: Pick<VenueScan, 'chainId' | 'venue'>, ids: readonly OrderId[]): Statement =>
  (db) =>
    db
      .update(unsolicited)
      .set({ voided: true })
      .where(and(eq(unsolicited.chainId, chainId), eq(unsolicited.venue, venue), inArray(unsolicited.order, [...ids])));

export interface VenueScan {
  chainId: number;
  account: Address;
  venue: VenueId;
}

/** How far the changes of an account were looked through. */
export interface ScanProgress {
  /** The block after which it began. */
  since: bigint;
  scannedTo: bigint;
}

/** Where it began stays as it was first written. */
export const saveScan =
  (scan: VenueScan, { since, scannedTo }: ScanProgress, at: UnixMillis): Statement =>
  (db, holder) =>
    db
      .insert(venueScans)
      .values({ ...scan, since, scannedTo, updatedAt: at, holder })
      .onConflictDoUpdate({
        target: [venueScans.chainId, venueScans.account, venueScans.venue],
        set: { scannedTo, updatedAt: at, holder },
      });
