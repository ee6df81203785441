import { anyPrice } from './acceptablePrice.js';
import type { PositionRef } from './positionRef.js';
import { untriggered } from './positionRef.js';
import type { DecreaseRequest, DecreaseSwap } from './request.js';
import { MAX_UINT256 } from './request.js';

export interface Exit {
  /** USD, 30 decimals. A market order for more than the position is cancelled by GMX. */
  sizeDeltaUsd: bigint;
  /** See `acceptablePrice`. */
  acceptablePrice: bigint;
  /** Collateral to take out besides, smallest units; 0 when left out. */
  withdrawAmount?: bigint;
  /** `none` when left out: a profit in the other token is paid in that token. */
  swap?: DecreaseSwap;
}

/** Reduce a position now. */
export const marketDecrease = (position: PositionRef, exit: Exit): DecreaseRequest =>
  decrease('MarketDecrease', position, { ...exit, triggerPrice: 0n });

/**
 * Close a position now: exactly its size, for a market order knows no "all". All collateral is returned unasked.
 */
export const closePosition = (
  position: PositionRef & { sizeInUsd: bigint },
  exit: Omit<Exit, 'sizeDeltaUsd' | 'withdrawAmount'>,
): DecreaseRequest => marketDecrease(position, { ...exit, sizeDeltaUsd: position.sizeInUsd, withdrawAmount: 0n });

/** Take out collateral and nothing else. GMX compares no price here. */
export const withdrawOnly = (position: PositionRef, amount: bigint): DecreaseRequest =>
  marketDecrease(position, {
    sizeDeltaUsd: 0n,
    acceptablePrice: anyPrice({ kind: 'decrease', isLong: position.isLong }),
    withdrawAmount: amount,
  });

export interface Protection {
  /** Contract price of the index token. */
  triggerPrice: bigint;
  /** USD, 30 decimals; `ALL` closes whatever the position is by then. */
  sizeDeltaUsd: bigint;
  /** Any price when left out: a bound can freeze the order. */
  acceptablePrice?: bigint;
  swap?: DecreaseSwap;
}

/** For trigger orders only: GMX caps them to the position's size. */
export const ALL = MAX_UINT256;

/** Close at a loss: a long at or below the trigger, a short at or above it. Goes with the position. */
export const stopLoss = (position: PositionRef, protection: Protection): DecreaseRequest =>
  protect('StopLossDecrease', position, protection);

/** Close at a profit: a long at or above the trigger, a short at or below it. Goes with the position. */
export const takeProfit = (position: PositionRef, protection: Protection): DecreaseRequest =>
  protect('LimitDecrease', position, protection);

function protect(
  orderType: 'StopLossDecrease' | 'LimitDecrease',
  position: PositionRef,
  { acceptablePrice, ...protection }: Protection,
): DecreaseRequest {
  const bound = acceptablePrice ?? anyPrice({ kind: 'decrease', isLong: position.isLong });
  // Without autoCancel a stale order survives its position and hits the next one of the same key.
  return { ...decrease(orderType, position, { ...protection, acceptablePrice: bound }), autoCancel: true };
}

function decrease(
  orderType: DecreaseRequest['orderType'],
  position: PositionRef,
  exit: Exit & { triggerPrice: bigint },
): DecreaseRequest {
  return {
    ...untriggered(position),
    kind: 'decrease',
    orderType,
    sizeDeltaUsd: exit.sizeDeltaUsd,
    acceptablePrice: exit.acceptablePrice,
    triggerPrice: exit.triggerPrice,
    withdrawAmount: exit.withdrawAmount ?? 0n,
    swap: exit.swap ?? 'none',
    minOutputUsd: 0n,
    autoCancel: false,
  };
}
