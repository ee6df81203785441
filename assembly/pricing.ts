// The pricing kernel's two loops as WebAssembly SIMD: two float64 lanes at a time. AssemblyScript, compiled by `npm run kernel`
// into src/assess/pricing/wasmBytes.ts. The formulas and their sources are told beside their twins in JavaScript
// (javascriptGreeks.ts, javascriptRevalue.ts, approximations.ts); here are only the reasons for the form:
//
// - Work goes in blocks and stages. One long loop is a long chain of dependent steps, of which a processor can look ahead over little
//   more than one; of short loops it has several in hand at once. What passes from stage to stage stays in its nearest cache.
// - Coefficients are read from memory, which is one instruction each; a constant in the code costs the engine several.
//
// Pointers are byte addresses of columns of float64, 16 bytes aligned and padded to whole pairs.

@inline function c(x: f64): v128 { return f64x2.splat(x); }
@inline function add(a: v128, b: v128): v128 { return f64x2.add(a, b); }
@inline function sub(a: v128, b: v128): v128 { return f64x2.sub(a, b); }
@inline function mul(a: v128, b: v128): v128 { return f64x2.mul(a, b); }
@inline function div(a: v128, b: v128): v128 { return f64x2.div(a, b); }
@inline function abs(a: v128): v128 { return f64x2.abs(a); }
@inline function neg(a: v128): v128 { return f64x2.neg(a); }
/** One instruction each, unlike min and max, which look after NaN and -0. */
@inline function min(a: v128, b: v128): v128 { return f64x2.pmin(b, a); }
@inline function max(a: v128, b: v128): v128 { return f64x2.pmax(b, a); }
@inline function where(mask: v128, yes: v128, no: v128): v128 { return v128.bitselect(yes, no, mask); }

/** Coefficients, lowest power first. */
const EXP = memory.data<f64>([
  0.5000000000000001, 0.16666666666666669, 0.04166666666662413, 0.008333333333330062, 0.0013888888917213717,
  0.00019841269863053618, 2.4801521295954376e-5, 2.7557268459997064e-6, 2.7620088445409746e-7, 2.510038549551032e-8,
]);
const ARTANH = memory.data<f64>([
  0.6666666666666695, 0.39999999999314984, 0.28571428842882585, 0.2222218195907249, 0.18184653881551602, 0.1528264135965732,
  0.15128105194085276,
]);
const MILLS_TOP = memory.data<f64>([
  1342213.7859064909, 2327796.085037637, 1992376.9712497448, 1091539.5383450652, 420631.5625665354, 118721.35282651668,
  24845.32318579227, 3815.5160167850654, 413.66682662462745, 28.85599128117289,
]);
const MILLS_BOTTOM = memory.data<f64>([
  1070931.6570715518, 2711792.391801306, 3217918.2776444433, 2367380.2725270344, 1202918.4297669553, 444659.5518125702,
  122479.15686580456, 25256.99001236316, 3844.372008066531, 414.6668266246268, 28.85599128117289,
]);
const ONES = memory.data<f64>([
  1.4426950408889634, // 1 / ln 2
  6755399441055744, // 1.5 × 2^52: adding it leaves the nearest integer in the low bits
  0.69314718055989033, // ln 2, its first 42 bits
  5.497923018708371e-14, // and the rest
  0.3989422804014327, // 1 / √(2π)
  -708, // the exponential of less is no normal float64
  1e-60, 1e60, 1e-7, 40, 200, // bounds, of ordinary.ts
  4503599627371519, // 2^52 + 1023
  0.6931471803691238, 1.9082149292705877e-10, // ln 2 in two again, for large multiples of it
]);

/** The k-th of a table, in both lanes. */
@inline function at(table: usize, k: usize): v128 { return v128.load64_splat(table + (k << 3)); }
/** The k-th and the next as a + b x. */
@inline function line(table: usize, k: usize, x: v128): v128 { return add(at(table, k), mul(at(table, k + 1), x)); }

