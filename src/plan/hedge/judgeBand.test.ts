import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { HedgeBand } from '../../model/strategy.js';
import { milliseconds, unixMillis } from '../../model/units.js';
import { type JudgeBandOptions, judgeBand } from './judgeBand.js';
import { type BandRule, inputs, rule } from './testing/straddle.js';

const now = unixMillis(1_700_000_000_000);
const judge = (delta: number, change: Partial<BandRule> = {}, options: Partial<JudgeBandOptions> = {}) =>
  judgeBand({ rule: rule(change), delta, inputs, lastAt: null, now, ...options });

const bands = fc.oneof(
  fc.record({ kind: fc.constant('fixed' as const), width: fc.double({ min: 1e-3, max: 100, noNaN: true }) }),
  fc.record({ kind: fc.constant('gamma' as const), move: fc.double({ min: 1e-3, max: 0.2, noNaN: true }) }),
  fc.record({
    kind: fc.constantFrom('whalley-wilmott' as const, 'zakamouline' as const),
    riskAversion: fc.double({ min: 1e-6, max: 1, noNaN: true }),
  }),
);
const rules = fc.record({
  band: bands,
  to: fc.double({ min: -50, max: 50, noNaN: true }),
  aim: fc.constantFrom('centre' as const, 'edge' as const),
  hysteresis: fc.oneof(fc.constant(0), fc.double({ min: 0, max: 3, noNaN: true })),
});
const deltas = fc.double({ min: -300, max: 300, noNaN: true });

test('default: to the middle, or to the nearer edge, and why', () => {
  expect(judge(2.41)).toEqual({
    ...{ known: true, outside: true, target: 0, lower: -1, upper: 1, actBelow: -1, actAbove: 1 },
    says: ['delta 2.41 ETH is outside its band, -1 to 1 ETH'],
  });
  expect(judge(2.41, { aim: 'edge' }).target).toBeCloseTo(1, 8);
  expect(judge(-7, { aim: 'edge', to: 2 }).target).toBeCloseTo(1, 8);
  expect(judge(0.9)).toMatchObject({ outside: false, says: ['delta 0.9 ETH is in its band, -1 to 1 ETH'] });
});

test('behavior: hysteresis counts on the way out', () => {
  const change = { hysteresis: 0.25, aim: 'edge' } as const;
  expect(judge(1.2, change)).toMatchObject({
    outside: false,
    says: ['delta 1.2 ETH is outside its band, -1 to 1 ETH, by less than the hysteresis of 25 %'],
  });
  expect(judge(1.26, change).outside).toBe(true);
  expect(judge(1.26, change).target).toBeCloseTo(1, 8);
});

test('behavior: a band that weighs costs says what by', () => {
  const band: HedgeBand = { kind: 'zakamouline', riskAversion: 0.001 };
  const { says } = judge(9, { band }, { inputs: { ...inputs, fixedCost: 1.2 } });
  expect(says[1]).toMatch(
    /^half-width [\d.]+ ETH by zakamouline at 0.001 per usd, with costs of 10 bps and 1.2 usd a correction and a gamma of -0.02, its middle moved by -0.0\d+ for the cost of hedging$/,
  );
  expect(judge(9, { band: { kind: 'gamma', move: 0.02 } }).says[1]).toBe(
    'half-width 0.8 ETH: what a move of 2 % brings at a gamma of -0.02',
  );
});

test('behavior: by time, and only then', () => {
  const band: HedgeBand = { kind: 'every', interval: milliseconds(4 * 3_600_000) };
  const after = (hours: number | null, delta = 3) =>
    judge(delta, { band, to: 1 }, { lastAt: hours === null ? null : unixMillis(now - hours * 3_600_000) });
  expect(after(3.9)).toMatchObject({ outside: false, says: ['the last hedge was 3.9h ago, one every 4h'] });
  expect(after(4)).toMatchObject({ known: true, outside: true, target: 1 });
  expect(after(null)).toMatchObject({ outside: true, says: ['no hedge yet, one every 4h'] });
  expect(after(9, 1).outside).toBe(false);
});

test('behavior: a condition alone is not held back', () => {
  expect(judge(0.001, { band: { kind: 'condition' } })).toMatchObject({
    known: true,
    outside: true,
    target: 0,
    says: [],
  });
});

test('behavior: what is not known holds nothing back, and is named', () => {
  const band: HedgeBand = { kind: 'whalley-wilmott', riskAversion: 0.001 };
  const unpriced = { ...inputs, cost: Number.NaN, gamma: Number.NaN };
  expect(judge(0.01, { band, to: 2 }, { inputs: unpriced })).toMatchObject({
    ...{ known: false, outside: true, target: 2 },
    says: ['no whalley-wilmott band (not known: gamma, cost of trading); only a condition can decide'],
  });
  expect(judge(Number.NaN)).toMatchObject({ known: false, outside: true, target: 0 });
  // None of it counts for a band that needs none of it.
  expect(judge(0.5, {}, { inputs: unpriced })).toMatchObject({ known: true, outside: false });
});

test('invariant: what was brought to its target is not to be traded again', () => {
  fc.assert(
    fc.property(rules, deltas, fc.double({ min: -1e-12, max: 1e-12, noNaN: true }), (change, delta, rounding) => {
      const first = judge(delta, change);
      if (!first.outside) return;
      expect(judge(first.target, change).outside).toBe(false);
      if (first.upper - first.lower > 1e-2) expect(judge(first.target + rounding, change).outside).toBe(false);
    }),
  );
});

test('invariant: never past the middle, and never further out', () => {
  fc.assert(
    fc.property(rules, deltas, (change, delta) => {
      const { outside, target, lower, upper } = judge(delta, change);
      expect(target).toBeGreaterThanOrEqual(outside || change.aim === 'centre' ? lower : Math.min(lower, delta));
      expect(target).toBeLessThanOrEqual(outside || change.aim === 'centre' ? upper : Math.max(upper, delta));
      const middle = (lower + upper) / 2;
      expect(Math.abs(target - middle)).toBeLessThanOrEqual(Math.max(Math.abs(delta - middle), 0) + 1e-9);
    }),
  );
});

test('invariant: the same on both sides', () => {
  fc.assert(
    fc.property(rules, deltas, (change, delta) => {
      const mirrored = { ...inputs, volDelta: -inputs.volDelta };
      const one = judge(delta, change);
      const other = judge(-delta, { ...change, to: -change.to }, { inputs: mirrored });
      expect(other.outside).toBe(one.outside);
      expect(other.target + one.target).toBeCloseTo(0, 9);
      expect(other.lower + one.upper).toBeCloseTo(0, 9);
    }),
  );
});

test('invariant: a delta that chops across an edge within the hysteresis makes no trade, and one beyond it does', () => {
  const chops = fc.double({ min: -1, max: 1, noNaN: true });
  fc.assert(
    fc.property(rules, chops, fc.constantFrom(-1, 1), (change, chop, side) => {
      const { lower, upper, actAbove } = judge(0, change);
      const edge = side > 0 ? upper : lower;
      const room = actAbove - upper;
      expect(judge(edge + chop * room * (1 - 1e-12), change).outside).toBe(false);
      expect(judge(edge + side * (room + 1e-9), change).outside).toBe(true);
    }),
  );
});
