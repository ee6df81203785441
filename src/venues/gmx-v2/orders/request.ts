import type { Address, Hex } from 'viem';

/**
 * What an account can ask of GMX V2, one by one. A request is exactly what its calldata says: encoding and decoding it
 * are each other's inverse. Units as in `../state.ts`: USD 30 decimals, prices of the index token in USD (30 decimals)
 * per its smallest unit, token amounts in smallest units, times in Unix seconds, fees in wei.
 *
 * What no request can say, on purpose: another receiver than the account, a callback, a UI fee, a swap path.
 */
export type Request = IncreaseRequest | DecreaseRequest | UpdateOrderRequest | CancelOrderRequest | ClaimFundingRequest;
/** The ones that create an order, and so pay a keeper. */
export type OrderRequest = IncreaseRequest | DecreaseRequest;

export type IncreaseOrderType = 'MarketIncrease' | 'LimitIncrease' | 'StopIncrease';
export type DecreaseOrderType = 'MarketDecrease' | 'LimitDecrease' | 'StopLossDecrease';

interface OrderFields {
  /** The market token's address. */
  market: Address;
  /** With market and side it names the position. */
  collateralToken: Address;
  isLong: boolean;
  sizeDeltaUsd: bigint;
  /** 0 for market orders. */
  triggerPrice: bigint;
  /** Worst execution price, impact of this action included. 0 or 2^256-1 by direction: any price. */
  acceptablePrice: bigint;
  /** From when a keeper may execute it; 0 at once. Market orders cannot wait. */
  validFromTime: bigint;
  /** Wei; what the keeper leaves of it comes back to the account. */
  executionFee: bigint;
  /** Pay WETH out as ETH. */
  unwrapNative: boolean;
  /** Zero: leave the account's referral code as it is. */
  referralCode: Hex;
}

export interface IncreaseRequest extends OrderFields {
  kind: 'increase';
  orderType: IncreaseOrderType;
  /** Leaves the account with the request, and is in GMX's vault until the order is executed or cancelled. */
  collateralAmount: bigint;
  /** The collateral is ETH, wrapped on its way together with the fee; only where the collateral token is WETH. */
  collateralAsNative: boolean;
}

/** Which way profit and collateral are exchanged before they are paid out. */
export type DecreaseSwap = 'none' | 'pnlToCollateral' | 'collateralToPnl';

export interface DecreaseRequest extends OrderFields {
  kind: 'decrease';
  orderType: DecreaseOrderType;
  /** Collateral to take out besides; 0 on a full close, which returns all of it anyway. */
  withdrawAmount: bigint;
  swap: DecreaseSwap;
  /** USD, 30 decimals; 0 for no bound. */
  minOutputUsd: bigint;
  /** Cancelled by GMX when the position is gone. Trigger orders only. */
  autoCancel: boolean;
}

/** Trigger orders only; every field replaces the stored one. Unfreezes a frozen order. */
export interface UpdateOrderRequest {
  kind: 'updateOrder';
  key: Hex;
  sizeDeltaUsd: bigint;
  acceptablePrice: bigint;
  triggerPrice: bigint;
  minOutputAmount: bigint;
  validFromTime: bigint;
  autoCancel: boolean;
  /** Wei on top of what the order still holds; freezing had emptied it. */
  executionFeeTopUp: bigint;
}

export interface CancelOrderRequest {
  kind: 'cancelOrder';
  key: Hex;
}

export interface ClaimFundingRequest {
  kind: 'claimFunding';
  /** What was received as funding lies per market and token. */
  claims: readonly { market: Address; token: Address }[];
}

/** 2^256 - 1: "all" as the size of a trigger decrease, "any price" where a buyer accepts one. */
export const MAX_UINT256 = 2n ** 256n - 1n;

/** Where requests go, and on whose behalf. */
export interface OrderContracts {
  exchangeRouter: Address;
  /** What is sent here belongs to the next order created. */
  orderVault: Address;
  /** WETH: what sendWnt wraps the transaction's value into. */
  wrappedNative: Address;
}
