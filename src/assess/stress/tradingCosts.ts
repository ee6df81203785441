import type { Holdings } from '../../model/holdings.js';
import type { LiquidityDrain } from '../../model/scenarios.js';
import { movedBy, type ShockMoment } from './shockPath.js';

/** What it costs to trade on a usual day. */
export interface CostRates {
  /** Of the notional. */
  fee: number;
  /** Relative move of the price per USD traded. */
  impactPerUsd: number;
  /** USD a transaction. */
  gas: number;
  /** Share of the requirement that is lost when an account is liquidated, on top of what the market took. */
  penalty: number;
}

/**
 * Assumed where nothing better is known; no venue is asked. Where the round figures come from:
 *
 * - fee: GMX V2 v2.2b as recorded in our fixtures asks 6 bps of its ETH and BTC markets, 4 where a trade brings longs and shorts
 *   nearer to each other; each market may be set otherwise.
 * - penalty: Perpetual V2's contracts begin with a requirement of 6.25 % of the notional and a penalty of 2.5 % of it, two fifths;
 *   governance may have set otherwise, and other venues take other shares.
 * - impact, 1 bp for each 100 000 USD, and gas, 1 USD: assumed.
 */
export const assumedCosts: CostRates = { fee: 0.0006, impactPerUsd: 1e-9, gas: 1, penalty: 0.4 };

const calm: LiquidityDrain = { fees: 1, impact: 1, gas: 1 };

/** USD to close everything that has a price at the end of the shock, with the drain and, beside it, as on a usual day. */
export interface ClosingCost {
  drained: number;
  usual: number;
}

/**
 * Fees on the notional, gas for a transaction a position, and impact: trading N dollars of a price at once moves it by
 * impactPerUsd × N, of which half is paid on average. Longs and shorts of one underlying are closed apart: they are at different venues.
 */
export function closingCost(holdings: Holdings, moment: ShockMoment, rates: CostRates): ClosingCost {
  const prices = new Map(
    holdings.underlyings.map(({ name, price }) => [name, price * Math.exp(movedBy(moment, name))]),
  );
  const held = [...holdings.options, ...holdings.linear];
  const notionals = held.map(({ underlying, quantity }) => Math.abs(quantity) * (prices.get(underlying) ?? Number.NaN));
  const cost = ({ fees, impact, gas }: LiquidityDrain) =>
    notionals.reduce((sum, usd) => sum + usd * rates.fee * fees + (usd * usd * rates.impactPerUsd * impact) / 2, 0) +
    (held.length + holdings.liquidity.length) * rates.gas * gas;
  return { drained: cost(moment.shock.drain), usual: cost(calm) };
}
