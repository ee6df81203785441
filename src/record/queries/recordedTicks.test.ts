import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { unixMillis } from '../../model/units.js';
import { plansOf, slowIn } from '../../operate/views/testing/plansOf.js';
import { newId } from '../id.js';
import { type Ledger, openLedger } from '../ledger.js';
import { packSnapshot } from '../snapshotCodec.js';
import { insertSnapshot, insertTick } from '../statements/ticks.js';
import { sampleTick, temporaryFolder } from '../testing/sample.js';
import { newestSnapshot } from './newestSnapshot.js';
import { recordedTicks } from './recordedTicks.js';

const HOUR = 3_600_000;
const begin = 1_700_000_000_000;

function opened(): Ledger {
  const ledger = openLedger({ file: join(temporaryFolder(onTestFinished), 'ballast.db') });
  onTestFinished(ledger.close);
  return ledger;
}

/** A tick of `eth-book`, with what it stood on where that is told. @returns its id */
async function write(ledger: Ledger, at: number, inputs?: string) {
  const tick = sampleTick({ id: newId(at), at: unixMillis(at) });
  await ledger.commit([insertTick(tick), inputs === undefined ? [] : insertSnapshot(tick.id, packSnapshot(inputs))]);
  return tick.id;
}

const idsOf = async (ledger: Ledger, limit: number) =>
  (await recordedTicks(ledger, 'eth-book', limit)).map(({ id }) => id);

test('default: the newest first, and none of which it is not kept what it stood on', async () => {
  const ledger = opened();
  const ids = [await write(ledger, begin, 'a'), await write(ledger, begin + 1_000, 'b')];
  await write(ledger, begin + 2_000);
  expect(await idsOf(ledger, 5)).toEqual(ids.toReversed());
  expect(await idsOf(ledger, 1)).toEqual(ids.slice(1));
  expect(await recordedTicks(ledger, 'nobody', 5)).toEqual([]);
});

test('behavior: where the clock was set back the newest is the one that was written last', async () => {
  const ledger = opened();
  await write(ledger, begin - 2 * HOUR, 'long ago');
  await write(ledger, begin, 'before');
  const since = [await write(ledger, begin - HOUR, 'since'), await write(ledger, begin - HOUR + 1_000, 'last')];
  expect(await idsOf(ledger, 2)).toEqual(since.toReversed());
  expect((await newestSnapshot(ledger, 'eth-book'))?.inputs).toBe('last');
});

test('behavior: it is some steps along an index, however many were recorded', async () => {
  const ledger = opened();
  await write(ledger, begin, 'a');
  const plans = await plansOf(ledger.file, (of) => recordedTicks(of, 'eth-book', 5));
  expect(plans.length).toBeGreaterThan(1);
  expect(slowIn(plans)).toEqual([]);
});
