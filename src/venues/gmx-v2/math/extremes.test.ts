import { expect, test } from 'vitest';
import { recordedPositions } from '../../../../test/fixtures/gmx/positions.js';
import { type GmxPosition, type MarketContext, noDiscounts } from '../state.js';
import { afterDecrease, afterIncrease } from './evolve.js';
import { fillIncrease } from './increase.js';
import { increaseHeadroom } from './limits.js';
import { liquidationPrice } from './liquidationPrice.js';
import { refusalOfIncrease } from './refusals.js';
import { valuePosition } from './valuePosition.js';
import { withdrawableCollateral } from './withdrawable.js';

const none = { long: { longToken: 0n, shortToken: 0n }, short: { longToken: 0n, shortToken: 0n } };

/** Everything that is asked of a position and its market. */
function askEverything(context: MarketContext, position: GmxPosition): void {
  const { close } = valuePosition(context, position, noDiscounts);
  liquidationPrice(context, position, noDiscounts);
  withdrawableCollateral(context, position, noDiscounts);
  for (const isLong of [true, false]) increaseHeadroom(context, isLong);
  afterDecrease(context, position, close);
  for (const sizeDeltaUsd of [0n, 1n, 10n ** 30n, 10n ** 60n]) {
    const fill = fillIncrease(context, position, { sizeDeltaUsd, collateralDeltaAmount: 0n, discounts: noDiscounts });
    afterIncrease(context, position, fill);
    refusalOfIncrease(context, position, fill, { discounts: noDiscounts });
  }
}

const emptyMarket = (context: MarketContext): MarketContext => ({
  ...context,
  market: { ...context.market, state: { ...context.market.state, openInterest: none, openInterestInTokens: none } },
});

const emptyPool = (context: MarketContext): MarketContext => ({
  ...context,
  market: { ...context.market, state: { ...context.market.state, poolAmount: { longToken: 0n, shortToken: 0n } } },
});

const untouched = (context: MarketContext): MarketContext => ({
  ...context,
  market: {
    ...context.market,
    state: {
      ...context.market.state,
      fundingUpdatedAt: 0n,
      cumulativeBorrowingFactorUpdatedAt: { long: 0n, short: 0n },
    },
  },
});

const farFuture = (context: MarketContext): MarketContext => ({ ...context, now: context.now + 10n ** 9n });

test('invariant: nothing throws on an empty market, an empty pool, no size, no time or too much of it', () => {
  const worlds = [
    emptyMarket,
    emptyPool,
    untouched,
    farFuture,
    (context: MarketContext) => emptyPool(emptyMarket(context)),
  ];
  let asked = 0;
  for (const { context, position } of recordedPositions.filter((_, index) => index % 9 === 0)) {
    const without = { sizeInUsd: 0n, sizeInTokens: 0n };
    const positions = [
      position,
      { ...position, ...without },
      { ...position, ...without, collateralAmount: 0n, pendingImpactAmount: 0n },
      { ...position, collateralAmount: 0n },
      { ...position, sizeInUsd: position.sizeInUsd * 10n ** 12n },
      { ...position, sizeInTokens: 1n },
    ];
    for (const world of worlds)
      for (const one of positions) {
        askEverything(world(context), one);
        asked++;
      }
  }
  expect(asked).toBe(18 * 5 * 6);
});
