import '../../../test/properties.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Route } from './costTable.js';
import { splitAcross } from './splitAcross.js';

const route = (id: string, cost: (quantity: number) => number, change: Partial<Route> = {}): Route => ({
  id,
  cost,
  fixed: 0,
  least: 0,
  most: Number.POSITIVE_INFINITY,
  ...change,
});

const quantitiesOf = (routes: readonly Route[], target: number): Record<string, number> =>
  Object.fromEntries(splitAcross(routes, target).parts.map((part) => [part.route.id, part.quantity]));

describe('splitAcross', () => {
  test('default: marginal costs are equal where nothing binds', () => {
    // 2 a q + fee is the same for both: 0.2 q + 1 = 0.4 (10 - q) + 0.5.
    const { parts } = splitAcross(
      [route('deep', (q) => 0.1 * q * q + q), route('shallow', (q) => 0.2 * q * q + 0.5 * q)],
      10,
    );
    expect(parts.map(({ quantity }) => quantity)).toEqual([expect.closeTo(3.5 / 0.6, 2), expect.closeTo(2.5 / 0.6, 2)]);
  });

  test('default: proportional costs go where they are least, up to its limit', () => {
    const routes = [route('dear', (q) => 2 * q), route('cheap', (q) => q, { most: 3 })];
    expect(quantitiesOf(routes, 10)).toEqual({ dear: 7, cheap: 3 });
  });

  test('behavior: of equals, the first does it all', () => {
    expect(quantitiesOf([route('first', (q) => q), route('second', (q) => q)], 4)).toEqual({ first: 4 });
  });

  test('behavior: a kink is where the one stops and the other begins', () => {
    const kinked = route('kinked', (q) => (q < 4 ? q : 4 + 3 * (q - 4)));
    const split = quantitiesOf([kinked, route('flat', (q) => 2 * q)], 10);
    expect(split['kinked']).toBeCloseTo(4, 3);
    expect(split['flat']).toBeCloseTo(6, 3);
  });

  test('behavior: a fixed cost is paid only where it saves more', () => {
    const curved = (q: number) => q * q;
    // In halves 2 × 25 = 50 against 100: worth up to 50.
    expect(Object.keys(quantitiesOf([route('a', curved), route('b', curved, { fixed: 49 })], 10))).toEqual(['a', 'b']);
    expect(Object.keys(quantitiesOf([route('a', curved), route('b', curved, { fixed: 51 })], 10))).toEqual(['a']);
  });

  test('behavior: a smallest size is kept, or the route left out', () => {
    const routes = (least: number) => [route('a', (q) => q * q), route('b', (q) => 6 * q, { least })];
    // Unbound, a takes 3 and b the rest of 5.
    expect(quantitiesOf(routes(3), 5)).toEqual({ a: 2, b: 3 });
    expect(quantitiesOf(routes(5), 5)).toEqual({ a: 5 });
    expect(quantitiesOf(routes(6), 5)).toEqual({ a: 5 });
  });

  test('behavior: what earns at first is taken first, and no more than the target', () => {
    const earns = route('earns', (q) => q * q - 8 * q);
    const { parts, cost } = splitAcross([route('flat', (q) => q), earns], 3);
    expect(parts.map(({ route: { id }, quantity }) => [id, quantity])).toEqual([['earns', 3]]);
    expect(cost).toBe(-15);
  });

  test('behavior: a fee that leaps once a size is passed is stayed just below', () => {
    const leaping = route('leaping', (q) => (q <= 4.2 ? q : 2 * q));
    const split = quantitiesOf([leaping, route('flat', (q) => 1.5 * q)], 10);
    expect(split['leaping']).toBeCloseTo(4.2, 3);
  });

  test('behavior: a pool that has run dry is used up to its end', () => {
    const { parts, reached, alone } = splitAcross(
      [route('dry', (q) => (q > 0.37 ? Number.NaN : q)), route('dear', (q) => 9 * q, { most: 2 })],
      10,
    );
    expect(parts.map(({ quantity }) => quantity)).toEqual([expect.closeTo(0.37, 5), 2]);
    expect(reached).toBeCloseTo(2.37, 5);
    expect(alone).toMatchObject([{ cost: null }, { most: 2, cost: null }]);
  });

  test('behavior: what takes nothing, or only more than is wanted, is left out', () => {
    const never = route('never', () => Number.NaN);
    expect(quantitiesOf([never, route('a', (q) => q)], 1)).toEqual({ a: 1 });
    expect(splitAcross([never, route('large', (q) => q, { least: 2 })], 1)).toMatchObject({ parts: [], reached: 0 });
  });

  test('behavior: sizes are whole steps; the rest goes where any size may', () => {
    const routes = [route('lots', (q) => q, { step: 0.25 }), route('any', (q) => 2 * q)];
    expect(quantitiesOf(routes, 1.1)).toEqual({ lots: 1, any: expect.closeTo(0.1, 9) });
  });
});

