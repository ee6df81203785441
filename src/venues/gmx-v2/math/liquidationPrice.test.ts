import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyOpening } from '../../../../test/fixtures/gmx/positions.arbitrary.js';
import { recordedPositions } from '../../../../test/fixtures/gmx/positions.js';
import { noDiscounts } from '../state.js';
import { afterIncrease } from './evolve.js';
import { difference } from './fixedPoint.js';
import { fillIncrease } from './increase.js';
import { liquidationState } from './liquidation.js';
import { liquidationPrice } from './liquidationPrice.js';
import { atIndexPrice } from './otherPrices.js';
import { isSameToken, midPrice } from './prices.js';

type Recorded = (typeof recordedPositions)[number];

/**
 * Two positions under a very tight cap on profits have several boundaries. The recording searched the whole range and
 * met another one (or none); the nearer one is as true, by the very test that agrees with the handler everywhere.
 */
const severalBoundaries = [
  '0x4b6215c06e133ba441efc3a45697aef9a2a1dd3a9867052e7905da870503611f',
  '0xb4208c4f7a07f7119b0843b25271d0108b110ee9442830ed21222281a1896028',
];

/** A collateral of 8 decimals makes a sawtooth of the test; the contracts' own boundary is one of several there. */
const WBTC = '0x2f2a2543B76A4166549F7aaB2e75Bef0aefC5B0f';

test('default: the price at which the liquidation handler begins to accept, to one unit', () => {
  const isLiquidatable = ({ context, position, discounts }: Recorded, price: bigint): boolean =>
    liquidationState(atIndexPrice(context, price), position, discounts).reason !== null;
  const found = { several: 0, exact: 0, near: 0, exactInSawtooth: 0, none: 0 };
  for (const recorded of recordedPositions) {
    const { context, position, discounts, expected } = recorded;
    const own = liquidationPrice(context, position, discounts);
    const { liquidationPrice: theirs, firstSafePrice, exists } = expected.liquidationPrice;
    if (own && severalBoundaries.includes(position.key)) {
      const here = midPrice(context.prices.index);
      expect(isLiquidatable(recorded, here)).toBe(false);
      expect(isLiquidatable(recorded, own.price)).toBe(true);
      expect(isLiquidatable(recorded, own.firstSafePrice)).toBe(false);
      expect(difference(own.price, here) < difference(theirs ?? 0n, here)).toBe(true);
      found.several++;
      continue;
    }
    if (!exists || theirs === undefined) {
      expect(own).toBeNull();
      found.none++;
      continue;
    }
    if (!own) throw new Error(`no price for ${position.key}`);
    expect(own.liquidatableWhen).toBe(position.isLong ? 'atOrBelow' : 'atOrAbove');
    if (isSameToken(position.collateralToken, WBTC)) {
      expect(difference(own.price, theirs) * 100_000n <= theirs).toBe(true);
      found.near++;
      if (own.price === theirs) found.exactInSawtooth++;
      continue;
    }
    expect(own.price).toBe(theirs);
    expect(own.firstSafePrice).toBe(firstSafePrice);
    found.exact++;
  }
  expect(found).toEqual({ several: 2, exact: 123, near: 36, exactInSawtooth: 36, none: 1 });
});

test('invariant: a price just inside and just outside the liquidation price turn the verdict', () => {
  let compared = 0;
  fc.assert(
    fc.property(anyOpening, fc.integer({ min: 0, max: 5_000_000 }), (opening, seconds) => {
      const fill = fillIncrease(opening.context, opening.position, { ...opening, discounts: noDiscounts });
      const market = afterIncrease(opening.context, opening.position, fill);
      const context = { ...opening.context, market, now: opening.context.now + BigInt(seconds) };
      const { position } = fill;
      fc.pre(position.collateralAmount > 0n);
      const own = liquidationPrice(context, position, noDiscounts);
      if (own === null) return;
      expect(difference(own.price, own.firstSafePrice)).toBe(1n);
      expect(own.firstSafePrice > own.price).toBe(position.isLong);
      const reason = (price: bigint) => liquidationState(atIndexPrice(context, price), position, noDiscounts).reason;
      expect(reason(own.price)).not.toBeNull();
      expect(reason(own.firstSafePrice)).toBeNull();
      compared++;
    }),
    { numRuns: 150 },
  );
  expect(compared).toBeGreaterThan(75);
});

test('invariant: the better the price, the more remains', () => {
  let compared = 0;
  for (const { context, position, discounts, scenario } of recordedPositions) {
    // The cap on profits bends the line, and WBTC.e makes steps of it.
    if (scenario.startsWith('S7') || isSameToken(position.collateralToken, WBTC)) continue;
    const here = midPrice(context.prices.index);
    const remaining = [98n, 99n, 100n, 101n, 102n].map(
      (percent) =>
        liquidationState(atIndexPrice(context, (here * percent) / 100n), position, discounts).remainingCollateralUsd,
    );
    const rising = position.isLong ? remaining : remaining.toReversed();
    expect(rising).toEqual(rising.toSorted((a, b) => (a < b ? -1 : 1)));
    compared++;
  }
  expect(compared).toBe(112);
});
