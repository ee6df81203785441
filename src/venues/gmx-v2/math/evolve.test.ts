import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyContext, anyOpening, type Opening } from '../../../../test/fixtures/gmx/positions.arbitrary.js';
import { type MarketContext, noDiscounts, type PerToken } from '../state.js';
import { openInterest } from './balance.js';
import { fillDecrease } from './decrease.js';
import { afterDecrease, afterIncrease, touchMarket } from './evolve.js';
import { PER_SIZE_ONE } from './fixedPoint.js';
import { nextFunding } from './funding.js';
import { fillIncrease } from './increase.js';
import { liquidationState } from './liquidation.js';

const open = ({ context, position, ...request }: Opening) => {
  const fill = fillIncrease(context, position, { ...request, discounts: noDiscounts });
  return { fill, after: { ...context, market: afterIncrease(context, position, fill) } };
};

/** As stored: halving an odd number, as the contracts do where both tokens are one, loses a unit. */
function interest({ market }: MarketContext) {
  const { state, props } = market;
  const sum = (pair: PerToken<bigint>): bigint =>
    props.longToken === props.shortToken ? pair.longToken : pair.longToken + pair.shortToken;
  return {
    long: sum(state.openInterest.long),
    short: sum(state.openInterest.short),
    longTokens: sum(state.openInterestInTokens.long),
    shortTokens: sum(state.openInterestInTokens.short),
    virtual: state.virtualInventoryForPositions,
    virtualInTokens: state.virtualInventoryForPositionsInTokens,
  };
}

const close = (context: MarketContext, position: Opening['position']) =>
  fillDecrease(context, position, {
    sizeDeltaUsd: position.sizeInUsd,
    withdrawalAmount: 0n,
    discounts: noDiscounts,
  });

test('invariant: an increase grows its side by its size, and the other not at all', () => {
  fc.assert(
    fc.property(anyOpening, (opening) => {
      const { fill, after } = open(opening);
      const was = interest(opening.context);
      const is = interest(after);
      const { isLong } = opening.position;
      expect(is.long - was.long).toBe(isLong ? opening.sizeDeltaUsd : 0n);
      expect(is.short - was.short).toBe(isLong ? 0n : opening.sizeDeltaUsd);
      expect(is.longTokens - was.longTokens + is.shortTokens - was.shortTokens).toBe(fill.sizeDeltaInTokens);
      const moved = is.virtual - was.virtual + (is.virtualInTokens - was.virtualInTokens);
      const { hasVirtualInventory } = opening.context.market.state;
      const inTokens = opening.context.globals.useOpenInterestInTokensForBalance;
      const expected = inTokens ? fill.sizeDeltaInTokens : opening.sizeDeltaUsd;
      expect(moved).toBe(hasVirtualInventory ? (isLong ? -expected : expected) : 0n);
    }),
  );
});

test('invariant: opening and closing leave open interest and virtual inventory as they were', () => {
  fc.assert(
    fc.property(anyOpening, (opening) => {
      const { fill, after } = open(opening);
      const market = afterDecrease(after, fill.position, close(after, fill.position));
      expect(interest({ ...after, market })).toEqual(interest(opening.context));
    }),
  );
});

test('invariant: opening and closing at once never profits', () => {
  let compared = 0;
  fc.assert(
    fc.property(anyOpening, (opening) => {
      const { fill, after } = open(opening);
      fc.pre(fill.position.collateralAmount >= 0n);
      const { payout, realisedUsd } = close(after, fill.position);
      expect(realisedUsd <= 0n).toBe(true);
      expect(payout.outputAmount <= opening.collateralDeltaAmount).toBe(true);
      expect(payout.secondaryOutputAmount).toBe(0n);
      compared++;
    }),
    { numRuns: 200 },
  );
  expect(compared).toBe(200);
});

test('invariant: touching a market twice is touching it once, and changes no position’s standing', () => {
  fc.assert(
    fc.property(anyOpening, (opening) => {
      const { fill, after } = open(opening);
      expect(touchMarket(after)).toEqual(after.market);
      const later = { ...after, now: after.now + 86_400n };
      const touched = { ...later, market: touchMarket(later) };
      const standing = (context: MarketContext) =>
        liquidationState(context, fill.position, noDiscounts).remainingCollateralUsd;
      expect(standing(touched)).toBe(standing(later));
    }),
  );
});

test('invariant: funding hands out no more than it takes in, and loses next to nothing', () => {
  let compared = 0;
  fc.assert(
    fc.property(anyContext, fc.integer({ min: 1, max: 10_000_000 }), (recorded, seconds) => {
      const context = { ...recorded, now: recorded.market.state.fundingUpdatedAt + BigInt(seconds) };
      const { market } = context;
      const next = nextFunding(context);
      const isOneToken = market.props.longToken === market.props.shortToken;
      const [payers, receivers] = next.longsPayShorts ? (['long', 'short'] as const) : (['short', 'long'] as const);
      const received = openInterest(market, receivers === 'long');
      const tokens = isOneToken ? (['longToken'] as const) : (['longToken', 'shortToken'] as const);
      for (const token of tokens) {
        const paid =
          (next.fundingFeeAmountPerSizeDelta[payers][token] * market.state.openInterest[payers][token]) / PER_SIZE_ONE;
        const claims = next.claimableFundingAmountPerSizeDelta[receivers];
        const perSize = isOneToken ? claims.longToken + claims.shortToken : claims[token];
        const claimed = (perSize * received) / PER_SIZE_ONE;
        expect(claimed <= paid).toBe(true);
        expect((paid - claimed) * 1_000_000n <= paid + 10n ** 12n).toBe(true);
        compared++;
      }
    }),
    { numRuns: 200 },
  );
  expect(compared).toBeGreaterThan(200);
});