/** Any of them may stand in a market. */
const curves = fc.oneof(
  // A constant-product pool: selling q of x against y moves the price along xy = k.
  fc.record({ depth: fc.double({ min: 5, max: 5_000, noNaN: true }), fee: share() }).map(({ depth, fee }) => ({
    name: `pool of ${depth}`,
    cost: (q: number) => 2_000 * (q - (depth * q) / (depth + q)) + 2_000 * fee * q,
  })),
  // Liquidity in ranges: linear impact with a kink at the end of each, and dry after the last.
  fc
    .record({ ranges: fc.array(fc.tuple(size(), size()), { minLength: 1, maxLength: 4 }), fee: share() })
    .map(({ ranges, fee }) => ({ name: 'ranges', cost: (q: number) => inRanges(ranges, q) + 2_000 * fee * q })),
  // GMX: impact is paid back up to a balance, and then charged twice; the fee is lower while it is paid back.
  fc.record({ skew: size(), factor: fc.double({ min: 0.01, max: 5, noNaN: true }) }).map(({ skew, factor }) => ({
    name: 'skewed',
    cost: (q: number) => {
      const after = Math.abs(skew - q);
      const better = q <= skew ? factor * (skew ** 2 - after ** 2) : factor * skew ** 2 - 2 * factor * after ** 2;
      return -better + 2_000 * q * (better > 0 ? 0.0004 : 0.0006);
    },
  })),
  // Cheaper by the dozen.
  fc
    .record({ scale: size() })
    .map(({ scale }) => ({ name: 'concave', cost: (q: number) => 30 * Math.sqrt(scale * q) })),
);

function share() {
  return fc.double({ min: 0, max: 0.01, noNaN: true });
}
function size() {
  return fc.double({ min: 0.2, max: 15, noNaN: true });
}

function inRanges(ranges: readonly (readonly [number, number])[], quantity: number): number {
  let [left, price, cost] = [quantity, 0, 0];
  for (const [length, impact] of ranges) {
    const taken = Math.min(left, length);
    cost += price * taken + (impact * taken * taken) / 2;
    price += impact * taken;
    left -= taken;
    if (left <= 0) return cost;
  }
  return Number.NaN;
}

const anyRoute = fc
  .record({
    curve: curves,
    fixed: fc.constantFrom(0, 0, 0.5, 20),
    least: fc.constantFrom(0, 0, 0.5, 2.5),
    most: fc.constantFrom(Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, 3.3, 8),
  })
  .map(({ curve, ...more }) => route(curve.name, curve.cost, more));

