import fc from 'fast-check';
import { expect, test } from 'vitest';
import { recordedPositions } from '../../../test/fixtures/gmx/positions.js';
import { gmxBindingOf, gmxDetailOf } from '../../../test/gmxDetail.js';
import { assess } from '../../assess/assess.js';
import { readCurve, wallOf } from '../../assess/margin/marginCurve.js';
import { marginsOf } from '../../assess/margin/marginsOf.js';
import { secondsPerYear } from '../../model/time.js';
import { toFloat } from '../../model/units.js';
import { toySnapshot } from '../../plan/testing/toyBook.js';
import { toyPerp } from '../../plan/testing/toyPerp.js';
import type { Venue } from '../venue.js';
import { describe } from './describe.js';
import type { GmxDetail } from './detail.js';
import { marginAt } from './marginAt.js';

/** A recorded position as the only one of an account, and GMX bound to it without a chain. */
function heldAlone({ context, position, discounts }: (typeof recordedPositions)[number]) {
  const binding = gmxBindingOf([position]);
  const detail: GmxDetail = { ...gmxDetailOf(context, [position]), discounts };
  const reading = describe(binding, detail);
  const [account] = reading.marginAccounts;
  const [perpetual] = reading.positions;
  if (!account || !perpetual) throw new Error('a position describes itself');
  const at: Venue['marginAt'] = (_, margin, underlying, price, beside) =>
    marginAt(binding, reading, margin, underlying, price, beside);
  const venues = new Map<string, Venue>([['gmx-v2', { ...toyPerp('gmx-v2'), marginAt: at }]]);
  const snapshot = toySnapshot([reading]);
  const [margin] = marginsOf(snapshot, venues);
  if (!margin) throw new Error('expected an account');
  return { reading, account, perpetual, snapshot, venues, margin, at };
}

const some = recordedPositions.filter((_, index) => index % 6 === 0);
const anyHeld = fc.constantFrom(...some).map(heldAlone);

test('invariant: without anything beside it, the margin is the same bit for bit', () => {
  fc.assert(
    fc.property(anyHeld, fc.double({ min: 0.3, max: 3, noNaN: true }), ({ reading, account, at }, factor) => {
      const [underlying = ''] = account.underlyings;
      const price = factor * toFloat(reading.prices[underlying] ?? (0n as never));
      const plain = at(reading, account, underlying, price);
      expect(at(reading, account, underlying, price, {})).toEqual(plain);
      expect(at(reading, account, underlying, price, { seconds: 0, volFactor: 2 })).toEqual(plain);
    }),
    { numRuns: 40 },
  );
});

test('invariant: time only takes from the equity, and as much each second', () => {
  let costly = 0;
  for (const { margin, perpetual, reading, account, at } of some.map(heldAlone)) {
    const [underlying = ''] = account.underlyings;
    const price = toFloat(reading.prices[underlying] ?? (0n as never));
    const after = (seconds: number) => at(reading, account, underlying, price, { seconds });
    const [now, hour, day] = [after(0), after(3_600), after(86_400)];
    expect(hour.equity).toBeLessThanOrEqual(now.equity);
    expect(Math.abs(24 * (now.equity - hour.equity) - (now.equity - day.equity))).toBeLessThan(
      1e-6 * (1 + Math.abs(now.equity)),
    );
    expect(day.maintenance).toBe(now.maintenance);
    // What is earned beside the collateral is the position's alone.
    expect(perpetual.carry ?? Number.NaN).toBeGreaterThanOrEqual(margin.carry - 1e-6 * Math.abs(margin.carry) - 1e-3);
    const perYear = ((day.equity - now.equity) * secondsPerYear) / 86_400;
    expect(Math.abs(margin.carry - perYear)).toBeLessThan(1e-6 * (1 + Math.abs(perYear)) + 1e-3);
    if (perYear < -1) costly++;
  }
  expect(costly).toBeGreaterThan(5);
});

test('invariant: straight lines between the points run out where the position is liquidated', () => {
  let compared = 0;
  for (const { snapshot, venues, margin, account } of some.map(heldAlone)) {
    const [risk] = assess(snapshot, venues).marginAccounts;
    const [underlying = ''] = account.underlyings;
    const spot = toFloat(snapshot.readings[0]?.prices[underlying] ?? (0n as never));
    const [curve] = margin.byPrice;
    if (!curve || !risk || risk.liquidationPrice === null || account.health <= 1) continue;
    if (risk.liquidationDistance > 0.75) continue;
    const walls = ([-1, 1] as const).flatMap((direction) => wallOf(curve, direction) ?? []);
    const distances = walls.map((x) => Math.abs(Math.expm1(x)));
    // Beside the boundary the test is a sawtooth of whole token units, some 3e-6 wide.
    expect(Math.abs(Math.min(...distances) - risk.liquidationDistance)).toBeLessThan(1e-5);
    expect(walls.some((x) => Math.abs((spot * Math.exp(x)) / (risk.liquidationPrice ?? 0) - 1) < 1e-5)).toBe(true);
    compared++;
  }
  expect(compared).toBeGreaterThan(10);
});

test('invariant: between the points a line is near what GMX would say', () => {
  fc.assert(
    fc.property(anyHeld, fc.double({ min: -0.25, max: 0.25, noNaN: true }), (held, x) => {
      const { reading, account, margin, at } = held;
      const [underlying = ''] = account.underlyings;
      const [curve] = margin.byPrice;
      if (!curve) throw new Error('expected a curve');
      const price = Math.exp(x) * toFloat(reading.prices[underlying] ?? (0n as never));
      const [read, exact] = [readCurve(curve, x), at(reading, account, underlying, price)];
      // h²/8 of what moves is 2e-4 within 20 %; a profit that the pool caps bends the line once more.
      const moves = toFloat(account.notional) + Math.abs(toFloat(account.equity));
      expect(Math.abs(read.equity - exact.equity)).toBeLessThanOrEqual(5e-3 * moves + 0.01);
      expect(read.maintenance).toBeCloseTo(exact.maintenance, 4);
    }),
    { numRuns: 60 },
  );
});
