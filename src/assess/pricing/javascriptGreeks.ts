import { expBelow, expm1NearZero, mills, powerBetween, powerOfTwo, twiceArtanh } from './approximations.js';
import { carefulGreeks } from './carefulGreeks.js';
import type { OptionColumns } from './kernel.js';
import { isOrdinary } from './ordinary.js';

const INVERSE_SQRT_TWO_PI = 0.3989422804014327;
/** Options to a block: what passes from one short loop to the next stays in the processor's nearest cache. */
const blockSize = 128;

/** What the stages of a block hand on. */
export interface GreeksScratch {
  d1: Float64Array;
  d2: Float64Array;
  /** exp(b T) - 1. */
  growthLessOne: Float64Array;
  discount: Float64Array;
  /** 1 / (vol × √years × spot). */
  perSpot: Float64Array;
  /** exp((b - r) T) × density(d1), and that times a Mills ratio. */
  slope: Float64Array;
  tail1: Float64Array;
  tail2: Float64Array;
  /** Three numbers an option whose signs decide, and their bits: selecting by a number costs less than a branch taken at random. */
  deciding: Float64Array;
  bits: Int32Array;
}

export function greeksScratch(): GreeksScratch {
  const column = () => new Float64Array(blockSize);
  const [d1, d2, growthLessOne, discount] = [column(), column(), column(), column()];
  const deciding = new Float64Array(3 * blockSize);
  const bits = new Int32Array(deciding.buffer);
  return {
    d1,
    d2,
    growthLessOne,
    discount,
    perSpot: column(),
    slope: column(),
    tail1: column(),
    tail2: column(),
    deciding,
    bits,
  };
}

/**
 * The kernel's formulas, as the careful `optionGreeks` has them, without its branches. With A = spot × exp((b - r) T) and
 * C = strike × exp(-r T), what asset-or-nothing and cash-or-nothing are worth out of the money is A × density(d1) times a Mills
 * ratio, for A × density(d1) = C × density(d2). What is out of bounds comes out as anything, and is then priced with care.
 */
export function javascriptGreeks(columns: OptionColumns, count: number, scratch: GreeksScratch): void {
  for (let from = 0; from < count; from += blockSize) {
    const size = Math.min(blockSize, count - from);
    const ordinary = distances(columns, from, size, scratch);
    tails(size, scratch);
    outputs(columns, from, size, scratch);
    if (!ordinary) carefulGreeks(columns, from, size);
  }
}

/** Gives back whether all of the block are within bounds. */
function distances(
  { spot, strike, years, vol, rate, carry, right }: OptionColumns,
  from: number,
  size: number,
  { d1, d2, growthLessOne, discount, perSpot, deciding }: GreeksScratch,
): boolean {
  const spotBits = new Int32Array(spot.buffer, spot.byteOffset);
  const strikeBits = new Int32Array(strike.buffer, strike.byteOffset);
  let ordinary = true;
  for (let k = 0; k < size; k++) {
    const i = from + k;
    const asset = spot[i] as number;
    const cash = strike[i] as number;
    const time = years[i] as number;
    const deviation = (vol[i] as number) * Math.sqrt(time);
    const grown = (carry[i] as number) * time;
    const fallen = (rate[i] as number) * time;
    ordinary = isOrdinary(asset, cash, deviation, fallen, grown) && ordinary;

    const twos = powerBetween(spotBits[2 * i + HIGH] as number, strikeBits[2 * i + HIGH] as number);
    const near = cash * powerOfTwo(twos);
    const moneyness = twos * Math.LN2 + twiceArtanh((asset - near) / (asset + near)) + grown;
    const lessOne = Math.abs(grown) < 0.34 ? expm1NearZero(grown) : Math.exp(grown) - 1;
    growthLessOne[k] = lessOne;
    discount[k] = carry[i] === rate[i] ? 1 / (1 + lessOne) : Math.exp(-fallen);
    // What gamma needs, with one over the deviation in it: a division less.
    const inverse = 1 / (deviation * asset);
    perSpot[k] = inverse;
    const distance = moneyness * (inverse * asset) + 0.5 * deviation;
    d1[k] = distance;
    const other = distance - deviation;
    d2[k] = other;
    deciding[3 * k] = (right[i] as number) * distance;
    deciding[3 * k + 1] = (right[i] as number) * other;
    deciding[3 * k + 2] = distance * other;
  }
  return ordinary;
}

