import { Q96 } from './fullMath.js';

/** Ticks are powers of 1.0001; Uniswap V3 whitepaper, section 6.1. */
export const MIN_TICK = -887_272;
export const MAX_TICK = 887_272;

const ONE_X128 = 1n << 128n;
const MAX_X256 = (1n << 256n) - 1n;
/** Binary places that the factors are worked out with before they are cut to 128. */
const GUARD = 512n;

/** 1.0001^(-2^i / 2) with 128 binary places, rounded to the nearest, for i from 0 to 19: TickMath's constants. */
const factors: readonly bigint[] = (() => {
  const found: bigint[] = [];
  let power = squareRoot((10_000n << (2n * GUARD)) / 10_001n);
  for (let bit = 0; bit < 20; bit++) {
    found.push((power + (1n << (GUARD - 129n))) >> (GUARD - 128n));
    power = (power * power) >> GUARD;
  }
  return found;
})();

/** √(1.0001^tick) as Q64.96, rounded up: TickMath.getSqrtRatioAtTick. @throws RangeError beyond the ticks there are */
export function sqrtPriceAtTick(tick: number): bigint {
  const distance = Math.abs(tick);
  if (!Number.isInteger(tick) || distance > MAX_TICK) throw new RangeError(`${tick} is not a tick`);
  let ratio = ONE_X128;
  for (const [bit, factor] of factors.entries()) if ((distance >> bit) & 1) ratio = (ratio * factor) >> 128n;
  if (tick > 0) ratio = MAX_X256 / ratio;
  return (ratio + (1n << 32n) - 1n) >> 32n;
}

/** What a pool's price may be: the first can be reached, the second not. */
export const MIN_SQRT_PRICE = sqrtPriceAtTick(MIN_TICK);
export const MAX_SQRT_PRICE = sqrtPriceAtTick(MAX_TICK);

/** The greatest tick whose price is not above this one: TickMath.getTickAtSqrtRatio. @throws RangeError beyond all ticks */
export function tickAtSqrtPrice(sqrtPriceX96: bigint): number {
  if (sqrtPriceX96 < MIN_SQRT_PRICE || sqrtPriceX96 >= MAX_SQRT_PRICE) {
    throw new RangeError(`${sqrtPriceX96} is not a price`);
  }
  // float64 is right to within a tick; the integers decide.
  let tick = Math.floor((2 * Math.log(Number(sqrtPriceX96) / Number(Q96))) / Math.log(1.0001));
  tick = Math.min(Math.max(tick, MIN_TICK), MAX_TICK - 1);
  while (sqrtPriceAtTick(tick) > sqrtPriceX96) tick--;
  while (sqrtPriceAtTick(tick + 1) <= sqrtPriceX96) tick++;
  return tick;
}

/** Towards zero, by Newton's steps from above. */
function squareRoot(value: bigint): bigint {
  let root = 1n << (BigInt(value.toString(2).length + 1) / 2n + 1n);
  for (;;) {
    const next = (root + value / root) / 2n;
    if (next >= root) return root;
    root = next;
  }
}
