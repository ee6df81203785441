/** Options to a block: what passes from one short loop to the next stays in the processor's nearest cache. */
export const blockSize = 128;
/** From one scratch column to the next: a line of the cache more, so that they do not contend. */
const column = blockSize + 8;

/** Where a block's columns begin in the scratch. Constants of one array: a loop over many arrays must fetch where each of them lies. */
export const place = {
  d1: 0,
  d2: column,
  /** exp(b T) - 1. */
  growthLessOne: 2 * column,
  /** exp(-r T). */
  discount: 3 * column,
  /** 1 / (vol × √years × spot). */
  perSpot: 4 * column,
  /** exp((b - r) T) × density(d1), and that times a Mills ratio. */
  slope: 5 * column,
  tail1: 6 * column,
  tail2: 7 * column,
  root: 8 * column,
} as const;

/** What the stages of a block hand on, and the bits of it: selecting by a sign bit costs less than a branch taken at random. */
export interface GreeksScratch {
  floats: Float64Array;
  bits: Int32Array;
}

export function greeksScratch(): GreeksScratch {
  const floats = new Float64Array(9 * column);
  return { floats, bits: new Int32Array(floats.buffer) };
}

/** Which half of a float64's bits has its sign and exponent: little-endian machines keep them in the second. */
export const HIGH = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1 ? 1 : 0;
