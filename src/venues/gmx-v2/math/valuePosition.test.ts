import { expect, test } from 'vitest';
import { atPrice, recordedPositions } from '../../../../test/fixtures/gmx/positions.js';
import { asLastTouched } from '../stated.js';
import { liquidationState } from './liquidation.js';
import { valuePosition } from './valuePosition.js';

test('default: profit, impacts and fees are those of Reader.getPositionInfo, to the last digit', () => {
  let compared = 0;
  for (const { context, position, discounts, expected } of recordedPositions) {
    const { close } = valuePosition(context, position, discounts);
    expect({
      basePnlUsd: close.basePnlUsd,
      uncappedBasePnlUsd: close.uncappedBasePnlUsd,
      pnlAfterPriceImpactUsd: close.pnlAfterPriceImpactUsd,
    }).toEqual({
      basePnlUsd: expected.basePnlUsd,
      uncappedBasePnlUsd: expected.uncappedBasePnlUsd,
      pnlAfterPriceImpactUsd: expected.pnlAfterPriceImpactUsd,
    });
    expect({
      priceImpactUsd: close.priceImpactUsd,
      executionPrice: close.executionPrice,
      balanceWasImproved: close.balanceWasImproved,
      proportionalPendingImpactUsd: close.proportionalPendingImpactUsd,
      totalImpactUsd: close.totalImpactUsd,
      priceImpactDiffUsd: close.priceImpactDiffUsd,
    }).toEqual(expected.executionPriceResult);
    const { fees } = close;
    expect({
      fundingFeeAmount: fees.fundingFeeAmount,
      claimableLongTokenAmount: fees.claimableLongTokenAmount,
      claimableShortTokenAmount: fees.claimableShortTokenAmount,
      latestFundingFeeAmountPerSize: fees.latest.fundingFeeAmountPerSize,
      latestLongTokenClaimableFundingAmountPerSize: fees.latest.longTokenClaimableFundingAmountPerSize,
      latestShortTokenClaimableFundingAmountPerSize: fees.latest.shortTokenClaimableFundingAmountPerSize,
      borrowingFeeUsd: fees.borrowingFeeUsd,
      borrowingFeeAmount: fees.borrowingFeeAmount,
      positionFeeFactor: fees.positionFeeFactor,
      positionFeeAmount: fees.positionFeeAmount,
      totalCostAmountExcludingFunding: fees.totalCostAmountExcludingFunding,
      totalCostAmount: fees.totalCostAmount,
      totalDiscountAmount: fees.totalDiscountAmount,
    }).toEqual(expected.fees);
    compared++;
  }
  expect(compared).toBe(162);
});

test('default: the recorded positions reach every rule that matters', () => {
  const closes = recordedPositions.map(({ context, position, discounts }) =>
    valuePosition(context, position, discounts),
  );
  expect({
    positions: closes.length,
    cappedProfit: closes.filter(({ close }) => close.basePnlUsd !== close.uncappedBasePnlUsd).length,
    discounted: closes.filter(({ close }) => close.fees.totalDiscountAmount > 0n).length,
    earning: closes.filter(({ close }) => close.totalImpactUsd > 0n).length,
    overTheCap: closes.filter(({ close }) => close.priceImpactDiffUsd > 0n).length,
  }).toEqual({
    cappedProfit: 8,
    discounted: 16,
    earning: 11,
    overTheCap: 9,
    positions: 162,
  });
});

test('invariant: equity and requirement are the liquidation handler’s own, now', () => {
  let revealed = 0;
  for (const { context, position, discounts, expected } of recordedPositions) {
    const value = valuePosition(context, position, discounts);
    expect(value.remainingCollateralUsd).toBe(expected.recomputed.remainingCollateralUsd);
    expect(value.reason ?? '').toBe(expected.recomputed.reason);
    expect(value.reason !== null).toBe(expected.now.liquidatable);
    expect(value.remainingCollateralUsd < value.requirementUsd).toBe(expected.now.liquidatable);
    if (expected.now.remainingCollateralUsd === undefined) continue;
    const state = liquidationState(context, position, discounts);
    expect(state.remainingCollateralUsd).toBe(expected.now.remainingCollateralUsd);
    expect(state.minCollateralUsd).toBe(expected.now.minCollateralUsd);
    expect(state.minCollateralUsdForLeverage).toBe(expected.now.minCollateralUsdForLeverage);
    revealed++;
  }
  expect(recordedPositions).toHaveLength(162);
  expect(revealed).toBe(123);
});

test('invariant: and at every other price that was tried', () => {
  let compared = 0;
  let revealed = 0;
  for (const { context, position, discounts, expected } of recordedPositions) {
    for (const probe of expected.probes) {
      const state = liquidationState(atPrice(context, probe.price), position, discounts);
      expect(state.reason !== null).toBe(probe.handlerLiquidatable);
      compared++;
      if (probe.remainingCollateralUsd === null) continue;
      expect(state.remainingCollateralUsd).toBe(probe.remainingCollateralUsd);
      revealed++;
    }
  }
  expect(compared).toBe(589);
  expect(revealed).toBe(239);
});

test('behavior: without what is pending it says what Reader.isPositionLiquidatable says', () => {
  let compared = 0;
  for (const { context, position, discounts, expected } of recordedPositions) {
    const state = liquidationState(asLastTouched(context), position, discounts);
    expect(state.remainingCollateralUsd).toBe(expected.reader.remainingCollateralUsd);
    expect(state.reason !== null).toBe(expected.reader.liquidatable);
    expect(state.reason ?? '').toBe(expected.reader.reason);
    compared++;
    for (const probe of expected.probes) {
      const elsewhere = liquidationState(asLastTouched(atPrice(context, probe.price)), position, discounts);
      expect(elsewhere.reason !== null).toBe(probe.readerFlag);
      if (probe.readerRemainingCollateralUsd !== null)
        expect(elsewhere.remainingCollateralUsd).toBe(probe.readerRemainingCollateralUsd);
      compared++;
    }
  }
  expect(compared).toBe(162 + 589);
});
