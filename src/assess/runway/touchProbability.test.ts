import fc from 'fast-check';
import { expect, test } from 'vitest';
import { normalCdf } from '../normal.js';
import { bridgeCrossing } from './bridgeCrossing.js';
import { type FirstPassage, touchProbability } from './touchProbability.js';

const none = Number.POSITIVE_INFINITY;

const walls = (lower: number, upper: number, more: Partial<FirstPassage> = {}): FirstPassage => ({
  drift: 0,
  vol: 1,
  years: 1,
  lower,
  upper,
  lowerAtEnd: lower,
  upperAtEnd: upper,
  ...more,
});

/** Survival between two walls that stay: the sine series, which shares nothing with the reflections. */
function survivalBySines(lower: number, upper: number, drift: number, years: number): number {
  const width = upper - lower;
  let sum = 0;
  for (let k = 1; k <= 200; k++) {
    const wave = (k * Math.PI) / width;
    const decay = Math.exp(-0.5 * (wave * wave + drift * drift) * years);
    const integral =
      (wave * (Math.exp(drift * lower) - (-1) ** k * Math.exp(drift * upper))) / (wave * wave + drift * drift);
    sum += (2 / width) * decay * Math.sin(-wave * lower) * integral;
  }
  return sum;
}

/** Survival between two walls that move: the heat equation on a grid that moves with them (Crank-Nicolson). */
function survivalByGrid({ drift, vol, years, lower, upper, lowerAtEnd, upperAtEnd }: FirstPassage): number {
  const cells = 400;
  const steps = 2_000;
  const dt = years / steps;
  const at = (s: number) => {
    const low = lower + ((lowerAtEnd - lower) * s) / years;
    return { low, width: upper + ((upperAtEnd - upper) * s) / years - low };
  };
  const speed = { low: (lowerAtEnd - lower) / years, width: (upperAtEnd - upper - lowerAtEnd + lower) / years };
  // Backward in time: u(t, y) is the chance of surviving from there on, y = (x - low) / width.
  let u = new Float64Array(cells + 1).fill(1);
  u[0] = 0;
  u[cells] = 0;
  const operator = (s: number, y: number) => {
    const { width } = at(s);
    return {
      second: (0.5 * vol * vol) / (width * width),
      first: (drift - speed.low - y * speed.width) / width,
    };
  };
  const h = 1 / cells;
  for (let step = steps; step > 0; step--) {
    // Two fully implicit half-steps damp the corner where walls meet the flat end.
    const weight = step > steps - 4 ? 1 : 0.5;
    const lowerDiagonal = new Float64Array(cells + 1);
    const diagonal = new Float64Array(cells + 1).fill(1);
    const upperDiagonal = new Float64Array(cells + 1);
    const right = new Float64Array(cells + 1);
    for (let i = 1; i < cells; i++) {
      const later = operator(step * dt, i * h);
      const sooner = operator((step - 1) * dt, i * h);
      const explicit =
        (later.second * ((u[i + 1] ?? 0) - 2 * (u[i] ?? 0) + (u[i - 1] ?? 0))) / (h * h) +
        (later.first * ((u[i + 1] ?? 0) - (u[i - 1] ?? 0))) / (2 * h);
      right[i] = (u[i] ?? 0) + (1 - weight) * dt * explicit;
      lowerDiagonal[i] = -weight * dt * (sooner.second / (h * h) - sooner.first / (2 * h));
      upperDiagonal[i] = -weight * dt * (sooner.second / (h * h) + sooner.first / (2 * h));
      diagonal[i] = 1 + (2 * weight * dt * sooner.second) / (h * h);
    }
    for (let i = 1; i <= cells; i++) {
      const factor = (lowerDiagonal[i] ?? 0) / (diagonal[i - 1] ?? 1);
      diagonal[i] = (diagonal[i] ?? 1) - factor * (upperDiagonal[i - 1] ?? 0);
      right[i] = (right[i] ?? 0) - factor * (right[i - 1] ?? 0);
    }
    const next = new Float64Array(cells + 1);
    for (let i = cells - 1; i > 0; i--) {
      next[i] = ((right[i] ?? 0) - (upperDiagonal[i] ?? 0) * (next[i + 1] ?? 0)) / (diagonal[i] ?? 1);
    }
    u = next;
  }
  const y = -lower / (upper - lower) / h;
  const i = Math.floor(y);
  return (u[i] ?? 0) * (i + 1 - y) + (u[i + 1] ?? 0) * (y - i);
}

test('default: without drift one wall is touched twice as often as the path ends beyond it', () => {
  expect(touchProbability(walls(-none, 1))).toBeCloseTo(2 * normalCdf(-1), 14);
  expect(touchProbability(walls(-1.7, none))).toBeCloseTo(2 * normalCdf(-1.7), 14);
  // 80 % vol, 24 hours, 10 % below.
  const day = { vol: 0.8, years: 1 / 365 };
  expect(touchProbability(walls(Math.log(0.9), none, day))).toBeCloseTo(
    2 * normalCdf(Math.log(0.9) / 0.8 / Math.sqrt(1 / 365)),
    12,
  );
});

test('default: one wall with drift is the inverse Gaussian distribution', () => {
  const [b, drift, years] = [0.8, -0.6, 1.7];
  const s = Math.sqrt(years);
  const exact = normalCdf((drift * years - b) / s) + Math.exp(2 * drift * b) * normalCdf((-b - drift * years) / s);
  expect(touchProbability(walls(-none, b, { drift, years }))).toBeCloseTo(exact, 14);
  // A wall that runs away at the same speed as the drift pushes is the same motion.
  expect(touchProbability(walls(-none, b, { years, upperAtEnd: b - drift * years }))).toBeCloseTo(exact, 13);
});

