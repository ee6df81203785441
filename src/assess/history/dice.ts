/** A stream of random numbers that its seed decides: the same seed, the same bits on every machine. */
export interface Dice {
  /** In (0, 1): never either end. 53 bits. */
  uniform(): number;
  /** Standard normal. */
  normal(): number;
  /** Chi-square with `freedom` > 0 degrees of freedom. */
  chiSquare(freedom: number): number;
}

/**
 * xoshiro128** (Blackman and Vigna, "Scrambled Linear Pseudorandom Number Generators", 2018), its state filled from the seed by
 * splitmix steps. @param seed any number that is finite; its low 32 bits and the 32 above them count
 */
export function createDice(seed: number): Dice {
  let [a, b, c, d] = seeded(seed);
  let spare: number | null = null;

  function next(): number {
    const scrambled = Math.imul(rotate(Math.imul(b, 5), 7), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotate(d, 11);
    return scrambled;
  }

  /** The middle of one of 2^53 equal parts, so that its logarithm is finite. */
  const uniform = (): number => ((next() >>> 5) * 67_108_864 + (next() >>> 6) + 0.5) / 9_007_199_254_740_992;

  /** The polar method (Marsaglia and Bray, 1964): two at a time. */
  function normal(): number {
    if (spare !== null) {
      const kept = spare;
      spare = null;
      return kept;
    }
    for (;;) {
      const x = 2 * uniform() - 1;
      const y = 2 * uniform() - 1;
      const square = x * x + y * y;
      if (square >= 1 || square === 0) continue;
      const factor = Math.sqrt((-2 * Math.log(square)) / square);
      spare = y * factor;
      return x * factor;
    }
  }

  /** Gamma of a shape from 1 (Marsaglia and Tsang, "A Simple Method for Generating Gamma Variables", 2000). */
  function gamma(shape: number): number {
    const d = shape - 1 / 3;
    const c = 1 / Math.sqrt(9 * d);
    for (;;) {
      const x = normal();
      const root = 1 + c * x;
      const v = root * root * root;
      if (v > 0 && Math.log(uniform()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
    }
  }

  return {
    uniform,
    normal,
    chiSquare(freedom) {
      const shape = freedom / 2;
      // Below 1 the method does not hold: gamma(shape) is gamma(shape + 1) × U^(1/shape).
      return 2 * (shape >= 1 ? gamma(shape) : gamma(shape + 1) * uniform() ** (1 / shape));
    },
  };
}

const rotate = (value: number, bits: number): number => (value << bits) | (value >>> (32 - bits));

/** Four words, never all zero, which would stay zero. */
function seeded(seed: number): [number, number, number, number] {
  let at = (seed ^ Math.imul(Math.floor(seed / 4_294_967_296), 0x85ebca6b)) | 0;
  const word = (): number => {
    at = (at + 0x9e3779b9) | 0;
    let mixed = Math.imul(at ^ (at >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return mixed ^ (mixed >>> 15);
  };
  return [word(), word(), word(), word()];
}