/** exp(x) - 1 of the reduced argument, as expm1NearZero. By Estrin's scheme: short chains. */
@inline
function series(r: v128): v128 {
  const r2 = mul(r, r);
  const r4 = mul(r2, r2);
  const low = add(line(EXP, 0, r), mul(line(EXP, 2, r), r2));
  const middle = add(line(EXP, 4, r), mul(line(EXP, 6, r), r2));
  return add(r, mul(r2, add(low, mul(add(middle, mul(line(EXP, 8, r), r4)), r4))));
}

/** What is left of x after n times ln 2. */
@inline
function reduced(x: v128, n: v128): v128 {
  return sub(sub(x, mul(n, at(ONES, 2))), mul(n, at(ONES, 3)));
}

/** exp(x) for x in [-708, 709]: a power of two, made by shifting into the exponent, and the series. */
@inline
function exp(x: v128): v128 {
  const shifted = add(mul(x, at(ONES, 0)), at(ONES, 1));
  const n = sub(shifted, at(ONES, 1));
  return i64x2.add(add(c(1), series(reduced(x, n))), i64x2.shl(shifted, 52));
}

/** Density of the standard normal; not 0 however far. */
@inline
function density(x: v128): v128 {
  return mul(exp(max(mul(c(-0.5), mul(x, x)), at(ONES, 5))), at(ONES, 4));
}

/** ln(a / b): both brought within a factor of 1.51 of each other by their exponents, then twiceArtanh; one division. */
@inline
function logRatio(a: v128, b: v128): v128 {
  // The difference of two floats' bits is near their ratio's logarithm to base 2, in the exponent's place.
  const k = i64x2.shr_u(i64x2.add(i64x2.sub(a, b), i64x2.splat(0x3ff8000000000000)), 52);
  const n = sub(v128.or(k, i64x2.splat(0x4330000000000000)), at(ONES, 11));
  const near = i64x2.add(b, i64x2.shl(i64x2.sub(k, i64x2.splat(1023)), 52));
  const s = div(sub(a, near), add(a, near));
  const z = mul(s, s);
  const z2 = mul(z, z);
  const low = add(line(ARTANH, 0, z), mul(line(ARTANH, 2, z), z2));
  const high = add(line(ARTANH, 4, z), mul(at(ARTANH, 6), z2));
  const tail = add(mul(mul(s, z), add(low, mul(high, mul(z2, z2)))), mul(n, at(ONES, 13)));
  return add(mul(n, at(ONES, 12)), add(add(s, s), tail));
}

/** A step of Horner's scheme. */
@inline function step(sum: v128, x: v128, k: v128): v128 { return add(mul(sum, x), k); }

/**
 * The rational form of mills at x and at y, stored at `to` and a scratch column further: both at once, so that each coefficient is read
 * once. Each polynomial is an even and an odd half in the square, side by side: half the steps, each of which waits for the one before.
 */
