import { FLOAT_ONE } from './fixedPoint.js';

/** GMX raises through prb-math 2.4.3's unsigned 60.18-decimals numbers; only its own steps give its own digits. */
const SCALE = 10n ** 18n;
const HALF_SCALE = 5n * 10n ** 17n;
/** From GMX's 30 decimals to prb-math's 18. */
const TO_SCALE = 10n ** 12n;

/** round(2^64 × 2^(2^-i)) for i = 1..64: the constants of prb-math's exp2, from repeated square roots of 2. */
const rootsOfTwo: readonly bigint[] = (() => {
  const bits = 192n;
  const roots: bigint[] = [];
  let root = 2n << bits;
  for (let i = 1; i <= 64; i++) {
    root = squareRoot(root << bits);
    roots.push(((root >> (bits - 65n)) + 1n) >> 1n);
  }
  return roots;
})();

/** Floor, by Newton's steps from above. */
function squareRoot(value: bigint): bigint {
  let root = 1n << BigInt((value.toString(2).length + 1) >> 1);
  for (;;) {
    const next = (root + value / root) >> 1n;
    if (next >= root) return root;
    root = next;
  }
}

/** PRBMathUD60x18.log2, for numbers of at least 1. */
function log2(x: bigint): bigint {
  const whole = BigInt((x / SCALE).toString(2).length - 1);
  let result = whole * SCALE;
  let y = x >> whole;
  if (y === SCALE) return result;
  for (let delta = HALF_SCALE; delta > 0n; delta >>= 1n) {
    y = (y * y) / SCALE;
    if (y >= 2n * SCALE) {
      result += delta;
      y >>= 1n;
    }
  }
  return result;
}

/** PRBMath.exp2 of a number with 18 decimals. */
function exp2(x: bigint): bigint {
  const binary = (x << 64n) / SCALE;
  let result = 1n << 191n;
  for (const [index, root] of rootsOfTwo.entries()) {
    if ((binary >> BigInt(63 - index)) & 1n) result = (result * root) >> 64n;
  }
  return (result * SCALE) >> (191n - (binary >> 64n));
}

/**
 * Precision.applyExponentFactor: `value` (USD, 30 decimals) to the power of `exponent` (30 decimals), 30 decimals.
 * Less than 1 USD counts as nothing; an exponent of exactly 1 changes nothing.
 */
export function applyExponentFactor(value: bigint, exponent: bigint): bigint {
  if (value < FLOAT_ONE) return 0n;
  if (exponent === FLOAT_ONE) return value;
  const logarithm = log2(value / TO_SCALE) * (exponent / TO_SCALE);
  return exp2((logarithm + HALF_SCALE) / SCALE) * TO_SCALE;
}
