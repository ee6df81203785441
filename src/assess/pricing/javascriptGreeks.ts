import { optionGreeks } from '../blackScholes.js';
import { expm1NearZero, mills, twiceArtanh } from './approximations.js';
import type { OptionColumns } from './kernel.js';
import { isOrdinary } from './ordinary.js';

const INVERSE_SQRT_TWO_PI = 0.3989422804014327;

/**
 * The kernel's formulas, as the careful `optionGreeks` has them, without its branches. With A = spot × exp((b - r) T) and
 * C = strike × exp(-r T), what asset-or-nothing and cash-or-nothing are worth out of the money is A × density(d1) times a Mills
 * ratio, for A × density(d1) = C × density(d2).
 */
export function javascriptGreeks(columns: OptionColumns, count: number, all: boolean): void {
  const { price, delta, gamma, vega, theta, rho, vanna, volga, charm } = columns;
  for (let i = 0; i < count; i++) {
    const spot = columns.spot[i] as number;
    const strike = columns.strike[i] as number;
    const years = columns.years[i] as number;
    const vol = columns.vol[i] as number;
    const rate = columns.rate[i] as number;
    const carry = columns.carry[i] as number;
    const right = columns.right[i] as number;

    const root = Math.sqrt(years);
    const deviation = vol * root;
    const grown = carry * years;
    if (!isOrdinary(spot, strike, deviation, rate * years, grown)) {
      carefulGreeks(columns, i);
      continue;
    }

    const apart = (spot - strike) / (spot + strike);
    const moneyness = (Math.abs(apart) <= 0.2 ? twiceArtanh(apart) : Math.log(spot / strike)) + grown;
    const growthLessOne = Math.abs(grown) < 0.34 ? expm1NearZero(grown) : Math.exp(grown) - 1;
    const discount = carry === rate ? 1 / (1 + growthLessOne) : Math.exp(-rate * years);
    const inverse = 1 / deviation;
    const d1 = moneyness * inverse + 0.5 * deviation;
    const d2 = d1 - deviation;

    const growth = discount * (1 + growthLessOne);
    const slope = growth * (Math.exp(-0.5 * d1 * d1) * INVERSE_SQRT_TWO_PI);
    const tail1 = slope * mills(Math.abs(d1));
    const tail2 = slope * mills(Math.abs(d2));
    const cash = strike * discount;
    const assetTail = spot * tail1;
    const cashTail = spot * tail2;
    // Out of the money; then what exercise at the forward brings, without cancellation near it.
    const timeValue =
      d1 * d2 > 0 ? Math.abs(assetTail - cashTail) : Math.min(spot * growth, cash) - (assetTail + cashTail);
    const forwardValue = discount * (spot * growthLessOne + (spot - strike));
    const change = right * (right * d1 < 0 ? tail1 : growth - tail1);
    const exercised = right * (right * d2 < 0 ? cashTail : cash - cashTail);
    const density = spot * slope;
    const perVol = density * root;
    price[i] = Math.max(timeValue, 0) + Math.max(right * forwardValue, 0);
    delta[i] = change;
    gamma[i] = (slope * inverse) / spot;
    vega[i] = perVol;
    theta[i] = (rate - carry) * (spot * change) - rate * exercised - 0.5 * density * vol * (vol * inverse);
    if (!all) continue;
    const inverseVol = root * inverse;
    const inverseRoot = vol * inverse;
    rho[i] = years * exercised;
    vanna[i] = -slope * d2 * inverseVol;
    volga[i] = perVol * d1 * (d2 * inverseVol);
    charm[i] = (rate - carry) * change - slope * (carry * inverse - 0.5 * d2 * (inverseRoot * inverseRoot));
  }
}

/** Any option at all, one at a time. */
export function carefulGreeks(columns: OptionColumns, i: number): void {
  const found = optionGreeks({
    spot: columns.spot[i] as number,
    strike: columns.strike[i] as number,
    years: columns.years[i] as number,
    vol: columns.vol[i] as number,
    rate: columns.rate[i] as number,
    carry: columns.carry[i] as number,
    right: (columns.right[i] as number) > 0 ? 'call' : 'put',
  });
  columns.price[i] = found.price;
  columns.delta[i] = found.delta;
  columns.gamma[i] = found.gamma;
  columns.vega[i] = found.vega;
  columns.theta[i] = found.theta;
  columns.rho[i] = found.rho;
  columns.vanna[i] = found.vanna;
  columns.volga[i] = found.volga;
  columns.charm[i] = found.charm;
}
