// The pricing kernel's two loops as WebAssembly SIMD: two float64 lanes at a time. AssemblyScript, compiled by `npm run kernel`
// into src/assess/pricing/wasmBytes.ts. The formulas and their sources are told beside their twins in JavaScript
// (javascriptGreeks.ts, javascriptRevalue.ts, approximations.ts); here are only the reasons for the form.
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

/** a + b x */
@inline function line(a: f64, b: f64, x: v128): v128 { return add(c(a), mul(c(b), x)); }

@inline const SHIFT: f64 = 6755399441055744; // 1.5 × 2^52: adding it leaves the nearest integer in the low bits

/** exp(x) - 1 of the reduced argument, as expm1NearZero. */
@inline
function series(r: v128): v128 {
  const r2 = mul(r, r);
  const r4 = mul(r2, r2);
  const low = add(line(0.5000000000000001, 0.16666666666666669, r), mul(line(0.04166666666662413, 0.008333333333330062, r), r2));
  const middle = add(line(0.0013888888917213717, 0.00019841269863053618, r), mul(line(2.4801521295954376e-5, 2.7557268459997064e-6, r), r2));
  const high = mul(line(2.7620088445409746e-7, 2.510038549551032e-8, r), r4);
  return add(r, mul(r2, add(low, mul(add(middle, high), r4))));
}

@inline
function reduced(x: v128, n: v128): v128 {
  return sub(sub(x, mul(n, c(0.69314718055989033))), mul(n, c(5.497923018708371e-14)));
}

/** exp(x) for x in [-708, 709]: a power of two, made by shifting into the exponent, and the series. */
@inline
function exp(x: v128): v128 {
  const shifted = add(mul(x, c(1.4426950408889634)), c(SHIFT));
  const n = sub(shifted, c(SHIFT));
  const p = add(c(1), series(reduced(x, n)));
  return i64x2.add(p, i64x2.shl(shifted, 52));
}

/** The rational form of mills, in two. */
@inline
function millsTop(x: v128): v128 {
  const x2 = mul(x, x);
  const x4 = mul(x2, x2);
  return add(
    add(
      add(line(1342213.7859064909, 2327796.085037637, x), mul(line(1992376.9712497448, 1091539.5383450652, x), x2)),
      mul(add(line(420631.5625665354, 118721.35282651668, x), mul(line(24845.32318579227, 3815.5160167850654, x), x2)), x4),
    ),
    mul(add(line(413.66682662462745, 28.85599128117289, x), x2), mul(x4, x4)),
  );
}

@inline
function millsBottom(x: v128): v128 {
  const x2 = mul(x, x);
  const x4 = mul(x2, x2);
  return add(
    add(
      add(line(1070931.6570715518, 2711792.391801306, x), mul(line(3217918.2776444433, 2367380.2725270344, x), x2)),
      mul(add(line(1202918.4297669553, 444659.5518125702, x), mul(line(122479.15686580456, 25256.99001236316, x), x2)), x4),
    ),
    mul(add(line(3844.372008066531, 414.6668266246268, x), mul(add(c(28.85599128117289), x), x2)), mul(x4, x4)),
  );
}

@inline
function mills(x: v128): v128 {
  return div(millsTop(x), millsBottom(x));
}

/** ln(a / b): both brought within a factor of 1.51 of each other by their exponents, then twiceArtanh; one division. */
@inline
function logRatio(a: v128, b: v128): v128 {
  // The difference of two floats' bits is near their ratio's logarithm to base 2, in the exponent's place.
  const k = i64x2.shr_u(i64x2.add(i64x2.sub(a, b), i64x2.splat(0x3ff8000000000000)), 52);
  const n = sub(v128.or(k, i64x2.splat(0x4330000000000000)), c(4503599627371519)); // 2^52 + 1023
  const near = i64x2.add(b, i64x2.shl(i64x2.sub(k, i64x2.splat(1023)), 52));
  const s = div(sub(a, near), add(a, near));
  const z = mul(s, s);
  const z2 = mul(z, z);
  const p = add(
    add(line(0.6666666666666695, 0.39999999999314984, z), mul(line(0.28571428842882585, 0.2222218195907249, z), z2)),
    mul(add(line(0.18184653881551602, 0.1528264135965732, z), mul(c(0.15128105194085276), z2)), mul(z2, z2)),
  );
  const tail = add(mul(mul(s, z), p), mul(n, c(1.9082149292705877e-10)));
  return add(mul(n, c(0.6931471803691238)), add(add(s, s), tail));
}

