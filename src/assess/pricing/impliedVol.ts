import { impliedDeviation } from './impliedVolNormalised.js';

export interface QuotedOption {
  /** USD. */
  price: number;
  /** USD. */
  spot: number;
  /** USD. */
  strike: number;
  /** To expiry, actual/365. */
  years: number;
  /** Continuously compounded, 0.05 = 5 % a year. */
  rate: number;
  /** Cost of carry: forward = spot × exp(carry × years). Absent: `rate`, a spot without yield. */
  carry?: number;
  right: 'call' | 'put';
}

/**
 * The annualised vol (1 = 100 %) at which an option has its price.
 *
 * 0 where no vol is low enough: at or below the discounted intrinsic value. Infinity where none is high enough: at or above what a call
 * (the discounted forward) or a put (the discounted strike) can be worth, or above intrinsic value with no time, spot or strike left.
 * Within rounding of a bound it may be either that or a vol that the price can not tell from it. NaN only for NaN. An option in the money is turned into its mirror image by put-call parity: it is as exact as its price
 * leaves digits of time value.
 */
export function impliedVol({ price, spot, strike, years, rate, carry = rate, right }: QuotedOption): number {
  return volOfQuote(price, spot, strike, years, rate, carry, right === 'call' ? 1 : -1);
}

/** Columns of quotes, one entry an option. `right`: +1 call, -1 put. `vol` is the output. */
export interface QuoteColumns {
  price: Float64Array;
  spot: Float64Array;
  strike: Float64Array;
  years: Float64Array;
  rate: Float64Array;
  carry: Float64Array;
  right: Float64Array;
  vol: Float64Array;
}

/** Fills `vol` of the first `count` quotes, as `impliedVol` answers. */
export function impliedVols(columns: QuoteColumns, count: number): void {
  const { price, spot, strike, years, rate, carry, right, vol } = columns;
  for (let i = 0; i < count; i++) {
    vol[i] = volOfQuote(
      price[i] ?? Number.NaN,
      spot[i] ?? Number.NaN,
      strike[i] ?? Number.NaN,
      years[i] ?? Number.NaN,
      rate[i] ?? Number.NaN,
      carry[i] ?? Number.NaN,
      right[i] ?? Number.NaN,
    );
  }
}

function volOfQuote(
  price: number,
  spot: number,
  strike: number,
  years: number,
  rate: number,
  carry: number,
  sign: number,
): number {
  if (!(spot > 0 && strike > 0 && years > 0)) return withoutTime(price, spot, strike, years, rate, carry, sign);
  // log1p keeps the digits that the quotient of two near prices loses.
  const ratio = (spot - strike) / strike;
  const moneyness = (Math.abs(ratio) < 0.5 ? Math.log1p(ratio) : Math.log(spot / strike)) + carry * years;
  const distance = Math.abs(moneyness);
  const bound = Math.exp(-0.5 * distance);
  const width = distance < 1 ? bound * Math.expm1(distance) : 1 / bound - bound;
  // Undiscounted, over √(forward strike).
  const value = (price / strike) * Math.exp(rate * years - 0.5 * moneyness);
  const beta = sign * moneyness > 0 ? value - width : value;
  return impliedDeviation(beta, distance, bound, width) / Math.sqrt(years);
}

/** Nothing can move: a price is intrinsic value, or no vol explains it. */
function withoutTime(
  price: number,
  spot: number,
  strike: number,
  years: number,
  rate: number,
  carry: number,
  sign: number,
): number {
  const time = Math.max(years, 0);
  const intrinsic = sign * (spot * Math.exp((carry - rate) * time) - strike * Math.exp(-rate * time));
  const excess = price - Math.max(intrinsic, 0);
  if (Number.isNaN(excess)) return Number.NaN;
  return excess > 0 ? Number.POSITIVE_INFINITY : 0;
}
