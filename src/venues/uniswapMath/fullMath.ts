/** Steps of Uniswap V3's integers (FullMath, UnsafeMath), for numbers that are not negative. */

export const Q96 = 1n << 96n;
export const Q128 = 1n << 128n;
const WORD = 1n << 256n;

/** FullMath.mulDiv: towards zero. */
export const mulDiv = (a: bigint, b: bigint, denominator: bigint): bigint => (a * b) / denominator;

/** FullMath.mulDivRoundingUp. */
export const mulDivUp = (a: bigint, b: bigint, denominator: bigint): bigint => (a * b + denominator - 1n) / denominator;

export const divideUp = (a: bigint, b: bigint): bigint => (a + b - 1n) / b;

/** What 256 bits keep: growth of fees is counted in numbers that run over, and only differences mean anything. */
export const wrap = (value: bigint): bigint => ((value % WORD) + WORD) % WORD;

/** Whether 256 bits hold it. */
export const fits = (value: bigint): boolean => value < WORD;