@inline
function storeMills(to: usize, x: v128, y: v128): void {
  const sx = mul(x, x), sy = mul(y, y);
  let k = at(MILLS_TOP, 8);
  let evenX = add(sx, k), evenY = add(sy, k);
  k = at(MILLS_TOP, 6); evenX = step(evenX, sx, k); evenY = step(evenY, sy, k);
  k = at(MILLS_TOP, 4); evenX = step(evenX, sx, k); evenY = step(evenY, sy, k);
  k = at(MILLS_TOP, 2); evenX = step(evenX, sx, k); evenY = step(evenY, sy, k);
  k = at(MILLS_TOP, 0); evenX = step(evenX, sx, k); evenY = step(evenY, sy, k);
  let lead = at(MILLS_TOP, 9);
  k = at(MILLS_TOP, 7);
  let oddX = step(lead, sx, k), oddY = step(lead, sy, k);
  k = at(MILLS_TOP, 5); oddX = step(oddX, sx, k); oddY = step(oddY, sy, k);
  k = at(MILLS_TOP, 3); oddX = step(oddX, sx, k); oddY = step(oddY, sy, k);
  k = at(MILLS_TOP, 1); oddX = step(oddX, sx, k); oddY = step(oddY, sy, k);
  const topX = step(oddX, x, evenX), topY = step(oddY, y, evenY);
  k = at(MILLS_BOTTOM, 8);
  lead = at(MILLS_BOTTOM, 10);
  evenX = step(lead, sx, k); evenY = step(lead, sy, k);
  k = at(MILLS_BOTTOM, 6); evenX = step(evenX, sx, k); evenY = step(evenY, sy, k);
  k = at(MILLS_BOTTOM, 4); evenX = step(evenX, sx, k); evenY = step(evenY, sy, k);
  k = at(MILLS_BOTTOM, 2); evenX = step(evenX, sx, k); evenY = step(evenY, sy, k);
  k = at(MILLS_BOTTOM, 0); evenX = step(evenX, sx, k); evenY = step(evenY, sy, k);
  k = at(MILLS_BOTTOM, 9);
  oddX = add(sx, k); oddY = add(sy, k);
  k = at(MILLS_BOTTOM, 7); oddX = step(oddX, sx, k); oddY = step(oddY, sy, k);
  k = at(MILLS_BOTTOM, 5); oddX = step(oddX, sx, k); oddY = step(oddY, sy, k);
  k = at(MILLS_BOTTOM, 3); oddX = step(oddX, sx, k); oddY = step(oddY, sy, k);
  k = at(MILLS_BOTTOM, 1); oddX = step(oddX, sx, k); oddY = step(oddY, sy, k);
  const bottomX = step(oddX, x, evenX), bottomY = step(oddY, y, evenY);
  v128.store(to, div(topX, bottomX));
  v128.store(to, div(topY, bottomY), COLUMN);
}

/** Options or scenarios to a block, and the bytes from one scratch column to the next: a line of the cache more, so that they do not contend. */
const BLOCK: usize = 128;
const COLUMN: usize = <usize>(8 * 128 + 64);
/** Behind the coefficients. */
@inline function scratch(): usize { return __heap_base; }

/** The first address that is not the loops' own. */
export function ownBytes(): usize {
  return __heap_base + <usize>(9 * COLUMN);
}

/**
 * Greeks of `count` options whose columns stand `stride` bytes apart from `base` on: spot, strike, years, vol, rate, carry, right;
 * then the outputs in the order of columns.ts. Writes to `odd` the index of the first of each pair that holds an option out of bounds,
 * whose outputs are then not to be used, and gives back how many such pairs there are.
 */
