import type { Greeks } from '../model/riskReport.js';
import { millsRatio, normalCdf, normalDensity } from './normal.js';

export interface OptionInputs {
  /** Spot of an underlying that pays no dividend, USD. */
  spot: number;
  /** USD. */
  strike: number;
  /** To expiry, actual/365; 0 or less is expired. */
  years: number;
  /** Annualised, 1 = 100 %. */
  vol: number;
  /** Continuously compounded, 0.05 = 5 % a year. */
  rate: number;
  right: 'call' | 'put';
}

/** Of one unit of a European option; units as in `Greeks`. */
export interface OptionGreeks extends Greeks {
  /** USD. */
  price: number;
}

/**
 * Black-Scholes (1973) price and Greeks of a European option.
 *
 * The out-of-the-money side is priced as a difference of Mills ratios, which keeps its relative accuracy in the wings,
 * and the in-the-money side follows from put-call parity. Without time, vol, spot or strike there is no distribution
 * left and the option is worth its discounted intrinsic value: delta is the slope of that, a half at the kink, and
 * gamma, vega, vanna, volga and charm are 0. Never NaN while the inputs themselves do not overflow.
 */
export function optionGreeks({ spot, strike, years, vol, rate, right }: OptionInputs): OptionGreeks {
  const time = Math.max(years, 0);
  const deviation = vol * Math.sqrt(time);
  const discounted = strike * Math.exp(-rate * time);
  if (!(deviation > 0 && spot > 0 && strike > 0)) return withoutTimeValue(spot, discounted, rate, time, right);

  // log1p keeps the digits that the quotient of two near prices loses.
  const ratio = (spot - strike) / strike;
  const moneyness = (Math.abs(ratio) < 0.5 ? Math.log1p(ratio) : Math.log(spot / strike)) + rate * time;
  const d1 = moneyness / deviation + deviation / 2;
  const d2 = moneyness / deviation - deviation / 2;
  const density = normalDensity(d1);

  const outOfTheMoney = Math.max(
    moneyness <= 0
      ? callBelowForward(spot, discounted, d1, d2, density)
      : putAboveForward(spot, discounted, d1, d2, density),
    0,
  );
  // spot - discounted, without cancellation near the forward.
  const forwardValue = Math.abs(moneyness) < 0.5 ? -spot * Math.expm1(-moneyness) : spot - discounted;
  const call = right === 'call';
  const inTheMoney = call ? moneyness > 0 : moneyness < 0;
  const price = inTheMoney ? outOfTheMoney + Math.abs(forwardValue) : outOfTheMoney;

  const decay = (-spot * density * vol) / (2 * Math.sqrt(time));
  const strikePart = call ? discounted * normalCdf(d2) : -discounted * normalCdf(-d2);
  const vega = spot * density * Math.sqrt(time);
  return {
    price,
    delta: call ? normalCdf(d1) : -normalCdf(-d1),
    gamma: density / spot / deviation,
    vega,
    theta: decay - rate * strikePart,
    rho: time * strikePart,
    // Where nothing is left of the density, d1 and d2 may be too large to multiply.
    vanna: density === 0 ? 0 : (-density * d2) / vol,
    volga: density === 0 ? 0 : (vega * d1 * d2) / vol,
    charm: density === 0 ? 0 : density * (d2 / (2 * time) - rate / deviation),
  };
}

/** Uses that spot × density(d1) = discounted strike × density(d2). Here d2 < 0 always. */
function callBelowForward(spot: number, discounted: number, d1: number, d2: number, density: number): number {
  if (d1 <= 0) return spot * density * (millsRatio(-d1) - millsRatio(-d2));
  return spot * normalCdf(d1) - discounted * normalCdf(d2);
}

/** Here d1 > 0 always. */
function putAboveForward(spot: number, discounted: number, d1: number, d2: number, density: number): number {
  if (d2 >= 0) return spot * density * (millsRatio(d2) - millsRatio(d1));
  return discounted * normalCdf(-d2) - spot * normalCdf(-d1);
}

function withoutTimeValue(
  spot: number,
  discounted: number,
  rate: number,
  time: number,
  right: 'call' | 'put',
): OptionGreeks {
  const sign = right === 'call' ? 1 : -1;
  const value = sign * (spot - discounted);
  const exercised = value > 0 ? 1 : value < 0 ? 0 : 0.5;
  const delta = exercised === 0 ? 0 : sign * exercised;
  const bill = exercised === 0 || time === 0 ? 0 : sign * exercised * discounted;
  const theta = bill === 0 || rate === 0 ? 0 : -rate * bill;
  const rho = bill === 0 ? 0 : time * bill;
  return { price: Math.max(value, 0), delta, gamma: 0, vega: 0, theta, rho, vanna: 0, volga: 0, charm: 0 };
}
