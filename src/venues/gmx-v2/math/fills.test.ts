import { expect, test } from 'vitest';
import { before, contextOf, type RecordedFill, recordedFills } from '../../../../test/fixtures/gmx/fills.js';
import { type GmxPosition, noDiscounts, orderTypes } from '../state.js';
import { adjustedDecrease } from './adjustDecrease.js';
import { fillDecrease } from './decrease.js';
import type { PositionFees } from './fees.js';
import { fillIncrease } from './increase.js';
import { isSameToken, profitToken } from './prices.js';

/** One life has three fills of two positions: what an earlier fill left is where the next begins. */
function positionsBefore(): Map<RecordedFill, GmxPosition> {
  const last = new Map<string, GmxPosition>();
  const starts = new Map<RecordedFill, GmxPosition>();
  for (const fill of recordedFills) {
    const id = `${fill.life} ${fill.identity.key}`;
    const start = last.get(id) ?? before(fill);
    starts.set(fill, start);
    const end = fill.kind === 'increase' ? redoIncrease(fill, start).position : redoDecrease(fill, start).position;
    if (end) last.set(id, end);
  }
  return starts;
}

const improved = (fill: RecordedFill): boolean =>
  fill.fees.positionFeeFactor === contextOf(fill, before(fill)).market.params.positionFeeFactor.positive;

/** The market's balance was not recorded: its impact is taken from the event, everything else is reckoned. */
const redoIncrease = (fill: RecordedFill, position: GmxPosition) =>
  fillIncrease(
    contextOf(fill, position),
    position,
    {
      sizeDeltaUsd: fill.fill.sizeDeltaUsd,
      collateralDeltaAmount: fill.fill.collateralDeltaAmount + fill.fees.totalCostAmount,
      discounts: noDiscounts,
    },
    { usd: fill.fill.pendingPriceImpactUsd ?? 0n, balanceWasImproved: improved(fill) },
  );

const redoDecrease = (fill: RecordedFill, position: GmxPosition) =>
  fillDecrease(
    contextOf(fill, position),
    position,
    adjustedDecrease(contextOf(fill, position), position, {
      sizeDeltaUsd: fill.order.sizeDeltaUsd,
      withdrawalAmount: fill.order.initialCollateralDeltaAmount,
      discounts: noDiscounts,
      isLiquidation: fill.orderType === orderTypes.Liquidation,
    }),
    { usd: fill.fill.priceImpactUsd ?? 0n, balanceWasImproved: improved(fill) },
  );

const feesOf = (fees: PositionFees) => ({
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
  totalCostAmount: fees.totalCostAmount,
});

function expectPositionAfter(fill: RecordedFill, position: GmxPosition | null): number {
  if (fill.after === null || position === null) return 0;
  const { key: __, account: ___, market: ____, collateralToken: _____, ...own } = position;
  expect(own).toEqual(fill.after);
  return 1;
}

test('default: every recorded increase comes out the same, and so does its position', () => {
  const starts = positionsBefore();
  let compared = 0;
  let positions = 0;
  for (const fill of recordedFills.filter(({ kind }) => kind === 'increase')) {
    const position = starts.get(fill) ?? before(fill);
    const own = redoIncrease(fill, position);
    const { liquidationFeeAmount: _, ...fees } = fill.fees;
    expect(feesOf(own.fees)).toEqual(fees);
    expect({
      executionPrice: own.executionPrice,
      sizeDeltaInTokens: own.sizeDeltaInTokens,
      pendingPriceImpactUsd: own.priceImpactUsd,
      pendingPriceImpactAmount: own.pendingImpactDeltaAmount,
      collateralDeltaAmount: own.collateralDeltaAmount,
      sizeInUsd: own.position.sizeInUsd,
      sizeInTokens: own.position.sizeInTokens,
      collateralAmount: own.position.collateralAmount,
    }).toEqual({
      executionPrice: fill.fill.executionPrice,
      sizeDeltaInTokens: fill.fill.sizeDeltaInTokens,
      pendingPriceImpactUsd: fill.fill.pendingPriceImpactUsd,
      pendingPriceImpactAmount: fill.fill.pendingPriceImpactAmount,
      collateralDeltaAmount: fill.fill.collateralDeltaAmount,
      sizeInUsd: fill.fill.sizeInUsd,
      sizeInTokens: fill.fill.sizeInTokens,
      collateralAmount: fill.fill.collateralAmount,
    });
    positions += expectPositionAfter(fill, own.position);
    compared++;
  }
  expect({ compared, positions }).toEqual({ compared: 14, positions: 12 });
});

