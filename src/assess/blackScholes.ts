import type { Greeks } from '../model/riskReport.js';
import { millsRatio, normalCdf, normalDensity } from './normal.js';

export interface OptionInputs {
  /** Spot of the underlying (of a future: the future's price, with `carry` 0), USD. */
  spot: number;
  /** USD. */
  strike: number;
  /** To expiry, actual/365; 0 or less is expired. */
  years: number;
  /** Annualised, 1 = 100 %. */
  vol: number;
  /** Continuously compounded, 0.05 = 5 % a year. */
  rate: number;
  /** Cost of carry b: the forward is spot × exp(b × years). Left out it is the rate: a spot that yields nothing. */
  carry?: number;
  right: 'call' | 'put';
}

/** Of one unit of a European option; units as in `Greeks`. */
export interface OptionGreeks extends Greeks {
  /** USD. */
  price: number;
}

/**
 * Price and Greeks of a European option: Black and Scholes (1973) with a cost of carry, which makes Black (1976) of b = 0. The Greeks
 * are those of E. G. Haug, "The Complete Guide to Option Pricing Formulas" (2007), chapter 2; `rho` moves rate and carry together.
 *
 * The out-of-the-money side is priced as a difference of Mills ratios, which keeps its relative accuracy in the wings,
 * and the in-the-money side follows from put-call parity. Without time, vol, spot or strike there is no distribution
 * left and the option is worth its discounted intrinsic value: delta is the slope of that, a half at the kink, and
 * gamma and vega are 0. Never NaN while the inputs are finite: those beyond any sense are taken at the bounds below. All NaN where one
 * that counts is NaN, for what is not known is not worth nothing; once expired, vol and rates do not count.
 *
 * This is the careful one: any input, one option at a time. The kernels in `pricing/` are for many.
 */
export function optionGreeks(inputs: OptionInputs): OptionGreeks {
  const { strike, right } = inputs;
  const time = within(inputs.years, 0, longest);
  const expired = time < shortest;
  const rate = expired ? 0 : within(inputs.rate, -steepest, steepest);
  const carry = expired ? 0 : within(inputs.carry ?? inputs.rate, -steepest, steepest);
  const vol = Math.min(inputs.vol, wildest);
  // What a unit of spot at expiry is worth today, in units of spot; 1 where nothing is carried.
  const growth = carry === rate ? 1 : Math.exp(within((carry - rate) * time, -largestLog, largestLog));
  const spot = Math.min(inputs.spot, richest);
  if (Number.isNaN(spot + strike + time + rate + carry + (expired ? 0 : vol))) return unknown;
  const asset = Math.min(spot * growth, richest);
  const cash = Math.min(strike * Math.exp(within(-rate * time, -largestLog, largestLog)), richest);
  const worth: Worth = { asset, cash, growth, rate, carry, time, sign: right === 'call' ? 1 : -1 };
  if (expired || !(vol > calmest && spot > 0 && strike > 0 && growth > 0)) return withoutTimeValue(worth);

  const root = Math.sqrt(time);
  const deviation = vol * root;
  // log1p keeps the digits that the quotient of two near prices loses.
  const ratio = (spot - strike) / strike;
  const logRatio =
    Math.abs(ratio) < 0.5 ? Math.log1p(ratio) : within(Math.log(spot / strike), -2 * largestLog, 2 * largestLog);
  const moneyness = logRatio + carry * time;
  const d1 = moneyness / deviation + deviation / 2;
  const d2 = moneyness / deviation - deviation / 2;
  const density = normalDensity(d1);

  const outOfTheMoney = Math.max(
    moneyness <= 0 ? callBelowForward(worth, d1, d2, density) : putAboveForward(worth, d1, d2, density),
    0,
  );
  // asset - cash, without cancellation near the forward.
  const forwardValue = Math.abs(moneyness) < 0.5 ? -asset * Math.expm1(-moneyness) : asset - cash;
  const { sign } = worth;
  const price = outOfTheMoney + Math.max(sign * forwardValue, 0);
  const delta = sign * growth * normalCdf(sign * d1);
  const exercised = sign * cash * normalCdf(sign * d2);

  const vega = asset * density * root;
  const slope = growth * density;
  return {
    price,
    delta,
    gamma: slope / spot / deviation,
    vega,
    theta: (-asset * density * vol) / (2 * root) + (rate - carry) * spot * delta - rate * exercised,
    rho: time * exercised,
    vanna: (-slope * d2) / vol,
    volga: (vega * d1 * d2) / vol,
    charm: (rate - carry) * delta - slope * (carry / deviation - d2 / (2 * time)),
  };
}

/** 30 microseconds: less is no time. Years. */
const shortest = 1e-12;
const longest = 1e4;
/** Vols: below the calmest there is none. */
const calmest = 1e-9;
const wildest = 1e4;
/** Rates. */
const steepest = 1e4;
/** USD. Leaves room for the factors of the Greeks. */
const richest = 1e280;
const largestLog = 700;

const unknown: OptionGreeks = {
  price: Number.NaN,
  delta: Number.NaN,
  gamma: Number.NaN,
  vega: Number.NaN,
  theta: Number.NaN,
  rho: Number.NaN,
  vanna: Number.NaN,
  volga: Number.NaN,
  charm: Number.NaN,
};

const within = (value: number, low: number, high: number): number => Math.min(Math.max(value, low), high);

interface Worth {
  /** Today's worth of a unit of spot at expiry, and of the strike. USD. */
  asset: number;
  cash: number;
  growth: number;
  rate: number;
  carry: number;
  time: number;
  sign: 1 | -1;
}

/** Uses that asset × density(d1) = cash × density(d2). Here d2 < 0 always. */
function callBelowForward({ asset, cash }: Worth, d1: number, d2: number, density: number): number {
  if (d1 <= 0) return asset * density * (millsRatio(-d1) - millsRatio(-d2));
  return asset * normalCdf(d1) - cash * normalCdf(d2);
}

/** Here d1 > 0 always. */
function putAboveForward({ asset, cash }: Worth, d1: number, d2: number, density: number): number {
  if (d2 >= 0) return asset * density * (millsRatio(d2) - millsRatio(d1));
  return cash * normalCdf(-d2) - asset * normalCdf(-d1);
}

function withoutTimeValue({ asset, cash, growth, rate, carry, time, sign }: Worth): OptionGreeks {
  const value = sign * (asset - cash);
  const exercised = value > 0 ? sign : value < 0 ? 0 : sign / 2;
  // Adding 0 makes 0 of -0.
  return {
    price: Math.max(value, 0),
    delta: exercised * growth,
    gamma: 0,
    vega: 0,
    theta: exercised * ((rate - carry) * asset - rate * cash) + 0,
    rho: exercised * time * cash + 0,
    vanna: 0,
    volga: 0,
    charm: (rate - carry) * exercised * growth + 0,
  };
}
