import { type Rules, rulesOf } from './revisions.js';
import { RAY, rayMul } from './wadRay.js';

/** MathUtils.SECONDS_PER_YEAR: leap years are ignored. */
export const SECONDS_PER_YEAR = 31_536_000n;

/** MathUtils.calculateLinearInterest: what a supplied token grows by, in ray, over `seconds` without a touch of its reserve. */
export const linearInterest = (rate: bigint, seconds: bigint): bigint => RAY + (rate * seconds) / SECONDS_PER_YEAR;

/** MathUtils.calculateCompoundedInterest: what an owed token grows by, in ray. */
export function compoundedInterest({ compounding }: Rules, rate: bigint, seconds: bigint): bigint {
  if (seconds === 0n) return RAY;
  return compounding === 'binomial' ? binomial(rate, seconds) : exponential(rate, seconds);
}

/** (1 + x)^n with x = rate / year: 1 + n x + n(n-1)/2 x² + n(n-1)(n-2)/6 x³, each cut off as the contract does up to 3.3. */
function binomial(rate: bigint, seconds: bigint): bigint {
  const less = seconds > 2n ? seconds - 2n : 0n;
  const square = rayMul(rate, rate) / (SECONDS_PER_YEAR * SECONDS_PER_YEAR);
  const cube = rayMul(square, rate) / SECONDS_PER_YEAR;
  const second = (seconds * (seconds - 1n) * square) / 2n;
  const third = (seconds * (seconds - 1n) * less * cube) / 6n;
  return RAY + (rate * seconds) / SECONDS_PER_YEAR + second + third;
}

/** e^x with x = rate * n / year: 1 + x + x²/2 + x³/6, nested as the contract does since 3.4. */
function exponential(rate: bigint, seconds: bigint): bigint {
  const x = (rate * seconds) / SECONDS_PER_YEAR;
  return RAY + x + rayMul(x, x / 2n + rayMul(x, x / 6n));
}

interface Indices {
  liquidityIndex: bigint;
  liquidityRate: bigint;
  variableIndex: bigint;
  variableRate: bigint;
  /** Unix seconds of the reserve's last update. */
  updatedAt: number;
}

/** ReserveLogic.getNormalizedIncome at a time: ray of tokens for each scaled one that is supplied. */
export const normalizedIncome = (reserve: Indices, at: number): bigint =>
  at <= reserve.updatedAt
    ? reserve.liquidityIndex
    : rayMul(linearInterest(reserve.liquidityRate, BigInt(at - reserve.updatedAt)), reserve.liquidityIndex);

/** ReserveLogic.getNormalizedDebt at a time: ray of tokens for each scaled one that is owed. */
export const normalizedDebt = (pool: { revision: number }, reserve: Indices, at: number): bigint =>
  at <= reserve.updatedAt
    ? reserve.variableIndex
    : rayMul(
        compoundedInterest(rulesOf(pool), reserve.variableRate, BigInt(at - reserve.updatedAt)),
        reserve.variableIndex,
      );