test('default: every recorded decrease comes out the same, and so does its position', () => {
  const starts = positionsBefore();
  let compared = 0;
  let positions = 0;
  let swapped = 0;
  for (const fill of recordedFills.filter(({ kind }) => kind === 'decrease')) {
    const own = redoDecrease(fill, starts.get(fill) ?? before(fill));
    const { liquidationFeeAmount = 0n, ...fees } = fill.fees;
    expect(feesOf(own.fees), fill.life).toEqual(fees);
    expect(own.fees.liquidationFeeAmount).toBe(liquidationFeeAmount);
    expect(
      {
        executionPrice: own.executionPrice,
        sizeDeltaInTokens: own.sizeDeltaInTokens,
        priceImpactUsd: own.priceImpactUsd,
        proportionalPendingImpactUsd: own.proportionalPendingImpactUsd,
        totalImpactUsd: own.totalImpactUsd,
        priceImpactDiffUsd: own.priceImpactDiffUsd,
        basePnlUsd: own.basePnlUsd,
        uncappedBasePnlUsd: own.uncappedBasePnlUsd,
        sizeInUsd: own.position?.sizeInUsd ?? 0n,
        sizeInTokens: own.position?.sizeInTokens ?? 0n,
      },
      fill.life,
    ).toEqual({
      executionPrice: fill.fill.executionPrice,
      sizeDeltaInTokens: fill.fill.sizeDeltaInTokens,
      priceImpactUsd: fill.fill.priceImpactUsd,
      proportionalPendingImpactUsd: fill.fill.proportionalPendingImpactUsd,
      totalImpactUsd: fill.fill.totalImpactUsd,
      priceImpactDiffUsd: fill.fill.priceImpactDiffUsd,
      basePnlUsd: fill.fill.basePnlUsd,
      uncappedBasePnlUsd: fill.fill.uncappedBasePnlUsd,
      sizeInUsd: fill.fill.sizeInUsd,
      sizeInTokens: fill.fill.sizeInTokens,
    });
    // Profit that is swapped into collateral pays the costs, which else come from the collateral itself.
    if (fill.order.swapsProfit && own.payout.secondaryOutputAmount > 0n) {
      swapped++;
      continue;
    }
    expect(own.position?.collateralAmount ?? 0n).toBe(fill.fill.collateralAmount);
    positions += expectPositionAfter(fill, own.position);
    compared++;
  }
  expect({ compared, swapped, positions }).toEqual({
    compared: 22,
    positions: 7,
    swapped: 2,
  });
});

test('default: what a decrease pays out is what the account received', () => {
  const starts = positionsBefore();
  const seen = { compared: 0, inTwoTokens: 0, nothing: 0, insolvent: 0, swapped: 0, native: 0 };
  for (const fill of recordedFills.filter(({ kind }) => kind === 'decrease')) {
    const { market } = contextOf(fill, before(fill));
    const { payout } = redoDecrease(fill, starts.get(fill) ?? before(fill));
    const { collateralToken, isLong } = fill.identity;
    const symbol = (token: string): string =>
      isSameToken(token as `0x${string}`, market.props.shortToken)
        ? 'USDC'
        : market.props.longTokenDecimals === 18
          ? 'WETH'
          : 'WBTC.e';
    if (fill.order.swapsProfit && payout.secondaryOutputAmount > 0n) {
      seen.swapped++;
      continue;
    }
    const { ETH = 0n, ...tokens } = fill.received;
    const expected: Record<string, bigint> = {};
    if (payout.outputAmount > 0n) expected[symbol(collateralToken)] = payout.outputAmount;
    if (payout.secondaryOutputAmount > 0n)
      expected[symbol(profitToken(market.props, isLong))] = payout.secondaryOutputAmount;
    if (expected['WETH'] !== undefined && tokens['WETH'] === undefined) {
      // Unwrapped on the way out, together with what the keeper left of a fee.
      expect(ETH >= expected['WETH'], fill.life).toBe(true);
      seen.native++;
      continue;
    }
    expect(tokens, fill.life).toEqual(expected);
    expect(payout.unpaidUsd > 0n).toBe(fill.insolvent);
    seen.compared++;
    if (payout.unpaidUsd > 0n) seen.insolvent++;
    if (Object.keys(expected).length === 0) seen.nothing++;
    if (Object.keys(expected).length === 2) seen.inTwoTokens++;
  }
  expect(seen).toEqual({
    compared: 21,
    inTwoTokens: 2,
    insolvent: 1,
    native: 1,
    nothing: 4,
    swapped: 2,
  });
});
