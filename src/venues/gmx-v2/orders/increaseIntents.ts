import { anyPrice } from './acceptablePrice.js';
import type { PositionRef } from './positionRef.js';
import { untriggered } from './positionRef.js';
import type { IncreaseRequest } from './request.js';

/** What comes along with an increase. */
export interface Collateral {
  /** Smallest units. */
  amount: bigint;
  /** Send it as ETH; only for WETH. */
  asNative?: boolean;
}

export interface Entry {
  /** USD, 30 decimals. */
  sizeDeltaUsd: bigint;
  collateral: Collateral;
  /** See `acceptablePrice`. */
  acceptablePrice: bigint;
}

export interface TriggeredEntry extends Entry {
  /** Contract price of the index token. */
  triggerPrice: bigint;
}

/** Open a position or add to it, now. */
export const marketIncrease = (position: PositionRef, entry: Entry): IncreaseRequest =>
  increase('MarketIncrease', position, { ...entry, triggerPrice: 0n });

/** Add collateral and nothing else. GMX compares no price here. */
export const depositOnly = (position: PositionRef, collateral: Collateral): IncreaseRequest =>
  increase('MarketIncrease', position, {
    sizeDeltaUsd: 0n,
    collateral,
    acceptablePrice: anyPrice({ kind: 'increase', isLong: position.isLong }),
    triggerPrice: 0n,
  });

/** Enter when the price has come back: a long at or below the trigger, a short at or above it. */
export const limitEntry = (position: PositionRef, entry: TriggeredEntry): IncreaseRequest =>
  increase('LimitIncrease', position, entry);

/** Enter when the price breaks out: a long at or above the trigger, a short at or below it. */
export const stopEntry = (position: PositionRef, entry: TriggeredEntry): IncreaseRequest =>
  increase('StopIncrease', position, entry);

function increase(
  orderType: IncreaseRequest['orderType'],
  position: PositionRef,
  { sizeDeltaUsd, collateral, acceptablePrice, triggerPrice }: TriggeredEntry,
): IncreaseRequest {
  return {
    ...untriggered(position),
    kind: 'increase',
    orderType,
    sizeDeltaUsd,
    acceptablePrice,
    triggerPrice,
    collateralAmount: collateral.amount,
    // Nothing sent is sent as nothing: what the calldata cannot tell, the request does not say.
    collateralAsNative: collateral.amount > 0n && (collateral.asNative ?? false),
  };
}
