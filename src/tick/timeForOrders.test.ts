import { expect, test } from 'vitest';
import { unixMillis } from '../model/units.js';
import { createHeadBuffer } from '../observe/headBuffer.js';
import { toySnapshot } from '../plan/testing/toyBook.js';
import { timeForOrders } from './timeForOrders.js';

const { block } = toySnapshot([]);

/** A tick on a block, so many milliseconds ago; a newer one has come meanwhile, or not. */
async function asked(elapsed: number, isPassed: boolean): Promise<boolean> {
  const heads = createHeadBuffer();
  heads.offer(block);
  let time = 1_000_000;
  const { signal: stop } = new AbortController();
  const mayBegin = timeForOrders({ heads, now: () => unixMillis(time), stop }, { block, skipped: 0 });
  time += elapsed;
  if (isPassed) heads.offer({ ...block, number: block.number + 1n, hash: '0x02' });
  return mayBegin();
}

test('default: while the tick is young, whatever the chain does; later while no newer block is there', async () => {
  const times = [0, 1_999, 2_000, 60_000];
  expect(await Promise.all(times.map((elapsed) => asked(elapsed, true)))).toEqual([true, true, false, false]);
  expect(await Promise.all(times.map((elapsed) => asked(elapsed, false)))).toEqual([true, true, true, true]);
});

test('behavior: a clock that was set back leaves no time once there is a newer block', async () => {
  expect([await asked(-1, true), await asked(-1, false)]).toEqual([false, true]);
});
