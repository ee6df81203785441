import type { Rules } from './revisions.js';
import { rayDiv, rayDivCeil, rayDivFloor, rayMul, rayMulCeil, rayMulFloor } from './wadRay.js';

/*
 * Between base units and the scaled amounts that the tokens keep, at an index in ray. Up to 3.4 all of it rounds half up; since 3.5
 * (TokenMath.sol) a supply is never told too large, and a debt never too small.
 */

type Step = (rules: Rules, amount: bigint, index: bigint) => bigint;

const step =
  (nearest: (a: bigint, b: bigint) => bigint, safe: (a: bigint, b: bigint) => bigint): Step =>
  ({ rounding }, amount, index) =>
    (rounding === 'safe' ? safe : nearest)(amount, index);

/** Scaled → base units: `AToken.balanceOf` and `VariableDebtToken.balanceOf`. */
export const supplyOf = step(rayMul, rayMulFloor);
export const debtOf = step(rayMul, rayMulCeil);

/** Base units → scaled: what is minted for a supply and burned for a withdrawal, minted for a loan and burned for a repayment. */
export const scaledSupply = step(rayDiv, rayDivFloor);
export const scaledWithdrawal = step(rayDiv, rayDivCeil);
export const scaledLoan = step(rayDiv, rayDivCeil);
export const scaledRepayment = step(rayDiv, rayDivFloor);