function tails(size: number, { d1, d2, growthLessOne, discount, slope, tail1, tail2 }: GreeksScratch): void {
  for (let k = 0; k < size; k++) {
    const distance = d1[k] as number;
    const growth = (discount[k] as number) * (1 + (growthLessOne[k] as number));
    const density = growth * (expBelow(-0.5 * distance * distance) * INVERSE_SQRT_TWO_PI);
    slope[k] = density;
    tail1[k] = density * mills(Math.abs(distance));
    tail2[k] = density * mills(Math.abs(d2[k] as number));
  }
}

function outputs(columns: OptionColumns, from: number, size: number, scratch: GreeksScratch): void {
  const { spot, strike, years, vol, rate, carry, right } = columns;
  const { price, delta, gamma, vega, theta, rho, vanna, volga, charm } = columns;
  const { d1: distance1, d2: distance2, growthLessOne, discount, perSpot, slope, tail1, tail2, bits } = scratch;
  for (let k = 0; k < size; k++) {
    const i = from + k;
    const now = spot[i] as number;
    const sign = right[i] as number;
    const time = years[i] as number;
    const sigma = vol[i] as number;
    const r = rate[i] as number;
    const b = carry[i] as number;
    const root = Math.sqrt(time);
    const d1 = distance1[k] as number;
    const d2 = distance2[k] as number;
    const fallen = discount[k] as number;
    const lessOne = growthLessOne[k] as number;
    const density = slope[k] as number;
    const tail = tail1[k] as number;

    const inverse = (perSpot[k] as number) * now;
    const growth = fallen * (1 + lessOne);
    const cash = (strike[i] as number) * fallen;
    const assetTail = now * tail;
    const cashTail = now * (tail2[k] as number);
    const below1 = isBelow(bits, 3 * k);
    const below2 = isBelow(bits, 3 * k + 1);
    const between = isBelow(bits, 3 * k + 2);
    const forwardValue = fallen * (now * lessOne + (now - (strike[i] as number)));
    const nearForward = cash - positive(-forwardValue) - (assetTail + cashTail);
    const timeValue = between * nearForward + (1 - between) * Math.abs(assetTail - cashTail);
    const change = sign * (growth * (1 - below1) + (2 * below1 - 1) * tail);
    const exercised = sign * (cash * (1 - below2) + (2 * below2 - 1) * cashTail);
    const perVol = now * density * root;
    const inverseRoot = sigma * inverse;
    const d2PerVol = d2 * (root * inverse);
    const yielded = r - b;
    price[i] = positive(timeValue) + positive(sign * forwardValue);
    delta[i] = change;
    gamma[i] = density * (perSpot[k] as number);
    vega[i] = perVol;
    theta[i] = yielded * (now * change) - r * exercised - 0.5 * (now * density) * sigma * inverseRoot;
    rho[i] = time * exercised;
    vanna[i] = -density * d2PerVol;
    volga[i] = perVol * d1 * d2PerVol;
    charm[i] = yielded * change - density * (b * inverse - 0.5 * d2 * (inverseRoot * inverseRoot));
  }
}

/** 1 where the k-th float64 is negative, else 0. */
const isBelow = (bits: Int32Array, k: number): number => (bits[2 * k + HIGH] as number) >>> 31;

/** Where the sign is: little-endian machines keep it in the second half. */
const HIGH = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1 ? 1 : 0;

/** The greater of x and 0, exactly. */
const positive = (x: number): number => 0.5 * (x + Math.abs(x));
