import type { Ledger } from '../ledger.js';
import type { RecordedInputs } from '../recorder.js';
import type { RecordedTick } from './recordedTick.js';
import { recordedTicks } from './recordedTicks.js';
import { snapshotOf } from './snapshotOf.js';

/**
 * The newest tick of a book of which everything is kept that it stood on; undefined where there is none.
 * @param book as the ledger calls it (`bookName`)
 * @throws LedgerError when it is damaged
 */
export async function newestSnapshot(
  ledger: Ledger,
  book: string,
): Promise<{ tick: RecordedTick; inputs: RecordedInputs } | undefined> {
  const [tick] = await recordedTicks(ledger, book, 1);
  if (!tick) return undefined;
  // Written by the recorder, in this shape.
  return { tick, inputs: (await snapshotOf(ledger, tick.id)) as RecordedInputs };
}
