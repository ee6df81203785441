import type { Address } from 'viem';
import { zeroHash } from 'viem';
import type { OrderRequest } from './request.js';

/** Names one position of an account: GMX keeps one for each of these. */
export interface PositionRef {
  /** The market token's address. */
  market: Address;
  collateralToken: Address;
  isLong: boolean;
}

/**
 * What every intent starts from: no trigger, at once, the account's own referral code, payouts as WETH. The keeper's fee
 * is 0 until `withFee` or `requote` sets it.
 */
export const untriggered = ({ market, collateralToken, isLong }: PositionRef) =>
  ({
    market,
    collateralToken,
    isLong,
    triggerPrice: 0n,
    validFromTime: 0n,
    executionFee: 0n,
    unwrapNative: false,
    referralCode: zeroHash,
  }) satisfies Partial<OrderRequest>;
