import type { Holdings } from '../../model/holdings.js';
import type { Greeks, PositionRisk } from '../../model/riskReport.js';
import { secondsPerYear } from '../../model/time.js';
import { concentratedLiquidity } from '../pricing/concentratedLiquidity.js';
import type { PricingKernel } from '../pricing/kernel.js';
import { linearGreeks, scaledGreeks } from './greeks.js';

/**
 * Greeks of everything that is held, all options priced at once, and of liquidity in a range too: what positions do not tell, and
 * what a book of thousands has no time for one by one. An option's vol moves with the price where it is said to
 * (`volPerLogSpot`): then delta has that part of vega too, and gamma, vanna and charm stay those of a vol that sticks.
 * What is unpriced is not among them. In the order of the holdings: options, linear, liquidity.
 */
export function heldGreeks(holdings: Holdings, kernel: PricingKernel): PositionRisk[] {
  const prices = new Map(holdings.underlyings.map(({ name, price }) => [name, price]));
  const priceOf = (name: string) => prices.get(name) ?? Number.NaN;
  const told = (
    { position, venue, underlying }: Pick<PositionRisk, 'position' | 'venue'> & { underlying: string },
    greeks: Greeks,
    worth: { notional: number; value: number; expiry?: PositionRisk['expiry'] },
  ): PositionRisk => ({
    position,
    venue,
    underlying,
    expiry: null,
    ...greeks,
    deltaUsd: greeks.delta === 0 ? 0 : greeks.delta * priceOf(underlying),
    ...worth,
  });
  const { options, columns } = pricedOptions(holdings, kernel);
  return [
    ...options.map((option, i) => {
      const price = columns.price[i] ?? Number.NaN;
      const worth = { notional: Math.abs(option.quantity) * price, value: option.quantity * price };
      return told(option, greeksAt(option, columns, i), { ...worth, expiry: option.expiry });
    }),
    ...holdings.linear.map((held) => {
      const value = held.quantity * priceOf(held.underlying);
      // A perpetual's worth is in its margin account, and a token is owned.
      const own = held.kind === 'token' ? { notional: 0, value } : { notional: Math.abs(value), value: 0 };
      return told(held, linearGreeks(held.quantity), own);
    }),
    ...holdings.liquidity.map((held) => {
      const { quantity: liquidity, lower, upper } = held;
      const { value, delta, gamma } = concentratedLiquidity({ liquidity, lower, upper }, priceOf(held.underlying));
      return told(held, { ...linearGreeks(delta), gamma }, { notional: 0, value });
    }),
  ];
}

function pricedOptions({ options, at }: Holdings, kernel: PricingKernel) {
  const columns = kernel.optionColumns(options.length);
  for (const [i, { spot, strike, expiry, vol, rate, right }] of options.entries()) {
    columns.spot[i] = spot;
    columns.strike[i] = strike;
    columns.years[i] = (expiry - at) / secondsPerYear;
    columns.vol[i] = vol;
    columns.rate[i] = rate;
    columns.carry[i] = rate;
    columns.right[i] = right === 'call' ? 1 : -1;
  }
  kernel.greeks(columns, options.length);
  return { options, columns };
}

function greeksAt(
  { quantity, spot, volPerLogSpot }: Holdings['options'][number],
  columns: ReturnType<PricingKernel['optionColumns']>,
  i: number,
): Greeks {
  const at = (column: Float64Array) => column[i] ?? Number.NaN;
  const unit = {
    delta: at(columns.delta) + (at(columns.vega) * volPerLogSpot) / spot,
    gamma: at(columns.gamma),
    vega: at(columns.vega),
    theta: at(columns.theta),
    rho: at(columns.rho),
    vanna: at(columns.vanna),
    volga: at(columns.volga),
    charm: at(columns.charm),
  };
  return scaledGreeks(unit, quantity);
}
