import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { withOneToken } from '../../../../test/fixtures/gmx/positions.arbitrary.js';
import { recordedMarkets, reviveIntegers } from '../../../../test/fixtures/gmx/positions.js';
import { type GmxPosition, type MarketContext, type MarketPrices, noDiscounts } from '../state.js';
import { type NextFunding, nextFunding } from './funding.js';
import { valuePosition } from './valuePosition.js';

interface OneTokenMarket {
  sister: string;
  now: bigint;
  touchedAt: bigint;
  prices: MarketPrices;
  baseFunding: {
    fundingFeeAmountPerSize: MarketContext['market']['state']['fundingFeeAmountPerSize'];
    claimableFundingAmountPerSize: MarketContext['market']['state']['claimableFundingAmountPerSize'];
  };
  nextFunding: NextFunding;
  virtualInventoryForPositions: bigint;
  positions: {
    position: GmxPosition;
    expected: {
      funding: Record<string, bigint>;
      positionFeeFactor: bigint;
      positionFeeAmount: bigint;
      executionPriceResult: Record<string, bigint | boolean>;
      basePnlUsd: bigint;
      uncappedBasePnlUsd: bigint;
      pnlAfterPriceImpactUsd: bigint;
    };
  }[];
}

const { markets }: { markets: OneTokenMarket[] } = JSON.parse(
  readFileSync(new URL('../../../../test/fixtures/gmx/positions.oneToken.json', import.meta.url), 'utf8'),
  reviveIntegers,
);

/** The market put together from its positions, which are all there are. Its pool was not recorded. */
function contextOf(recorded: OneTokenMarket): MarketContext {
  const sister = recordedMarkets.find(({ context }) => context.market.props.marketToken === recorded.sister);
  if (!sister) throw new Error(`no market ${recorded.sister}`);
  const { context } = sister;
  const total = (isLong: boolean, of: (position: GmxPosition) => bigint) => {
    const sum = recorded.positions
      .filter(({ position }) => position.isLong === isLong)
      .reduce((before, { position }) => before + of(position), 0n);
    return { longToken: sum, shortToken: sum };
  };
  const both = (of: (position: GmxPosition) => bigint) => ({ long: total(true, of), short: total(false, of) });
  return withOneToken({
    ...context,
    now: recorded.now,
    prices: recorded.prices,
    market: {
      ...context.market,
      state: {
        ...context.market.state,
        ...recorded.baseFunding,
        openInterest: both((position) => position.sizeInUsd),
        openInterestInTokens: both((position) => position.sizeInTokens),
        savedFundingFactorPerSecond: recorded.nextFunding.nextSavedFundingFactorPerSecond,
        fundingUpdatedAt: recorded.touchedAt,
        virtualInventoryForPositions: recorded.virtualInventoryForPositions,
      },
    },
  });
}

const twice = (amounts: NextFunding['fundingFeeAmountPerSizeDelta']) => ({
  long: { longToken: amounts.long.longToken * 2n, shortToken: amounts.long.shortToken * 2n },
  short: { longToken: amounts.short.longToken * 2n, shortToken: amounts.short.shortToken * 2n },
});

test('default: where long and short token are one, funding is what the contracts apply: the Reader’s, twice', () => {
  for (const recorded of markets) {
    const theirs = recorded.nextFunding;
    expect(nextFunding(contextOf(recorded))).toEqual({
      ...theirs,
      fundingFeeAmountPerSizeDelta: twice(theirs.fundingFeeAmountPerSizeDelta),
      claimableFundingAmountPerSizeDelta: twice(theirs.claimableFundingAmountPerSizeDelta),
    });
  }
  expect(markets).toHaveLength(2);
});

test('default: and its positions’ profit, impact, funding and fees are the Reader’s', () => {
  let compared = 0;
  for (const recorded of markets) {
    const context = contextOf(recorded);
    for (const { position, expected } of recorded.positions) {
      const { close } = valuePosition(context, position, noDiscounts);
      const { fees } = close;
      expect({
        priceImpactUsd: close.priceImpactUsd,
        executionPrice: close.executionPrice,
        balanceWasImproved: close.balanceWasImproved,
        proportionalPendingImpactUsd: close.proportionalPendingImpactUsd,
        totalImpactUsd: close.totalImpactUsd,
        priceImpactDiffUsd: close.priceImpactDiffUsd,
      }).toEqual(expected.executionPriceResult);
      expect({
        fundingFeeAmount: fees.fundingFeeAmount,
        claimableLongTokenAmount: fees.claimableLongTokenAmount,
        claimableShortTokenAmount: fees.claimableShortTokenAmount,
        latestFundingFeeAmountPerSize: fees.latest.fundingFeeAmountPerSize,
        latestLongTokenClaimableFundingAmountPerSize: fees.latest.longTokenClaimableFundingAmountPerSize,
        latestShortTokenClaimableFundingAmountPerSize: fees.latest.shortTokenClaimableFundingAmountPerSize,
      }).toEqual(expected.funding);
      expect(fees.positionFeeFactor).toBe(expected.positionFeeFactor);
      expect(fees.positionFeeAmount).toBe(expected.positionFeeAmount);
      expect(close.basePnlUsd).toBe(expected.basePnlUsd);
      expect(close.uncappedBasePnlUsd).toBe(expected.uncappedBasePnlUsd);
      expect(close.pnlAfterPriceImpactUsd).toBe(expected.pnlAfterPriceImpactUsd);
      compared++;
    }
  }
  expect(compared).toBe(6);
});
