import type { Address, Hex } from 'viem';
import type { MinMax, OrderTypeNumber } from '../state.js';
import type { EventPlace } from './eventLog.js';
import type { GmxEvent } from './gmxEvents.js';
import { orderTypeOf } from './orderTypeOf.js';

/** The position once the order has filled, as far as the event tells. All zero: closed. */
export interface PositionAfter {
  sizeInUsd: bigint;
  sizeInTokens: bigint;
  collateralAmount: bigint;
  borrowingFactor: bigint;
  fundingFeeAmountPerSize: bigint;
  longTokenClaimableFundingAmountPerSize: bigint;
  shortTokenClaimableFundingAmountPerSize: bigint;
}

interface PositionFill {
  at: EventPlace;
  positionKey: Hex;
  account: Address;
  market: Address;
  collateralToken: Address;
  isLong: boolean;
  orderType: OrderTypeNumber;
  /** USD (30 decimals) per smallest unit of the index token. */
  executionPrice: bigint;
  indexTokenPrice: MinMax;
  collateralTokenPrice: MinMax;
  /** Positive on increases and decreases. */
  sizeDeltaUsd: bigint;
  sizeDeltaInTokens: bigint;
  /** Smallest units of the collateral token, net of the costs; negative: taken out of the position. */
  collateralDeltaAmount: bigint;
  after: PositionAfter;
}

export interface IncreaseFill extends PositionFill {
  kind: 'increase';
  /** The impact of this increase; not paid now but kept with the position until it is decreased. */
  pendingPriceImpactUsd: bigint;
  /** Index tokens. */
  pendingPriceImpactAmount: bigint;
  increasedAtTime: bigint;
}

export interface DecreaseFill extends PositionFill {
  kind: 'decrease';
  /** Of this decrease alone. */
  priceImpactUsd: bigint;
  /** The part that was kept from the increases. */
  proportionalPendingImpactUsd: bigint;
  /** What was settled: both, within GMX's limits. */
  totalImpactUsd: bigint;
  /** Taken beyond the limit of negative impact; claimable later. */
  priceImpactDiffUsd: bigint;
  basePnlUsd: bigint;
  uncappedBasePnlUsd: bigint;
  decreasedAtTime: bigint;
}

export type OrderFill = IncreaseFill | DecreaseFill;

/** The fill that a PositionIncrease or PositionDecrease tells. @throws VenueReadError for an order type of a later release */
export function fillOf(event: GmxEvent<'PositionIncrease' | 'PositionDecrease'>): OrderFill {
  if (event.name === 'PositionIncrease') {
    const { pendingPriceImpactUsd, pendingPriceImpactAmount, increasedAtTime } = event.values;
    return {
      kind: 'increase',
      ...sharedOf(event),
      pendingPriceImpactUsd,
      pendingPriceImpactAmount,
      increasedAtTime,
    };
  }
  const { values } = event;
  return {
    kind: 'decrease',
    ...sharedOf(event),
    collateralDeltaAmount: -values.collateralDeltaAmount,
    priceImpactUsd: values.priceImpactUsd,
    proportionalPendingImpactUsd: values.proportionalPendingImpactUsd,
    totalImpactUsd: values.totalImpactUsd,
    priceImpactDiffUsd: values['values.priceImpactDiffUsd'],
    basePnlUsd: values.basePnlUsd,
    uncappedBasePnlUsd: values.uncappedBasePnlUsd,
    decreasedAtTime: values.decreasedAtTime,
  };
}

function sharedOf({ at, values }: GmxEvent<'PositionIncrease' | 'PositionDecrease'>): PositionFill {
  return {
    at,
    positionKey: values.positionKey,
    account: values.account,
    market: values.market,
    collateralToken: values.collateralToken,
    isLong: values.isLong,
    orderType: orderTypeOf(values.orderType),
    executionPrice: values.executionPrice,
    indexTokenPrice: { min: values['indexTokenPrice.min'], max: values['indexTokenPrice.max'] },
    collateralTokenPrice: { min: values['collateralTokenPrice.min'], max: values['collateralTokenPrice.max'] },
    sizeDeltaUsd: values.sizeDeltaUsd,
    sizeDeltaInTokens: values.sizeDeltaInTokens,
    collateralDeltaAmount: values.collateralDeltaAmount,
    after: {
      sizeInUsd: values.sizeInUsd,
      sizeInTokens: values.sizeInTokens,
      collateralAmount: values.collateralAmount,
      borrowingFactor: values.borrowingFactor,
      fundingFeeAmountPerSize: values.fundingFeeAmountPerSize,
      longTokenClaimableFundingAmountPerSize: values.longTokenClaimableFundingAmountPerSize,
      shortTokenClaimableFundingAmountPerSize: values.shortTokenClaimableFundingAmountPerSize,
    },
  };
}