export function greeks(base: usize, count: usize, stride: usize, odd: usize): i32 {
  let odds: i32 = 0;
  for (let first: usize = 0; first < count; first += BLOCK) {
    const bytes = (count - first < BLOCK ? count - first : BLOCK) << 3;
    const from = base + (first << 3);

    for (let i: usize = 0; i < bytes; i += 16) {
      const to = scratch() + i;
      const spot = v128.load(from + i);
      const strike = v128.load(from + i + stride);
      const years = v128.load(from + i + 2 * stride);
      const vol = v128.load(from + i + 3 * stride);
      const rate = v128.load(from + i + 4 * stride);
      const carry = v128.load(from + i + 5 * stride);
      const root = f64x2.sqrt(years);
      const deviation = mul(vol, root);
      const grown = mul(carry, years);
      const ordinary = v128.and(
        v128.and(f64x2.ge(min(spot, strike), at(ONES, 6)), f64x2.le(max(spot, strike), at(ONES, 7))),
        v128.and(
          v128.and(f64x2.ge(deviation, at(ONES, 8)), f64x2.le(deviation, at(ONES, 9))),
          f64x2.le(max(abs(grown), abs(mul(rate, years))), at(ONES, 10)),
        ),
      );
      if (!i64x2.all_true(ordinary)) {
        store<i32>(odd + (<usize>odds << 2), <i32>(first + (i >> 3)));
        odds++;
      }
      // What gamma needs, with one over the deviation in it: a division less.
      const perSpot = div(c(1), mul(deviation, spot));
      const moneyness = add(logRatio(spot, strike), grown);
      v128.store(to, add(mul(moneyness, mul(perSpot, spot)), mul(c(0.5), deviation)));
      v128.store(to, deviation, COLUMN);
      v128.store(to, perSpot, 2 * COLUMN);
      v128.store(to, root, 3 * COLUMN);
    }

    for (let i: usize = 0; i < bytes; i += 16) {
      const to = scratch() + i;
      const years = v128.load(from + i + 2 * stride);
      const rate = v128.load(from + i + 4 * stride);
      const carry = v128.load(from + i + 5 * stride);
      const grown = mul(carry, years);
      const shifted = add(mul(grown, at(ONES, 0)), at(ONES, 1));
      const n = sub(shifted, at(ONES, 1));
      const scale = i64x2.add(c(1), i64x2.shl(shifted, 52));
      const growthLessOne = add(sub(scale, c(1)), mul(scale, series(reduced(grown, n))));
      const grownBy = add(growthLessOne, c(1));
      // Most spots yield nothing; a division is cheaper than another exponential.
      let discount: v128;
      if (i64x2.all_true(f64x2.eq(rate, carry))) discount = div(c(1), grownBy);
      else discount = exp(neg(mul(rate, years)));
      v128.store(to, growthLessOne, 4 * COLUMN);
      v128.store(to, discount, 5 * COLUMN);
      v128.store(to, mul(mul(discount, grownBy), density(v128.load(to))), 8 * COLUMN);
    }

    for (let i: usize = 0; i < bytes; i += 16) {
      const to = scratch() + i;
      const d1 = v128.load(to);
      storeMills(to + 6 * COLUMN, abs(d1), abs(sub(d1, v128.load(to, COLUMN))));
    }

    for (let i: usize = 0; i < bytes; i += 16) {
      const to = scratch() + i;
      const spot = v128.load(from + i);
      const strike = v128.load(from + i + stride);
      const years = v128.load(from + i + 2 * stride);
      const vol = v128.load(from + i + 3 * stride);
      const rate = v128.load(from + i + 4 * stride);
      const carry = v128.load(from + i + 5 * stride);
      const right = v128.load(from + i + 6 * stride);
      const d1 = v128.load(to);
      const d2 = sub(d1, v128.load(to, COLUMN));
      const perSpot = v128.load(to, 2 * COLUMN);
      const root = v128.load(to, 3 * COLUMN);
      const growthLessOne = v128.load(to, 4 * COLUMN);
      const discount = v128.load(to, 5 * COLUMN);

      const inverse = mul(perSpot, spot);
      const growth = mul(discount, add(growthLessOne, c(1)));
      const slope = v128.load(to, 8 * COLUMN);
      const tail1 = mul(slope, v128.load(to, 6 * COLUMN));
      const tail2 = mul(slope, v128.load(to, 7 * COLUMN));
      const cash = mul(strike, discount);
      const assetTail = mul(spot, tail1);
      const cashTail = mul(spot, tail2);
      const timeValue = where(
        f64x2.gt(mul(d1, d2), c(0)),
        abs(sub(assetTail, cashTail)),
        sub(min(mul(spot, growth), cash), add(assetTail, cashTail)),
      );
      const forwardValue = mul(discount, add(mul(spot, growthLessOne), sub(spot, strike)));
      const change = mul(right, where(f64x2.lt(mul(right, d1), c(0)), tail1, sub(growth, tail1)));
      const exercised = mul(right, where(f64x2.lt(mul(right, d2), c(0)), cashTail, sub(cash, cashTail)));
      const perDeviation = mul(spot, slope);
      const vega = mul(perDeviation, root);
      const inverseRoot = mul(vol, inverse);
      const decay = mul(mul(mul(c(0.5), perDeviation), vol), inverseRoot);
      const yielded = sub(rate, carry);
      const d2PerVol = mul(d2, mul(root, inverse));
      const drift = sub(mul(carry, inverse), mul(mul(c(0.5), d2), mul(inverseRoot, inverseRoot)));
      const out = from + i + 7 * stride;
      v128.store(out, add(max(timeValue, c(0)), max(mul(right, forwardValue), c(0))));
      v128.store(out + stride, change);
      v128.store(out + 2 * stride, mul(slope, perSpot));
      v128.store(out + 3 * stride, vega);
      v128.store(out + 4 * stride, sub(sub(mul(yielded, mul(spot, change)), mul(rate, exercised)), decay));
      v128.store(out + 5 * stride, mul(years, exercised));
      v128.store(out + 6 * stride, mul(neg(slope), d2PerVol));
      v128.store(out + 7 * stride, mul(mul(vega, d1), d2PerVol));
      v128.store(out + 8 * stride, sub(mul(yielded, change), mul(slope, drift)));
    }
  }
  return odds;
}

