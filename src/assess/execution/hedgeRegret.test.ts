import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DAY, HOUR } from '../../model/time.js';
import { type HedgeSample, hedgeRegret } from './hedgeRegret.js';

/** Ten long for two days; the rule sells all of it after the first day. */
const samples: HedgeSample[] = [
  { at: 0, price: 100, delta: 10, hedged: 0 },
  { at: DAY, price: 104, delta: 10, hedged: 0 },
  { at: 2 * DAY, price: 101, delta: 0, hedged: -10 },
];
const paid = { cost: 2.08, turnover: 1_040, trades: 1 };

test('default: what it cost and what it left, beside hedging always, hourly and never', () => {
  const regret = hedgeRegret(samples, paid);
  expect(regret).toMatchObject({ samples: 3, from: 0, to: 2 * DAY, costShare: expect.closeTo(0.002, 12) });
  const [own, always, hourly, never] = regret?.outcomes ?? [];
  // 40 gained on the first day; what was sold on the second sample counts from then on.
  expect(own).toMatchObject({ name: 'as it was', ...paid, gain: 40, deviation: Math.sqrt(1_600 / 2) });
  expect(always).toMatchObject({ trades: 1, turnover: 1_000, cost: expect.closeTo(2, 12), gain: 0, deviation: 0 });
  expect(hourly).toMatchObject({ trades: 1, turnover: 1_000, gain: 0 });
  expect(never).toMatchObject({ trades: 0, cost: 0, gain: 10, deviation: Math.sqrt((1_600 + 900) / 2) });
});

test('behavior: an hourly hedge leaves what comes within the hour', () => {
  const [, always, hourly] =
    hedgeRegret(
      [
        { at: 0, price: 100, delta: 1, hedged: 0 },
        { at: HOUR / 2, price: 100, delta: 3, hedged: 0 },
        { at: HOUR, price: 110, delta: 3, hedged: 0 },
      ],
      paid,
    )?.outcomes ?? [];
  expect(always).toMatchObject({ trades: 2, turnover: 300, gain: 0 });
  expect(hourly).toMatchObject({ trades: 2, turnover: 100 + 220, gain: 20 });
});

test('behavior: a sample that is not known is left out; two are needed; who never traded knows no cost', () => {
  const [first, second] = samples;
  if (!first || !second) throw new Error('there are samples');
  const blind = { at: HOUR, price: Number.NaN, delta: 10, hedged: 0 };
  expect(hedgeRegret([first, blind], paid)).toBeNull();
  const regret = hedgeRegret([first, blind, second], { cost: 0, turnover: 0, trades: 0 });
  expect(regret?.samples).toBe(2);
  expect(regret?.outcomes.map(({ cost }) => cost)).toEqual([0, Number.NaN, Number.NaN, 0]);
});

test('invariant: hedged at every sample nothing is left, and never costs nothing, whatever the rule has done', () => {
  const history = fc
    .array(
      fc.record({
        price: fc.double({ min: 1, max: 1_000, noNaN: true }),
        delta: fc.double({ min: -50, max: 50, noNaN: true }),
        hedged: fc.double({ min: -50, max: 50, noNaN: true }),
      }),
      { minLength: 2, maxLength: 30 },
    )
    .map((all) => all.map((one, i) => ({ ...one, at: i * HOUR })));
  fc.assert(
    fc.property(history, (all) => {
      const [, always, hourly, never] = hedgeRegret(all, paid)?.outcomes ?? [];
      expect(Math.abs(always?.gain ?? Number.NaN)).toBeLessThan(1e-6);
      expect(hourly?.turnover).toBe(always?.turnover);
      expect(never).toMatchObject({ turnover: 0, cost: 0 });
    }),
  );
});