/**
 * Greeks of `count` options whose columns stand `stride` bytes apart from `base` on: spot, strike, years, vol, rate, carry, right;
 * then the outputs. Writes to `odd` the index of the first of each pair that holds an option out of bounds (ordinary.ts), whose
 * outputs are then not to be used, and gives back how many such pairs there are.
 */
@inline
function greeks(base: usize, count: usize, stride: usize, odd: usize, all: bool): i32 {
  let odds: i32 = 0;
  for (let i: usize = 0; i < count; i += 2) {
    const at = base + (i << 3);
    const spot = v128.load(at);
    const strike = v128.load(at + stride);
    const years = v128.load(at + 2 * stride);
    const vol = v128.load(at + 3 * stride);
    const rate = v128.load(at + 4 * stride);
    const carry = v128.load(at + 5 * stride);
    const right = v128.load(at + 6 * stride);
    const out = at + 7 * stride;

    const root = f64x2.sqrt(years);
    const deviation = mul(vol, root);
    const grown = mul(carry, years);
    const fallen = mul(rate, years);
    const ordinary = v128.and(
      v128.and(f64x2.ge(min(spot, strike), c(1e-60)), f64x2.le(max(spot, strike), c(1e60))),
      v128.and(
        v128.and(f64x2.ge(deviation, c(1e-7)), f64x2.le(deviation, c(40))),
        f64x2.le(max(abs(grown), abs(fallen)), c(200)),
      ),
    );
    if (!i64x2.all_true(ordinary)) {
      store<i32>(odd + (<usize>odds << 2), <i32>i);
      odds++;
    }

    const shifted = add(mul(grown, c(1.4426950408889634)), c(SHIFT));
    const n = sub(shifted, c(SHIFT));
    const scale = i64x2.add(c(1), i64x2.shl(shifted, 52));
    const growthLessOne = add(sub(scale, c(1)), mul(scale, series(reduced(grown, n))));
    const grownBy = add(growthLessOne, c(1));
    // Most spots yield nothing; a division is cheaper than another exponential.
    let discount: v128;
    if (i64x2.all_true(f64x2.eq(rate, carry))) discount = div(c(1), grownBy);
    else discount = exp(neg(fallen));

    const inverse = div(c(1), deviation);
    const moneyness = add(logRatio(spot, strike), grown);
    const d1 = add(mul(moneyness, inverse), mul(c(0.5), deviation));
    const d2 = sub(d1, deviation);
    const growth = mul(discount, grownBy);
    const slope = mul(growth, mul(exp(max(mul(c(-0.5), mul(d1, d1)), c(-708))), c(0.3989422804014327)));
    const tail1 = mul(slope, mills(abs(d1)));
    const tail2 = mul(slope, mills(abs(d2)));
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
    const density = mul(spot, slope);
    const vega = mul(density, root);
    const inverseRoot = mul(vol, inverse);
    const decay = mul(mul(mul(c(0.5), density), vol), inverseRoot);
    v128.store(out, add(max(timeValue, c(0)), max(mul(right, forwardValue), c(0))));
    v128.store(out + stride, change);
    v128.store(out + 2 * stride, div(mul(slope, inverse), spot));
    v128.store(out + 3 * stride, vega);
    v128.store(
      out + 4 * stride,
      sub(sub(mul(sub(rate, carry), mul(spot, change)), mul(rate, exercised)), decay),
    );
    if (all) {
      const d2PerVol = mul(d2, mul(root, inverse));
      v128.store(out + 5 * stride, mul(years, exercised));
      v128.store(out + 6 * stride, mul(neg(slope), d2PerVol));
      v128.store(out + 7 * stride, mul(mul(vega, d1), d2PerVol));
      const drift = sub(mul(carry, inverse), mul(mul(c(0.5), d2), mul(inverseRoot, inverseRoot)));
      v128.store(out + 8 * stride, sub(mul(sub(rate, carry), change), mul(slope, drift)));
    }
  }
  return odds;
}

