import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { WorkingMark } from '../../model/desk.js';
import { tradedBetween } from '../../model/turnover.js';
import { milliseconds, toFloat, unixMillis, type Wad, wad } from '../../model/units.js';
import { units } from '../testing/toyBook.js';
import { dueNow } from './dueNow.js';
import { standingOf } from './standing.js';
import { start, toyParent } from './testing/toyParent.js';

const pov = (share: number, jitter = 0) => ({ kind: 'pov', share, over: milliseconds(3_600_000), jitter }) as const;

const liquidity = 1_000;
/** USD traded so far, paid in dollars. */
const turnover = (usd: number) => ({ base: 0, quote: usd / liquidity, liquidity });
const mark = (usd: number, volume: number): WorkingMark => ({
  ...{ mark: 2_000, last: 2_000, turnover: turnover(usd), volume, at: unixMillis(start) },
});

function dueAt(share: number, marks: readonly WorkingMark[], usd: number, done = 0, quantity = 100) {
  const parent = toyParent(
    { algorithm: pov(share), quantity: units(quantity) },
    { acceptedAt: unixMillis(start), marks },
  );
  const state = { ...parent.state, cumQty: units(done), grossTradeAmt: wad(units(done) * 2_000n) };
  const worked = { ...parent, state };
  const market = { last: units(2_000), turnover: turnover(usd) };
  return toFloat(dueNow(worked, standingOf(worked), 0, unixMillis(start), market).quantity);
}

test('default: its share of what was traded since, less what is done', () => {
  expect(dueAt(0.1, [mark(5_000_000, 0)], 5_100_000)).toBeCloseTo(5, 9);
  expect(dueAt(0.1, [mark(5_000_000, 300_000)], 5_100_000, 17)).toBeCloseTo(3, 9);
  expect(dueAt(0.1, [mark(5_000_000, 300_000)], 5_100_000, 20)).toBe(0);
  expect(dueAt(0.5, [mark(0, 0)], 100_000_000)).toBe(100);
});

test('behavior: less than a fiftieth of it waits, and so does all of it before the first sample', () => {
  expect(dueAt(0.1, [mark(0, 0)], 39_000)).toBe(0);
  expect(dueAt(0.1, [mark(0, 0)], 41_000)).toBeCloseTo(2.05, 9);
  expect(dueAt(0.1, [], 41_000)).toBe(0);
});

test('behavior: the lesser liquidity of two readings counts, and a counter that ran over is nothing', () => {
  const [before, now] = [turnover(0), { base: 2, quote: 10, liquidity: 10 }];
  expect(tradedBetween(before, now, 2_000)).toBe(10 * (2 * 2_000 + 10));
  expect(tradedBetween({ ...now, liquidity: 5 }, { ...now, base: 3 }, 100)).toBe(5 * 100);
  expect(tradedBetween(now, before, 2_000)).toBe(0);
});

test('invariant: never more than the share of what was traded, however it is sampled; and all of it in the end', () => {
  const steps = fc.array(
    fc.record({
      others: fc.integer({ min: 0, max: 200_000 }),
      price: fc.integer({ min: 1_500, max: 2_500 }),
      isSampled: fc.boolean(),
    }),
    { minLength: 60, maxLength: 120 },
  );
  const share = fc.double({ min: 0.01, max: 0.9, noNaN: true });
  fc.assert(
    fc.property(steps, share, fc.double({ min: 0, max: 1, noNaN: true }), (all, part, jitter) => {
      const quantity = units(10);
      let parent = toyParent(
        { algorithm: pov(part, jitter), quantity },
        { acceptedAt: unixMillis(start), marks: [mark(0, 0)] },
      );
      /** USD: of everybody, and of the order alone; each in dollars of its moment. */
      let counter = 0;
      let own = 0;
      for (const { others, price, isSampled } of all) {
        counter += others;
        const market = { last: units(price), turnover: turnover(counter) };
        const { quantity: due } = dueNow(parent, standingOf(parent), 0, unixMillis(start), market);
        const worth = toFloat(due) * price;
        expect(own + worth).toBeLessThanOrEqual(part * counter * (1 + 1e-9));
        own += worth;
        counter += worth;
        const cumQty = wad(parent.state.cumQty + due);
        expect(cumQty <= quantity).toBe(true);
        const grossTradeAmt = wad(parent.state.grossTradeAmt + due * BigInt(price)) as Wad;
        parent = { ...parent, state: { ...parent.state, cumQty, grossTradeAmt } };
        if (!isSampled) continue;
        parent = { ...parent, marks: [mark(counter, counter)] };
      }
      const market = { last: units(2_000), turnover: turnover(counter + 100_000_000) };
      const { quantity: rest } = dueNow(parent, standingOf(parent), 0, unixMillis(start), market);
      expect(parent.state.cumQty + rest).toBe(quantity);
    }),
    { numRuns: 60 },
  );
});
