import { eq } from 'drizzle-orm';
import type { Id } from '../../model/order.js';
import type { Ledger } from '../ledger.js';
import { unpackSnapshot } from '../snapshotCodec.js';
import { snapshots } from '../tables/ticks.js';

/** The raw inputs of a tick; undefined when they were not kept. @throws LedgerError when they are damaged */
export async function snapshotOf(ledger: Ledger, tick: Id): Promise<unknown> {
  const [packed] = await ledger.db.select().from(snapshots).where(eq(snapshots.tick, tick));
  return packed && unpackSnapshot(packed);
}