export function allGreeks(base: usize, count: usize, stride: usize, odd: usize): i32 {
  return greeks(base, count, stride, odd, true);
}

export function mainGreeks(base: usize, count: usize, stride: usize, odd: usize): i32 {
  return greeks(base, count, stride, odd, false);
}

/** An option's terms stand together: asset, cash, moneyness, deviation, slope, quantity, one over deviation. */
const TERM_BYTES: usize = 56;

/** N(d1) and N(d2) by one division: with M = P / Q, the two tails are over the product of both Q. */
@inline
function call(asset: v128, cash: v128, d1: v128, deviation: v128): v128 {
  const d2 = sub(d1, deviation);
  const density = mul(asset, mul(exp(max(mul(c(-0.5), mul(d1, d1)), c(-708))), c(0.3989422804014327)));
  const x1 = abs(d1);
  const x2 = abs(d2);
  const minus = c(-0.0);
  // From above, less the tail: asset - tail; from below the tail: the sign of d decides.
  const top1 = v128.xor(millsTop(x1), v128.andnot(minus, d1));
  const top2 = v128.xor(millsTop(x2), v128.and(minus, d2));
  const bottom1 = millsBottom(x1);
  const bottom2 = millsBottom(x2);
  const tails = div(add(mul(top1, bottom2), mul(top2, bottom1)), mul(bottom1, bottom2));
  const whole = sub(
    v128.andnot(asset, f64x2.lt(d1, c(0))),
    v128.andnot(cash, f64x2.lt(d2, c(0))),
  );
  return add(whole, mul(density, tails));
}

/**
 * Adds the calls of `count` terms from `terms` on to the value of each scenario. Lanes are scenarios, their columns `stride` bytes
 * apart from `base` on: log-move, exp(log-move), factor on vol, value.
 */
export function revalue(terms: usize, count: usize, base: usize, scenarios: usize, stride: usize): void {
  const end = terms + count * TERM_BYTES;
  for (let s: usize = 0; s < scenarios; s += 2) {
    const at = base + (s << 3);
    const moved = v128.load(at);
    const grown = v128.load(at + stride);
    const factor = v128.load(at + 2 * stride);
    const inverseFactor = div(c(1), factor);
    let sum = c(0);
    for (let term = terms; term < end; term += TERM_BYTES) {
      const asset = mul(v128.load64_splat(term), grown);
      const cash = v128.load64_splat(term, 8);
      const moneyness = add(v128.load64_splat(term, 16), moved);
      const now = v128.load64_splat(term, 24);
      const fixed = load<f64>(term, 48);
      let deviation: v128;
      let d1: v128;
      if (fixed != 0) {
        deviation = mul(now, factor);
        d1 = mul(moneyness, mul(f64x2.splat(fixed), inverseFactor));
      } else {
        deviation = max(mul(add(now, mul(v128.load64_splat(term, 32), moved)), factor), c(1e-8));
        d1 = div(moneyness, deviation);
      }
      d1 = add(d1, mul(c(0.5), deviation));
      sum = add(sum, mul(v128.load64_splat(term, 40), call(asset, cash, d1, deviation)));
    }
    const out = at + 3 * stride;
    v128.store(out, add(v128.load(out), sum));
  }
}