/** Every sum of whole cells, by dynamic programming; Infinity where the grid cannot make up the target. */
function onGrid(routes: readonly Route[], target: number, cells: number): number {
  let best = Array.from({ length: cells + 1 }, (_, k) => (k === 0 ? 0 : Number.POSITIVE_INFINITY));
  for (const { cost, fixed, least, most } of routes) {
    const costs = best.map((_, k) => {
      const quantity = (target * k) / cells;
      if (k === 0) return 0;
      if (quantity < least || quantity > most) return Number.POSITIVE_INFINITY;
      const asked = cost(quantity) + fixed;
      return Number.isFinite(asked) ? asked : Number.POSITIVE_INFINITY;
    });
    best = best.map((_, k) => {
      let least = Number.POSITIVE_INFINITY;
      for (let own = 0; own <= k; own++) least = Math.min(least, (best[k - own] ?? 0) + (costs[own] ?? 0));
      return least;
    });
  }
  return best[cells] ?? Number.POSITIVE_INFINITY;
}

/** USD that all that is paid and earned comes to: what a thousandth is a thousandth of. */
const sizeOf = (costs: readonly number[]): number => costs.reduce((sum, cost) => sum + Math.abs(cost), 0);

describe('splits of random markets', () => {
  const markets = fc.array(anyRoute, { minLength: 1, maxLength: 5 });

  test('invariant: never dearer than the best single route', () => {
    fc.assert(
      fc.property(markets, fc.double({ min: 0.6, max: 20, noNaN: true }), (routes, target) => {
        const { cost, reached } = splitAcross(routes, target);
        for (const single of routes) {
          if (single.most < target || single.least > target) continue;
          const alone = single.cost(target) + single.fixed;
          if (!Number.isFinite(alone)) continue;
          expect(reached).toBeCloseTo(target, 9);
          expect(cost).toBeLessThanOrEqual(alone + 1e-9 * Math.abs(alone));
        }
      }),
      { numRuns: 300 },
    );
  });

  test('invariant: within a thousandth of a fine grid search', () => {
    fc.assert(
      fc.property(markets, fc.double({ min: 0.6, max: 20, noNaN: true }), (routes, target) => {
        const { cost, reached, parts } = splitAcross(routes, target);
        const searched = onGrid(routes, target, 400);
        if (!Number.isFinite(searched)) return;
        expect(reached).toBeCloseTo(target, 6);
        const paid = Math.min(Math.abs(searched), sizeOf(parts.map((part) => part.cost)));
        expect(cost).toBeLessThanOrEqual(searched + 1e-3 * Math.max(paid, 1e-6));
      }),
      { numRuns: 300 },
    );
  });

  test('invariant: parts are within their limits, make up what is reached, and cost what their routes say', () => {
    fc.assert(
      fc.property(markets, fc.double({ min: 0.6, max: 20, noNaN: true }), (routes, target) => {
        const { parts, reached, cost } = splitAcross(routes, target);
        let [quantity, total] = [0, 0];
        for (const part of parts) {
          expect(part.quantity).toBeGreaterThanOrEqual(part.route.least * (1 - 1e-9));
          expect(part.quantity).toBeLessThanOrEqual(part.route.most * (1 + 1e-9));
          quantity += part.quantity;
          total += part.route.cost(part.quantity) + part.route.fixed;
        }
        expect(quantity).toBeCloseTo(reached, 9);
        expect(reached).toBeLessThanOrEqual(target * (1 + 1e-9));
        expect(Math.abs(cost - total)).toBeLessThanOrEqual(1e-9 * (1 + Math.abs(total)));
      }),
    );
  });

  test('invariant: dearer fees never make it cheaper', () => {
    fc.assert(
      fc.property(markets, fc.double({ min: 0.6, max: 10, noNaN: true }), (routes, target) => {
        const dearer = routes.map((one) => ({ ...one, cost: (q: number) => one.cost(q) + q }));
        const [plain, taxed] = [splitAcross(routes, target), splitAcross(dearer, target)];
        if (Math.abs(plain.reached - taxed.reached) > 1e-9) return;
        const slack = 1e-3 * sizeOf(plain.parts.map((part) => part.cost));
        expect(taxed.cost).toBeGreaterThanOrEqual(plain.cost + plain.reached - slack - 1e-6);
      }),
    );
  });
});
