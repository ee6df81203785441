import { expm1NearZero, powerBetween, powerOfTwo, twiceArtanh } from './approximations.js';
import { carefulGreeks } from './carefulGreeks.js';
import { strideOf } from './columns.js';
import { blockSize, greeksScratch, HIGH } from './greeksScratch.js';
import { javascriptTails } from './javascriptTails.js';
import type { OptionColumns } from './kernel.js';
import { bounds } from './ordinary.js';

/** Of this thread, for whichever kernel works; made once, since an engine drops its compiled loops at the second one of a kind. */
const scratch = greeksScratch();

/**
 * The kernel's formulas, as the careful `optionGreeks` has them, without its branches. With A = spot × exp((b - r) T) and
 * C = strike × exp(-r T), what asset-or-nothing and cash-or-nothing are worth out of the money is A × density(d1) times a Mills
 * ratio, for A × density(d1) = C × density(d2). What is out of bounds comes out as anything, and is then priced with care.
 * `all`: the columns in one array, in the order of columns.ts, `strideOf` bytes apart; the loops read and write there.
 */
export function javascriptGreeks(columns: OptionColumns, all: Float64Array, count: number): void {
  const bits = new Int32Array(all.buffer);
  const stride = strideOf(columns.spot.length) / all.BYTES_PER_ELEMENT;
  for (let from = 0; from < count; from += blockSize) {
    const size = Math.min(blockSize, count - from);
    const ordinary = distances(all, bits, stride, from, size);
    javascriptTails(size, scratch);
    outputs(all, bits, stride, from, size);
    if (!ordinary) carefulGreeks(columns, from, size);
  }
}

/** Gives back whether all of the block are within bounds. */
function distances(all: Float64Array, bits: Int32Array, stride: number, from: number, size: number): boolean {
  const { d1: distance1, d2: distance2, growthLessOne, discount, perSpot: perSpots, root: roots } = scratch;
  // Brought here once: what is imported would be looked up at each step.
  const high = HIGH;
  const [years, vol, rate, carry] = [2 * stride, 3 * stride, 4 * stride, 5 * stride];
  const { least, most, leastDeviation, mostDeviation, mostGrowth } = bounds;
  let ordinary = true;
  for (let k = 0; k < size; k++) {
    const i = from + k;
    const asset = all[i] as number;
    const cash = all[i + stride] as number;
    const time = all[i + years] as number;
    const r = all[i + rate] as number;
    const b = all[i + carry] as number;
    const root = Math.sqrt(time);
    const deviation = (all[i + vol] as number) * root;
    const grown = b * time;
    const fallen = r * time;
    // At least as strict as `isOrdinary`, which has the last word, and false of NaN.
    ordinary =
      ordinary &&
      asset >= least &&
      cash >= least &&
      asset <= most &&
      cash <= most &&
      deviation >= leastDeviation &&
      deviation <= mostDeviation &&
      grown * grown + fallen * fallen <= mostGrowth * mostGrowth;

    const twos = powerBetween(bits[2 * i + high] as number, bits[2 * (i + stride) + high] as number);
    const near = cash * powerOfTwo(twos);
    const moneyness = twos * Math.LN2 + twiceArtanh((asset - near) / (asset + near)) + grown;
    const lessOne = Math.abs(grown) < 0.34 ? expm1NearZero(grown) : Math.exp(grown) - 1;
    // What gamma needs, with one over the deviation in it: a division less.
    const perSpot = 1 / (deviation * asset);
    const d1 = moneyness * (perSpot * asset) + 0.5 * deviation;
    distance1[k] = d1;
    distance2[k] = d1 - deviation;
    growthLessOne[k] = lessOne;
    // Most spots yield nothing; a division is cheaper than another exponential.
    discount[k] = b === r ? 1 / (1 + lessOne) : Math.exp(-fallen);
    perSpots[k] = perSpot;
    roots[k] = root;
  }
  return ordinary;
}

function outputs(all: Float64Array, bits: Int32Array, stride: number, from: number, size: number): void {
  const { d1: distance1, d2: distance2, bits1, bits2, growthLessOne, perSpot: perSpots, root: roots } = scratch;
  const { discount: discounts, slope: slopes, tail1, tail2 } = scratch;
  const high = HIGH;
  const [years, vol, rate, carry, right] = [2 * stride, 3 * stride, 4 * stride, 5 * stride, 6 * stride];
  const [price, delta, gamma, vega, theta] = [7 * stride, 8 * stride, 9 * stride, 10 * stride, 11 * stride];
  const [rho, vanna, volga, charm] = [12 * stride, 13 * stride, 14 * stride, 15 * stride];
  for (let k = 0; k < size; k++) {
    const i = from + k;
    const now = all[i] as number;
    const strike = all[i + stride] as number;
    const sigma = all[i + vol] as number;
    const r = all[i + rate] as number;
    const b = all[i + carry] as number;
    const sign = all[i + right] as number;
    const d1 = distance1[k] as number;
    const d2 = distance2[k] as number;
    const lessOne = growthLessOne[k] as number;
    const discount = discounts[k] as number;
    const perSpot = perSpots[k] as number;
    const slope = slopes[k] as number;
    const tail = tail1[k] as number;
    const root = roots[k] as number;
    const rightBits = bits[2 * (i + right) + high] as number;
    const d1Bits = bits1[2 * k + high] as number;
    const d2Bits = bits2[2 * k + high] as number;

    // 1 where the product of two is negative, else 0; at 0 itself either is right.
    const below1 = (rightBits ^ d1Bits) >>> 31;
    const below2 = (rightBits ^ d2Bits) >>> 31;
    const between = (d1Bits ^ d2Bits) >>> 31;
    const inverse = perSpot * now;
    const growth = discount * (1 + lessOne);
    const cash = strike * discount;
    const assetTail = now * tail;
    const cashTail = now * (tail2[k] as number);
    const forwardValue = discount * (now * lessOne + (now - strike));
    const nearForward = cash - positive(-forwardValue) - (assetTail + cashTail);
    const timeValue = between * nearForward + (1 - between) * Math.abs(assetTail - cashTail);
    const change = sign * (growth * (1 - below1) + (2 * below1 - 1) * tail);
    const exercised = sign * (cash * (1 - below2) + (2 * below2 - 1) * cashTail);
    const perDeviation = now * slope;
    const perVol = perDeviation * root;
    const inverseRoot = sigma * inverse;
    const d2PerVol = d2 * (root * inverse);
    const yielded = r - b;
    all[i + price] = positive(timeValue) + positive(sign * forwardValue);
    all[i + delta] = change;
    all[i + gamma] = slope * perSpot;
    all[i + vega] = perVol;
    all[i + theta] = yielded * (now * change) - r * exercised - 0.5 * perDeviation * sigma * inverseRoot;
    all[i + rho] = (all[i + years] as number) * exercised;
    all[i + vanna] = -slope * d2PerVol;
    all[i + volga] = perVol * d1 * d2PerVol;
    all[i + charm] = yielded * change - slope * (b * inverse - 0.5 * d2 * (inverseRoot * inverseRoot));
  }
}

/** The greater of x and 0, exactly. */
const positive = (x: number): number => 0.5 * (x + Math.abs(x));
