import type { Address, Hex } from 'viem';
import { zeroAddress } from 'viem';
import { VenueReadError } from '../../venue.js';
import { positionKey } from '../keys.js';
import type { StatedPosition } from '../read/accountState.js';
import type { GmxOrder, GmxPosition, MarketPrices, MinMax, OrderTypeNumber } from '../state.js';
import { orderTypes } from '../state.js';

/** From the Reader's structs, of any release, to the types of state.ts. */

interface DecodedPosition {
  addresses: { account: Address; market: Address; collateralToken: Address };
  numbers: Omit<GmxPosition, 'key' | 'account' | 'market' | 'collateralToken' | 'isLong'>;
  flags: { isLong: boolean };
}

export function gmxPosition({ addresses, numbers, flags }: DecodedPosition): GmxPosition {
  const { account, market, collateralToken } = addresses;
  return {
    key: positionKey(account, market, collateralToken, flags.isLong),
    account,
    market,
    collateralToken,
    isLong: flags.isLong,
    sizeInUsd: numbers.sizeInUsd,
    sizeInTokens: numbers.sizeInTokens,
    collateralAmount: numbers.collateralAmount,
    pendingImpactAmount: numbers.pendingImpactAmount,
    borrowingFactor: numbers.borrowingFactor,
    fundingFeeAmountPerSize: numbers.fundingFeeAmountPerSize,
    longTokenClaimableFundingAmountPerSize: numbers.longTokenClaimableFundingAmountPerSize,
    shortTokenClaimableFundingAmountPerSize: numbers.shortTokenClaimableFundingAmountPerSize,
    increasedAtTime: numbers.increasedAtTime,
    decreasedAtTime: numbers.decreasedAtTime,
  };
}

interface DecodedOrder {
  addresses: {
    account: Address;
    receiver: Address;
    market: Address;
    initialCollateralToken: Address;
    swapPath: readonly Address[];
  };
  numbers: {
    orderType: number;
    sizeDeltaUsd: bigint;
    initialCollateralDeltaAmount: bigint;
    triggerPrice: bigint;
    acceptablePrice: bigint;
    executionFee: bigint;
    minOutputAmount: bigint;
    updatedAtTime: bigint;
    validFromTime: bigint;
  };
  flags: { isLong: boolean; isFrozen: boolean; autoCancel: boolean };
}

/** @throws VenueReadError when the order is of a type that this release does not have. */
export function gmxOrder(key: Hex, { addresses, numbers, flags }: DecodedOrder): GmxOrder {
  return {
    key,
    account: addresses.account,
    receiver: addresses.receiver,
    market: addresses.market,
    initialCollateralToken: addresses.initialCollateralToken,
    swapPath: addresses.swapPath,
    orderType: orderTypeOf(key, numbers.orderType),
    sizeDeltaUsd: numbers.sizeDeltaUsd,
    initialCollateralDeltaAmount: numbers.initialCollateralDeltaAmount,
    triggerPrice: numbers.triggerPrice,
    acceptablePrice: numbers.acceptablePrice,
    executionFee: numbers.executionFee,
    minOutputAmount: numbers.minOutputAmount,
    updatedAtTime: numbers.updatedAtTime,
    validFromTime: numbers.validFromTime,
    isLong: flags.isLong,
    isFrozen: flags.isFrozen,
    autoCancel: flags.autoCancel,
  };
}

/** The Reader answers an order of the zero address for a key that no order has. */
export const standingOrder = (key: Hex, order: DecodedOrder): GmxOrder | null =>
  order.addresses.account === zeroAddress ? null : gmxOrder(key, order);

function orderTypeOf(key: Hex, type: number): OrderTypeNumber {
  const known = Object.values(orderTypes).find((number) => number === type);
  if (known !== undefined) return known;
  throw new VenueReadError(`order ${key} is of type ${type}, which this release of GMX does not have`, {
    facts: ['it belongs to another release, or the Reader does'],
    mend: 'check release: under venues: gmx-v2: in ballast.yaml, or cancel the order',
  });
}

