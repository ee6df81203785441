/** Options to a block: what passes from one short loop to the next stays in the processor's nearest cache. */
export const blockSize = 128;

/** What the stages of a block hand on, an array each; and bits: selecting by a sign bit costs less than a branch taken at random. */
export interface GreeksScratch {
  d1: Float64Array;
  d2: Float64Array;
  bits1: Int32Array;
  bits2: Int32Array;
  /** exp(b T) - 1. */
  growthLessOne: Float64Array;
  /** exp(-r T). */
  discount: Float64Array;
  /** 1 / (vol × √years × spot). */
  perSpot: Float64Array;
  /** √years. */
  root: Float64Array;
  /** exp((b - r) T) × density(d1), and that times a Mills ratio. */
  slope: Float64Array;
  tail1: Float64Array;
  tail2: Float64Array;
}

export function greeksScratch(): GreeksScratch {
  const column = () => new Float64Array(blockSize);
  const [d1, d2] = [column(), column()];
  return {
    d1,
    d2,
    bits1: new Int32Array(d1.buffer),
    bits2: new Int32Array(d2.buffer),
    growthLessOne: column(),
    discount: column(),
    perSpot: column(),
    root: column(),
    slope: column(),
    tail1: column(),
    tail2: column(),
  };
}

/** Which half of a float64's bits has its sign and exponent: little-endian machines keep them in the second. */
export const HIGH = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1 ? 1 : 0;
