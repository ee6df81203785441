import { bench, describe } from 'vitest';
import { optionGreeks } from '../src/assess/blackScholes.js';
import { normalCdf } from '../src/assess/normal.js';

/** All Greeks of an option against the price alone, the least that anybody could compute. */
describe('an option', () => {
  const [spot, strike, years, vol, rate] = [2000, 2150, 28 / 365, 0.8, 0.05] as const;
  let sink = 0;

  bench('price only', () => {
    const sd = vol * Math.sqrt(years);
    const d1 = (Math.log(spot / strike) + (rate + (vol * vol) / 2) * years) / sd;
    sink += spot * normalCdf(d1) - strike * Math.exp(-rate * years) * normalCdf(d1 - sd);
  });
  bench('price, delta, gamma, vega, theta', () => {
    sink += optionGreeks({ spot, strike, years, vol, rate, right: 'call' }).theta;
    if (Number.isNaN(sink)) throw new Error('not a number');
  });
});
