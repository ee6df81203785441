import { describe, expect, test } from 'vitest';
import { chooseKernel } from '../../pricing/chooseKernel.js';
import { compileHoldings } from '../compileHoldings.js';
import { seededBook, seededDraw, seededScenarios } from '../testing/seededBook.js';
import { worthOfOptions } from '../worthOfOptions.js';
import { addSharpOptions } from './addSharpOptions.js';
import { interpolateOptions } from './interpolateOptions.js';
import { planInterpolation } from './planInterpolation.js';

const kernel = chooseKernel();
const count = 3_000;

/** Options on the first underlying, and scenarios in which `hours` pass. */
function given(days: readonly number[], hours: number) {
  const draw = seededDraw(21);
  const [underlying] = compileHoldings(seededBook(draw, { options: 90, linear: 0, days }), kernel).underlyings;
  const scenarios = seededScenarios(draw, { count, hours: [hours] });
  const [move, volFactor] = [scenarios.spot[0], scenarios.vol[0]];
  if (!underlying || !move || !volFactor) throw new Error('the book has an underlying');
  return { kernel, options: underlying.options, years: hours / 24 / 365, move, volFactor };
}

/** USD; the largest difference, against that of a unit of every option from one price to twice it. */
function worstError(own: ReturnType<typeof given>, worth: Float64Array): number {
  const exact = new Float64Array(count);
  worthOfOptions(own, exact);
  const scale = own.options.quantity.reduce((sum, quantity) => sum + Math.abs(quantity), 0) * 65_000;
  return worth.reduce((worst, value, s) => Math.max(worst, Math.abs(value - (exact[s] ?? Number.NaN))), 0) / scale;
}

describe('interpolateOptions', () => {
  test('default', () => {
    const own = given([1, 2, 7, 30, 180], 12);
    const plan = planInterpolation(own.options, own.years, own.move, own.volFactor);
    const worth = new Float64Array(count);
    interpolateOptions(own, plan, worth);
    expect(plan.smooth.length).toBeGreaterThan(1);
    expect(worstError(own, worth)).toBeLessThan(2e-5);
  });

  test('behavior: where nothing moves it is exact', () => {
    const own = { ...given([7, 30], 4), move: new Float64Array(count), volFactor: new Float64Array(count).fill(1) };
    const worth = new Float64Array(count);
    interpolateOptions(own, planInterpolation(own.options, own.years, own.move, own.volFactor), worth);
    expect(worstError(own, worth)).toBeLessThan(1e-14);
  });
});

describe('planInterpolation', () => {
  test('behavior: the nearer expiry, the more nodes; at expiry none will do', () => {
    const nodesAt = (days: number) => {
      const own = given([days], 23.9);
      const { smooth, sharp } = planInterpolation(own.options, own.years, own.move, own.volFactor);
      return sharp.length > 0 ? Number.POSITIVE_INFINITY : Math.max(...smooth.map(({ moveNodes }) => moveNodes));
    };
    const nodes = [365, 90, 14, 3, 1].map(nodesAt);
    expect(nodes).toEqual([...nodes].sort((a, b) => a - b));
    expect(nodes.at(0)).toBeLessThan(24);
    expect(nodes.at(-1)).toBe(Number.POSITIVE_INFINITY);
  });

  test('behavior: every option is either read off or valued exactly', () => {
    const own = given([0.5, 1, 2, 90], 24);
    const { smooth, sharp } = planInterpolation(own.options, own.years, own.move, own.volFactor);
    const all = [...smooth.flatMap(({ members }) => members), ...sharp].sort((a, b) => a - b);
    expect(all).toEqual(Array.from({ length: own.options.count }, (_, i) => i));
  });
});

describe('addSharpOptions', () => {
  test('behavior: exact, whether expired, about to, or far from it', () => {
    const all = Array.from({ length: 30 }, (_, i) => i);
    for (const days of [0.5, 1.0001, 1.01, 3, 300]) {
      const own = given([days], 24);
      own.options.rate.fill(0.07);
      own.options.volPerLogSpot.fill(0.4);
      const worth = new Float64Array(count);
      const plan = planInterpolation(own.options, own.years, own.move, own.volFactor);
      addSharpOptions(own, { ...plan, sharp: all }, worth);
      expect(worstError(own, worth)).toBeLessThan(1e-14);
    }
  });
});
