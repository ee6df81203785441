import type { Bps } from '../../../model/units.js';
import { fromFloat } from '../../../model/units.js';
import { MAX_UINT256 } from './request.js';

/** Which way an action moves a position. */
export interface Direction {
  kind: 'increase' | 'decrease';
  isLong: boolean;
}

/**
 * Opening a long and closing a short buy the index token: the acceptable price is the most they pay. The other two sell
 * it: the least they take.
 */
export const buys = ({ kind, isLong }: Direction): boolean => (kind === 'increase') === isLong;

/** 10 000 basis points, with the 18 decimals that a fraction of one may have. */
const WHOLE = 10_000n * 10n ** 18n;

/**
 * Furthest from `price` (a contract price) that `maxSlippage` allows, never further: a buyer's bound is rounded down, a
 * seller's up. GMX compares it with the execution price including the impact of this action, not the impact that earlier
 * ones left pending. From 10 000 bps on, a seller takes any price. @throws RangeError when `maxSlippage` is no number >= 0
 */
export function acceptablePrice(price: bigint, direction: Direction, maxSlippage: Bps): bigint {
  if (!(maxSlippage >= 0)) throw new RangeError(`a slippage of ${maxSlippage} bps is no bound`);
  // The float's shortest decimal reading, exactly; digits beyond the 18th make the bound stricter.
  const slippage = fromFloat(maxSlippage, 'down');
  if (buys(direction)) {
    const most = (price * (WHOLE + slippage)) / WHOLE;
    return most < MAX_UINT256 ? most : MAX_UINT256;
  }
  return slippage >= WHOLE ? 0n : (price * (WHOLE - slippage) + WHOLE - 1n) / WHOLE;
}

/**
 * No bound. For a stop-loss: bounded, it would freeze exactly when it is needed. And for a change of collateral alone,
 * where GMX compares no price.
 */
export const anyPrice = (direction: Direction): bigint => (buys(direction) ? MAX_UINT256 : 0n);
