/** GMX's fixed-point steps (Precision.sol, Calc.sol), each rounding as its Solidity does. Factors have 30 decimals. */

/** 1, and 100 %. */
export const FLOAT_ONE = 10n ** 30n;
/** Funding per size: token units × 1e45 per unit of a 30-decimals USD (FLOAT_PRECISION × FLOAT_PRECISION_SQRT). */
export const PER_SIZE_ONE = 10n ** 45n;

/** Towards zero, whatever the signs. */
export const mulDiv = (a: bigint, b: bigint, denominator: bigint): bigint => (a * b) / denominator;

/** Away from zero; a positive denominator. */
export function divAway(a: bigint, denominator: bigint): bigint {
  const quotient = a / denominator;
  if (quotient * denominator === a) return quotient;
  return a < 0n ? quotient - 1n : quotient + 1n;
}

/** Precision.applyFactor: towards zero. */
export const applyFactor = (value: bigint, factor: bigint): bigint => mulDiv(value, factor, FLOAT_ONE);

/** Precision.toFactor: towards zero. */
export const toFactor = (value: bigint, of: bigint): bigint => mulDiv(value, FLOAT_ONE, of);

export const magnitude = (value: bigint): bigint => (value < 0n ? -value : value);
export const least = (a: bigint, b: bigint): bigint => (a < b ? a : b);
export const most = (a: bigint, b: bigint): bigint => (a > b ? a : b);
export const difference = (a: bigint, b: bigint): bigint => magnitude(a - b);

/** Calc.boundMagnitude: the sign of `value`, zero counting as positive. */
export function boundMagnitude(value: bigint, lowest: bigint, highest: bigint): bigint {
  const bounded = least(most(magnitude(value), lowest), highest);
  return value < 0n ? -bounded : bounded;
}
