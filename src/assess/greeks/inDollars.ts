import type { Greeks } from '../../model/riskReport.js';
import { daysPerYear } from '../../model/time.js';

/** Greeks in USD, per moves that happen: 1 % of price, a point of vol (0.01), a day, a point of interest rate (0.01). */
export interface DollarGreeks {
  /** USD of the underlying held. A move of 1 % brings a hundredth of it. */
  delta: number;
  /** USD of delta gained when the price rises 1 %. */
  gamma: number;
  /** USD per point of vol. */
  vega: number;
  /** USD per day. */
  theta: number;
  /** USD per point of interest rate. */
  rho: number;
  /** USD of delta gained per point of vol. */
  vanna: number;
  /** USD of vega (per point) gained per point of vol. */
  volga: number;
  /** USD of delta gained per day. */
  charm: number;
}

const onePercent = 0.01;
const onePoint = 0.01;

/** @param price - USD per unit of the underlying; what is 0 stays 0 where it is not known (NaN) */
export function inDollars(greeks: Greeks, price: number): DollarGreeks {
  const worth = (units: number, factor = 1) => (units === 0 ? 0 : units * price * factor);
  return {
    delta: worth(greeks.delta),
    gamma: worth(greeks.gamma, price * onePercent),
    vega: greeks.vega * onePoint,
    theta: greeks.theta / daysPerYear,
    rho: greeks.rho * onePoint,
    vanna: worth(greeks.vanna, onePoint),
    volga: greeks.volga * onePoint * onePoint,
    charm: worth(greeks.charm, 1 / daysPerYear),
  };
}