interface DecodedInfo {
  positionKey: Hex;
  position: DecodedPosition;
  fees: {
    referral: { referralCode: Hex; traderDiscountFactor: bigint };
    pro: { traderDiscountFactor: bigint };
    funding: {
      fundingFeeAmount: bigint;
      claimableLongTokenAmount: bigint;
      claimableShortTokenAmount: bigint;
      latestFundingFeeAmountPerSize: bigint;
      latestLongTokenClaimableFundingAmountPerSize: bigint;
      latestShortTokenClaimableFundingAmountPerSize: bigint;
    };
    borrowing: { borrowingFeeUsd: bigint; borrowingFeeAmount: bigint };
    collateralTokenPrice: MinMax;
    positionFeeFactor: bigint;
    positionFeeAmount: bigint;
    totalCostAmountExcludingFunding: bigint;
    totalCostAmount: bigint;
    totalDiscountAmount: bigint;
  };
  executionPriceResult: {
    priceImpactUsd: bigint;
    executionPrice: bigint;
    balanceWasImproved: boolean;
    proportionalPendingImpactUsd: bigint;
    totalImpactUsd: bigint;
    priceImpactDiffUsd: bigint;
  };
  basePnlUsd: bigint;
  uncappedBasePnlUsd: bigint;
  pnlAfterPriceImpactUsd: bigint;
}

export function statedPosition({ position, fees, executionPriceResult, ...pnl }: DecodedInfo): StatedPosition {
  const { referral, pro, funding, borrowing } = fees;
  return {
    position: gmxPosition(position),
    collateralTokenPrice: { min: fees.collateralTokenPrice.min, max: fees.collateralTokenPrice.max },
    referralCode: referral.referralCode,
    discounts: { referral: referral.traderDiscountFactor, pro: pro.traderDiscountFactor },
    positionFeeFactor: fees.positionFeeFactor,
    positionFeeAmount: fees.positionFeeAmount,
    totalDiscountAmount: fees.totalDiscountAmount,
    borrowingFeeUsd: borrowing.borrowingFeeUsd,
    borrowingFeeAmount: borrowing.borrowingFeeAmount,
    fundingFeeAmount: funding.fundingFeeAmount,
    claimableLongTokenAmount: funding.claimableLongTokenAmount,
    claimableShortTokenAmount: funding.claimableShortTokenAmount,
    latestFundingFeeAmountPerSize: funding.latestFundingFeeAmountPerSize,
    latestLongTokenClaimableFundingAmountPerSize: funding.latestLongTokenClaimableFundingAmountPerSize,
    latestShortTokenClaimableFundingAmountPerSize: funding.latestShortTokenClaimableFundingAmountPerSize,
    totalCostAmountExcludingFunding: fees.totalCostAmountExcludingFunding,
    totalCostAmount: fees.totalCostAmount,
    priceImpactUsd: executionPriceResult.priceImpactUsd,
    executionPrice: executionPriceResult.executionPrice,
    balanceWasImproved: executionPriceResult.balanceWasImproved,
    proportionalPendingImpactUsd: executionPriceResult.proportionalPendingImpactUsd,
    totalImpactUsd: executionPriceResult.totalImpactUsd,
    priceImpactDiffUsd: executionPriceResult.priceImpactDiffUsd,
    basePnlUsd: pnl.basePnlUsd,
    uncappedBasePnlUsd: pnl.uncappedBasePnlUsd,
    pnlAfterPriceImpactUsd: pnl.pnlAfterPriceImpactUsd,
  };
}

/** MarketUtils.MarketPrices, by the contracts' own names. */
export const marketPricesArgument = ({ index, long, short }: MarketPrices) => ({
  indexTokenPrice: index,
  longTokenPrice: long,
  shortTokenPrice: short,
});
