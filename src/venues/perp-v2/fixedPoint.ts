/** The protocol's own fixed-point steps, each rounding as its Solidity does (PerpMath.sol, SettlementTokenMath.sol). */

/** Ratios are of 1 000 000. */
export const RATIO_ONE = 1_000_000n;
export const ONE = 10n ** 18n;

/** PerpMath.mulDiv: towards zero, whatever the signs. */
export const mulDiv = (a: bigint, b: bigint, denominator: bigint): bigint => (a * b) / denominator;

/** PerpMath.mulRatio: towards zero. */
export const mulRatio = (value: bigint, ratio: number): bigint => mulDiv(value, BigInt(ratio), RATIO_ONE);

export const magnitude = (value: bigint): bigint => (value < 0n ? -value : value);
export const least = (a: bigint, b: bigint): bigint => (a < b ? a : b);
export const most = (a: bigint, b: bigint): bigint => (a > b ? a : b);

/** SettlementTokenMath.parseSettlementToken: a token's base units → 18 decimals, exact. */
export const parseSettlement = (amount: bigint, decimals: number): bigint => amount * 10n ** BigInt(18 - decimals);

/** SettlementTokenMath.formatSettlementToken: 18 decimals → base units, towards negative infinity. */
export function formatSettlement(value: bigint, decimals: number): bigint {
  const unit = 10n ** BigInt(18 - decimals);
  const quotient = value / unit;
  return value < 0n && quotient * unit !== value ? quotient - 1n : quotient;
}
