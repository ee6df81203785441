import type { CostEstimate } from '../../model/cost.js';
import { movesCollateral, type OrderTerms, type TradeTerms } from '../../model/order.js';
import type { VenueReading } from '../../model/snapshot.js';
import { type Milliseconds, toFloat, type Wei, wei, weiToFloat } from '../../model/units.js';
import type { Venue } from '../../venues/venue.js';
import { carryCost } from './carryCost.js';
import type { GasPrices } from './gasPrices.js';

export interface CostQuestion {
  venue: Venue;
  /** What `terms` meet: the block's, with what is done before them as if filled. */
  reading: VenueReading;
  terms: OrderTerms;
  prices: GasPrices;
  /** How long what is held then is expected to be held. */
  hold: Milliseconds;
}

/**
 * What terms are expected to cost. A part that the venue, or the prices, cannot tell is NaN, and so is the total: unknown is
 * never free. Of an order that rests only the placing of it is told, of which no venue states the gas.
 * @throws VenueRefusal when the venue would not take the terms
 */
export function costOf({ venue, reading, terms, prices, hold }: CostQuestion): CostEstimate {
  const after = venue.after(reading, terms);
  const { fee, impact, slippage, mark, gas, keeper } =
    terms.kind === 'trade' ? ofTrade(venue, reading, terms) : { ...free, ...workOf(venue, reading, terms) };
  const carry = carryCost(reading.positions, after.positions, hold);
  const gasPrice = prices.baseFee + (keeper === undefined ? prices.tip : 0n);
  const gasUsd = gas === undefined ? Number.NaN : usdOfGas(wei(gas * gasPrice), prices.gasTokenUsd);
  const keeperUsd = usdOfGas(keeper, prices.gasTokenUsd);
  const total = fee + impact + carry + gasUsd + keeperUsd;
  const basis = { mark, gasToken: prices.gasTokenUsd };
  return { fee, impact, carry, gas: gasUsd, keeper: keeperUsd, total, slippage, basis };
}

/** USD of so much of the gas token. Nothing costs nothing, whatever the price. */
export const usdOfGas = (amount: Wei | undefined, gasTokenUsd: number): number =>
  amount === undefined || amount === 0n ? 0 : weiToFloat(amount) * gasTokenUsd;

const free = { fee: 0, impact: 0, slippage: 0, mark: null };

interface Work {
  gas: bigint | undefined;
  keeper: Wei | undefined;
}

function ofTrade(venue: Venue, reading: VenueReading, terms: TradeTerms) {
  const estimate = venue.estimate(reading, terms);
  const [fee, impact] = [toFloat(estimate.fee), toFloat(estimate.impact)];
  const [price, quantity] = [toFloat(estimate.price), toFloat(terms.quantity)];
  const worse = terms.side === 'Buy' ? 1 : -1;
  const last = reading.markets.find(({ instrument }) => instrument.id === terms.instrument)?.last;
  const allowed = last === undefined ? Number.NaN : toFloat(last) * (1 + (worse * terms.maxSlippage) / 10_000);
  const asked = terms.worstPrice === undefined ? worse * Number.POSITIVE_INFINITY : toFloat(terms.worstPrice);
  const bound = worse * Math.min(worse * allowed, worse * asked);
  return {
    fee,
    impact,
    // An order that is expected to end at its bound has nothing left to lose.
    slippage: Number.isNaN(bound) ? bound : Math.max(0, worse * (bound - price) * quantity),
    // Whatever the venue counts its impact from.
    mark: price - (worse * impact) / quantity,
    gas: estimate.gas,
    keeper: estimate.keeper,
  };
}

function workOf(venue: Venue, reading: VenueReading, terms: OrderTerms): Work {
  if (terms.kind === 'transfer') return { gas: venue.transferGas?.(reading, terms), keeper: undefined };
  if (!movesCollateral(terms)) return { gas: undefined, keeper: undefined };
  const way = venue
    .ways?.(reading)
    .find(
      ({ kind, marginAccount, token }) =>
        kind === terms.kind && marginAccount === terms.marginAccount && token.symbol === terms.token,
    );
  return { gas: way?.gas, keeper: way?.keeper };
}
