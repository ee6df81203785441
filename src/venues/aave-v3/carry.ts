import { priceOf } from './eMode.js';
import { compoundedInterest, SECONDS_PER_YEAR } from './interest.js';
import { rulesOf } from './revisions.js';
import type { AaveDetail, ReserveState } from './state.js';
import { RAY } from './wadRay.js';

/**
 * Shares a year at the rates of the block, float64. What is supplied grows linearly until its reserve is touched again
 * (MathUtils.calculateLinearInterest), so by the rate; what is owed compounds each second (calculateCompoundedInterest).
 */
export const supplyRate = ({ liquidityRate }: ReserveState): number => Number(liquidityRate) / Number(RAY);
export const borrowRate = (detail: AaveDetail, { variableRate }: ReserveState): number =>
  compounded(detail, variableRate);

const compounded = (detail: AaveDetail, rate: bigint): number =>
  Number(compoundedInterest(rulesOf(detail), rate, SECONDS_PER_YEAR) - RAY) / Number(RAY);

/** USD a year that so many base units bring. */
export const supplyYearly = (detail: AaveDetail, reserve: ReserveState, amount: bigint): number =>
  worth(detail, reserve, amount) * supplyRate(reserve);

/** USD a year that so many base units of debt cost; what of it is at a stable rate grows by that. */
export function borrowYearly(detail: AaveDetail, reserve: ReserveState, amount: bigint): number {
  const { stableOwed, stableRate } = reserve;
  const variable = worth(detail, reserve, amount - stableOwed) * borrowRate(detail, reserve);
  return stableOwed === 0n ? variable : variable + worth(detail, reserve, stableOwed) * compounded(detail, stableRate);
}

/** USD of a whole token. */
export const priceNumber = (detail: AaveDetail, reserve: ReserveState): number =>
  Number(priceOf(detail, reserve)) / 1e8;

const worth = (detail: AaveDetail, reserve: ReserveState, amount: bigint): number =>
  (Number(amount) / 10 ** reserve.configuration.decimals) * priceNumber(detail, reserve);