/** An option's terms stand together, as scenarioTerms.ts lists them. */
const TERM_BYTES: usize = 56;

/**
 * Adds the calls of `count` terms from `terms` on to the value of each scenario. Lanes are scenarios, their columns `stride` bytes
 * apart from `base` on: log-move, exp(log-move), factor on vol, value.
 */
export function revalue(terms: usize, count: usize, base: usize, scenarios: usize, stride: usize): void {
  const end = terms + count * TERM_BYTES;
  for (let first: usize = 0; first < scenarios; first += BLOCK) {
    const bytes = (scenarios - first < BLOCK ? scenarios - first : BLOCK) << 3;
    const from = base + (first << 3);
    for (let i: usize = 0; i < bytes; i += 16) {
      v128.store(scratch() + i, div(c(1), v128.load(from + i + 2 * stride)), 4 * COLUMN);
    }

    for (let term = terms; term < end; term += TERM_BYTES) {
      const assetNow = v128.load64_splat(term);
      const cash = v128.load64_splat(term, 8);
      const moneynessNow = v128.load64_splat(term, 16);
      const deviationNow = v128.load64_splat(term, 24);
      const slope = v128.load64_splat(term, 32);
      const quantity = v128.load64_splat(term, 40);
      const inverse = v128.load64_splat(term, 48);

      if (load<f64>(term, 48) != 0) {
        for (let i: usize = 0; i < bytes; i += 16) {
          const to = scratch() + i;
          const deviation = mul(deviationNow, v128.load(from + i + 2 * stride));
          const moneyness = add(moneynessNow, v128.load(from + i));
          const d1 = add(mul(moneyness, mul(inverse, v128.load(to, 4 * COLUMN))), mul(c(0.5), deviation));
          v128.store(to, d1);
          v128.store(to, sub(d1, deviation), COLUMN);
        }
      } else {
        for (let i: usize = 0; i < bytes; i += 16) {
          const to = scratch() + i;
          const move = v128.load(from + i);
          const vol = mul(add(deviationNow, mul(slope, move)), v128.load(from + i + 2 * stride));
          const deviation = max(vol, c(1e-8));
          const d1 = add(div(add(moneynessNow, move), deviation), mul(c(0.5), deviation));
          v128.store(to, d1);
          v128.store(to, sub(d1, deviation), COLUMN);
        }
      }

      for (let i: usize = 0; i < bytes; i += 16) {
        const to = scratch() + i;
        storeMills(to + 2 * COLUMN, abs(v128.load(to)), abs(v128.load(to, COLUMN)));
      }

      for (let i: usize = 0; i < bytes; i += 16) {
        const to = scratch() + i;
        const d1 = v128.load(to);
        const d2 = v128.load(to, COLUMN);
        const asset = mul(assetNow, v128.load(from + i + stride));
        const perDeviation = mul(asset, density(d1));
        const tail1 = mul(perDeviation, v128.load(to, 2 * COLUMN));
        const tail2 = mul(perDeviation, v128.load(to, 3 * COLUMN));
        const call = sub(
          where(f64x2.lt(d1, c(0)), tail1, sub(asset, tail1)),
          where(f64x2.lt(d2, c(0)), tail2, sub(cash, tail2)),
        );
        const out = from + i + 3 * stride;
        v128.store(out, add(v128.load(out), mul(quantity, call)));
      }
    }
  }
}
