import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Algorithm } from '../../model/parentOrder.js';
import { milliseconds, toFloat, type Wad, wad } from '../../model/units.js';
import { trajectory, urgencyOf } from './almgrenChriss.js';
import { jitter } from './jitter.js';
import { quantityOf, slicesDue, timeOf } from './schedule.js';
import { scheduleOf } from './scheduleOf.js';

const id = fc.uuid();
const quantity = fc.bigInt({ min: 1n, max: 10n ** 27n }).map(wad);
const jitters = fc.double({ min: 0, max: 1, noNaN: true });
const over = fc.integer({ min: 1, max: 86_400_000 }).map(milliseconds);
const count = fc.integer({ min: 1, max: 300 });
const algorithms: fc.Arbitrary<Algorithm> = fc.oneof(
  fc.record({ kind: fc.constant('twap' as const), over, slices: count, jitter: jitters }),
  fc.record({
    kind: fc.constant('vwap' as const),
    over,
    profile: fc.array(fc.double({ min: 0.001, max: 1_000, noNaN: true }), { minLength: 1, maxLength: 100 }),
    jitter: jitters,
  }),
  fc.record({
    kind: fc.constant('almgrenChriss' as const),
    over,
    slices: count,
    riskAversion: fc.constant(1e-6),
    jitter: jitters,
  }),
);
const urgency = fc.double({ min: 0, max: 500, noNaN: true });
const worked = fc.record({ id, quantity, algorithm: algorithms, urgency });

function scheduleFor(algorithm: Algorithm, urgent: number) {
  const schedule = scheduleOf(algorithm, urgent);
  if (!schedule) throw new Error('it has no schedule');
  return schedule;
}

describe('schedule', () => {
  test('default: equal slices at equal times without jitter, the first at once', () => {
    const twap = scheduleFor({ kind: 'twap', over: milliseconds(600), slices: 4, jitter: 0 }, 0);
    expect([0, 1, 2, 3, 4].map((k) => quantityOf(twap, 'a', wad(100n), k))).toEqual([0n, 25n, 50n, 75n, 100n]);
    expect([-1, 0, 149, 150, 449, 450, 600, 9_999].map((at) => slicesDue(twap, 'a', at))).toEqual([
      0, 1, 1, 2, 3, 4, 4, 4,
    ]);
  });

  test('behavior: a profile says what belongs when', () => {
    const vwap = scheduleFor({ kind: 'vwap', over: milliseconds(300), profile: [1, 2, 1], jitter: 0 }, 0);
    expect([0, 1, 2, 3].map((k) => quantityOf(vwap, 'a', wad(400n), k))).toEqual([0n, 100n, 300n, 400n]);
  });

  test('invariant: slices are exactly the whole, and none is negative', () => {
    fc.assert(
      fc.property(worked, ({ id: parent, quantity: whole, algorithm, urgency: urgent }) => {
        const schedule = scheduleFor(algorithm, urgent);
        let before = wad(0n);
        for (let k = 0; k <= schedule.count; k++) {
          const now = quantityOf(schedule, parent, whole, k);
          expect(now >= before).toBe(true);
          before = now;
        }
        expect(before).toBe(whole);
        expect(slicesDue(schedule, parent, schedule.over)).toBe(schedule.count);
      }),
    );
  });

  test('invariant: a slice differs from what it should be by no more than the jitter', () => {
    fc.assert(
      fc.property(worked, ({ id: parent, algorithm, urgency: urgent }) => {
        const whole = wad(10n ** 24n);
        const schedule = scheduleFor(algorithm, urgent);
        const plain = { ...schedule, jitter: 0 };
        const of = (of_: typeof schedule, k: number) =>
          toFloat((quantityOf(of_, parent, whole, k) - quantityOf(of_, parent, whole, k - 1)) as Wad);
        for (let k = 1; k <= schedule.count; k++) {
          expect(Math.abs(of(schedule, k) - of(plain, k))).toBeLessThanOrEqual(of(plain, k) * schedule.jitter + 1e-6);
        }
      }),
    );
  });

  test('invariant: what is due never falls, and is never ahead by more than half a slice and half a time', () => {
    fc.assert(
      fc.property(
        fc.record({ id, quantity, slices: count, jitter: jitters }),
        fc.array(fc.double({ min: 0, max: 1.2, noNaN: true }), { minLength: 1, maxLength: 50 }),
        ({ id: parent, quantity: whole, slices, jitter: most }, times) => {
          const hour = milliseconds(3_600_000);
          const schedule = scheduleFor({ kind: 'twap', over: hour, slices, jitter: most }, 0);
          let before = 0n;
          for (const time of [...times].sort((a, b) => a - b)) {
            const due = quantityOf(schedule, parent, whole, slicesDue(schedule, parent, time * hour));
            expect(due >= before).toBe(true);
            before = due;
            // A slice is due at its beginning: one ahead of an even flow, and half a slice of jitter either way.
            const even = Math.min(1, time + (1 + most) / slices);
            expect(toFloat(due)).toBeLessThanOrEqual(toFloat(whole) * even * (1 + 1e-9));
          }
        },
      ),
    );
  });

  test('invariant: times never fall', () => {
    fc.assert(
      fc.property(id, count, jitters, (parent, slices, most) => {
        const schedule = scheduleFor({ kind: 'twap', over: milliseconds(1_000), slices, jitter: most }, 0);
        for (let k = 1; k < slices; k++) {
          expect(timeOf(schedule, parent, k)).toBeGreaterThanOrEqual(timeOf(schedule, parent, k - 1));
        }
      }),
    );
  });
});

