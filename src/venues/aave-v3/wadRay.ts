/** The protocol's own fixed-point steps (WadRayMath.sol, PercentageMath.sol): half up where the name says no direction. */

export const RAY = 10n ** 27n;
const WAD = 10n ** 18n;
/** Basis points: 10 000 is all. */
export const PERCENT = 10_000n;

export const rayMul = (a: bigint, b: bigint): bigint => (a * b + RAY / 2n) / RAY;
export const rayMulFloor = (a: bigint, b: bigint): bigint => (a * b) / RAY;
export const rayMulCeil = (a: bigint, b: bigint): bigint => divCeil(a * b, RAY);
export const rayDiv = (a: bigint, b: bigint): bigint => (a * RAY + b / 2n) / b;
export const rayDivFloor = (a: bigint, b: bigint): bigint => (a * RAY) / b;
export const rayDivCeil = (a: bigint, b: bigint): bigint => divCeil(a * RAY, b);
export const wadDiv = (a: bigint, b: bigint): bigint => (a * WAD + b / 2n) / b;
export const percentMul = (value: bigint, percentage: bigint): bigint => (value * percentage + PERCENT / 2n) / PERCENT;
export const percentDiv = (value: bigint, percentage: bigint): bigint =>
  (value * PERCENT + percentage / 2n) / percentage;
export const percentDivCeil = (value: bigint, percentage: bigint): bigint => divCeil(value * PERCENT, percentage);

/** Of amounts that are not negative. */
export const divCeil = (a: bigint, b: bigint): bigint => (a + b - 1n) / b;
