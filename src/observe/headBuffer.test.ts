import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Block } from '../model/snapshot.js';
import { unixSeconds, wei } from '../model/units.js';
import { createHeadBuffer } from './headBuffer.js';

const never = new AbortController().signal;
const block = (number: number, fork = 0): Block => ({
  number: BigInt(number),
  hash: `0x${number.toString(16).padStart(60, '0')}${fork.toString(16).padStart(4, '0')}`,
  parentHash: `0x${'0'.repeat(64)}`,
  timestamp: unixSeconds(1_700_000_000 + number),
  baseFee: wei(1n),
});

test('default: the newest block, and how many passed unseen', async () => {
  const buffer = createHeadBuffer();
  buffer.offer(block(1));
  expect(await buffer.next(never)).toEqual({ block: block(1), skipped: 0 });
  for (const number of [2, 3, 4]) buffer.offer(block(number));
  expect(await buffer.newest(never)).toEqual(block(4));
  expect(await buffer.next(never)).toEqual({ block: block(4), skipped: 2 });
});

test('behavior: waits for a block, and no longer than until it is stopped', async () => {
  const buffer = createHeadBuffer();
  const first = buffer.newest(never);
  buffer.offer(block(1));
  expect(await first).toEqual(block(1));
  await buffer.next(never);
  const stop = new AbortController();
  const waiting = buffer.next(stop.signal);
  stop.abort();
  expect(await waiting).toBeNull();
  expect(await buffer.next(stop.signal)).toBeNull();
});

test('behavior: a shorter chain is a new head too, and nothing was skipped', async () => {
  const buffer = createHeadBuffer();
  buffer.offer(block(9));
  await buffer.next(never);
  buffer.offer(block(7, 1));
  expect(await buffer.next(never)).toEqual({ block: block(7, 1), skipped: 0 });
});

test('invariant: a block offered again and again is told once; whoever takes gets the last that was offered', async () => {
  const offers = fc.array(
    fc.oneof(
      fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 0, max: 1 })).map(([n, fork]) => block(n, fork)),
      fc.constant('take' as const),
    ),
  );
  await fc.assert(
    fc.asyncProperty(offers, async (steps) => {
      const buffer = createHeadBuffer();
      const told: Block[] = [];
      buffer.onHead((one) => told.push(one));
      let last: Block | null = null;
      let taken: Block | null = null;
      for (const step of steps) {
        if (step !== 'take') {
          buffer.offer(step);
          last = step;
        } else if (last !== null && last.hash !== taken?.hash) {
          const head = await buffer.next(never);
          expect(head?.block).toEqual(last);
          expect(head?.skipped).toBeGreaterThanOrEqual(0);
          taken = last;
        }
      }
      for (const [i, one] of told.entries()) expect(one.hash).not.toBe(told[i - 1]?.hash);
    }),
  );
});