describe('jitter', () => {
  test('invariant: from -1 to 1, the same each time, and without bias', () => {
    const ids = Array.from({ length: 200 }, (_, i) => `0198f2c4-7a1b-7000-8000-${i.toString(16).padStart(12, '0')}`);
    const all = ids.flatMap((parent) => Array.from({ length: 50 }, (_, k) => jitter(parent, 'size', k)));
    expect(all.every((value) => value >= -1 && value <= 1)).toBe(true);
    const mean = all.reduce((sum, value) => sum + value, 0) / all.length;
    const square = all.reduce((sum, value) => sum + value * value, 0) / all.length;
    // Of 10 000 evenly from -1 to 1: a deviation of the mean is 0.0058, the mean square is 1/3.
    expect(Math.abs(mean)).toBeLessThan(0.02);
    expect(square).toBeCloseTo(1 / 3, 1);
    const neighbours = all.slice(1).reduce((sum, value, i) => sum + value * (all[i] ?? 0), 0) / all.length;
    expect(Math.abs(neighbours)).toBeLessThan(0.02);
    expect(jitter(ids[0] ?? '', 'size', 3)).toBe(jitter(ids[0] ?? '', 'size', 3));
    expect(jitter(ids[0] ?? '', 'size', 3)).not.toBe(jitter(ids[0] ?? '', 'time', 3));
  });
});

describe('Almgren and Chriss', () => {
  // Almgren and Chriss (2000), table 1: S = 50, X = 1e6, T = 5 days, N = 5, σ = 0.95 USD/√day, η = 2.5e-6, γ = 2.5e-7, λ = 1e-6: κ ≈ 0.61 a day.
  const day = 86_400;
  test('default: the example of the paper, but for its permanent impact', () => {
    const vol = (0.95 * Math.sqrt(365)) / 50;
    const kt = urgencyOf({ riskAversion: 1e-6, vol, price: 50, impact: 2.5e-6 * day, horizon: 5 * day, slices: 5 });
    // λσ²/η = 0.361 a day²; 2 (cosh κ − 1) = 0.361: κ = 0.592. With η − γτ/2 in its place it is the paper's 0.61.
    expect(kt / 5).toBeCloseTo(Math.acosh(1 + 0.361 / 2), 6);
    const adjusted = urgencyOf({
      ...{ riskAversion: 1e-6, vol, price: 50, horizon: 5 * day, slices: 5 },
      impact: (2.5e-6 - 1.25e-7) * day,
    });
    expect(adjusted / 5).toBeCloseTo(0.607, 3);
  });
  test('behavior: nothing known is worked evenly, and no impact at once', () => {
    expect(trajectory(0, 0.25)).toBe(0.75);
    expect(urgencyOf({ riskAversion: 0, vol: 1, price: 1, impact: 1, horizon: 1, slices: 1 })).toBe(0);
    expect(urgencyOf({ riskAversion: 1, vol: 1, price: 1, impact: 0, horizon: 1, slices: 1 })).toBe(500);
    expect(trajectory(500, 0.1)).toBeLessThan(1e-20);
  });
  test('invariant: it falls from all to nothing, and is sinh over sinh', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.01, max: 20, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (kt, time) => {
          expect(trajectory(kt, time)).toBeCloseTo(Math.sinh(kt * (1 - time)) / Math.sinh(kt), 9);
          expect(trajectory(kt, time)).toBeLessThanOrEqual(1 - time + 1e-12);
        },
      ),
    );
  });
});