test('invariant: two walls agree with the sine series', () => {
  fc.assert(
    fc.property(
      fc.double({ min: -2, max: -0.15, noNaN: true }),
      fc.double({ min: 0.15, max: 2, noNaN: true }),
      fc.double({ min: -1.5, max: 1.5, noNaN: true }),
      fc.double({ min: 0.05, max: 3, noNaN: true }),
      (lower, upper, drift, years) => {
        const touched = touchProbability(walls(lower, upper, { drift, years }));
        expect(touched).toBeCloseTo(1 - survivalBySines(lower, upper, drift, years), 10);
      },
    ),
  );
});

test('default: walls that close in agree with the heat equation on a grid', () => {
  const cases = [
    walls(-1, 1.2, { lowerAtEnd: -0.3, upperAtEnd: 0.5 }),
    walls(-0.8, 1.5, { lowerAtEnd: 0.4, upperAtEnd: 1.1, drift: 0.3 }),
    walls(-0.5, 0.9, { lowerAtEnd: -1.4, upperAtEnd: 1.3, vol: 0.7, years: 1.5 }),
  ];
  for (const passage of cases) {
    expect(Math.abs(touchProbability(passage) - (1 - survivalByGrid(passage)))).toBeLessThan(2e-4);
  }
});

const passages = fc.record({
  drift: fc.double({ min: -3, max: 3, noNaN: true }),
  vol: fc.double({ min: 0.05, max: 3, noNaN: true }),
  years: fc.double({ min: 1e-4, max: 2, noNaN: true }),
  lower: fc.oneof(fc.double({ min: -3, max: -1e-4, noNaN: true }), fc.constant(-none)),
  upper: fc.oneof(fc.double({ min: 1e-4, max: 3, noNaN: true }), fc.constant(none)),
  closing: fc.double({ min: -0.4, max: 0.4, noNaN: true }),
});

const moving = ({ closing, ...p }: FirstPassage & { closing: number }): FirstPassage => ({
  ...p,
  lowerAtEnd: p.lower + closing,
  upperAtEnd: p.upper + closing / 2,
});
const still = { lowerAtEnd: 0, upperAtEnd: 0 };

test('invariant: it is a probability; two walls are touched at least as often as each, and at most as often as both', () => {
  fc.assert(
    fc.property(passages, (drawn) => {
      const both = moving({ ...drawn, ...still });
      const touched = touchProbability(both);
      const low = touchProbability({ ...both, upper: none, upperAtEnd: none });
      const high = touchProbability({ ...both, lower: -none, lowerAtEnd: -none });
      expect(touched).toBeGreaterThanOrEqual(0);
      expect(touched).toBeLessThanOrEqual(1);
      expect(touched).toBeGreaterThanOrEqual(Math.max(low, high) - 1e-9);
      expect(touched).toBeLessThanOrEqual(low + high + 1e-9);
    }),
    { numRuns: 500 },
  );
});

test('invariant: nearer, longer and, without drift, more volatile is likelier', () => {
  fc.assert(
    fc.property(passages, fc.double({ min: 1.001, max: 2, noNaN: true }), (drawn, factor) => {
      const base = moving({ ...drawn, ...still, closing: 0 });
      const touched = touchProbability(base);
      const slack = 1e-9;
      expect(touchProbability({ ...base, years: base.years * factor })).toBeGreaterThanOrEqual(touched - slack);
      const nearer = { lower: base.lower / factor, lowerAtEnd: base.lower / factor };
      expect(touchProbability({ ...base, ...nearer })).toBeGreaterThanOrEqual(touched - slack);
      const calm = { ...base, drift: 0 };
      expect(touchProbability({ ...calm, vol: calm.vol * factor })).toBeGreaterThanOrEqual(
        touchProbability(calm) - slack,
      );
    }),
    { numRuns: 300 },
  );
});

test('behavior: limits', () => {
  expect(touchProbability(walls(-none, none))).toBe(0);
  expect(touchProbability(walls(0, 1))).toBe(1);
  expect(touchProbability(walls(-1, 1, { lowerAtEnd: 1, upperAtEnd: 1 }))).toBe(1);
  expect(touchProbability(walls(-1, 1, { vol: 0 }))).toBe(0);
  expect(touchProbability(walls(-1, 1, { vol: 0, drift: -1 }))).toBe(1);
  expect(touchProbability(walls(-1, 1, { years: 0 }))).toBe(0);
  expect(touchProbability(walls(-1, 1, { vol: 50 }))).toBe(1);
  expect(touchProbability(walls(-1, 1, { vol: Number.NaN }))).toBeNaN();
  // Twenty deviations away the digits are still there.
  const far = touchProbability(walls(-20, none));
  expect(far / (2 * normalCdf(-20))).toBeCloseTo(1, 10);
});

test('invariant: what happens by half-time and then by the end is what happens by the end', () => {
  const [lower, upper, years] = [-0.9, 1.1, 1];
  const half = years / 2;
  let survived = 0;
  const cells = 4_000;
  for (let i = 0; i < cells; i++) {
    const x = lower + ((i + 0.5) / cells) * (upper - lower);
    const density = Math.exp((-x * x) / (2 * half)) / Math.sqrt(2 * Math.PI * half);
    const crossed = bridgeCrossing({ above: upper, below: -lower, aboveAtEnd: upper - x, belowAtEnd: x - lower }, half);
    const later = touchProbability(walls(lower - x, upper - x, { years: half }));
    survived += (density * (1 - crossed) * (1 - later) * (upper - lower)) / cells;
  }
  expect(1 - survived).toBeCloseTo(touchProbability(walls(lower, upper, { years })), 6);
});
