/** The protocol's own fixed-point steps, each rounding half up as its Solidity does (WadRayMath.sol, PercentageMath.sol). */

export const RAY = 10n ** 27n;
const WAD = 10n ** 18n;
/** Basis points: 10 000 is all. */
export const PERCENT = 10_000n;

export const rayMul = (a: bigint, b: bigint): bigint => (a * b + RAY / 2n) / RAY;
export const rayDiv = (a: bigint, b: bigint): bigint => (a * RAY + b / 2n) / b;
export const wadDiv = (a: bigint, b: bigint): bigint => (a * WAD + b / 2n) / b;
export const percentMul = (value: bigint, percentage: bigint): bigint => (value * percentage + PERCENT / 2n) / PERCENT;
export const percentDiv = (value: bigint, percentage: bigint): bigint =>
  (value * PERCENT + percentage / 2n) / percentage;
