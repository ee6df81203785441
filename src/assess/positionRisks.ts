import type { Liquidity, Option, Underlying } from '../model/instrument.js';
import type { OptionPricing, Position } from '../model/position.js';
import type { Greeks, PositionRisk } from '../model/riskReport.js';
import { secondsPerYear } from '../model/time.js';
import { toFloat, type UnixSeconds } from '../model/units.js';
import { linearGreeks, scaledGreeks, unknownGreeks } from './greeks/greeks.js';
import type { VolChoice } from './holdings/heldOf.js';
import { concentratedLiquidity } from './pricing/concentratedLiquidity.js';
import type { OptionColumns, PricingKernel } from './pricing/kernel.js';
import { scratchColumns } from './pricing/sharedKernel.js';

export interface PositionRisksOptions {
  /** Of the block. */
  timestamp: UnixSeconds;
  /** USD per unit; NaN when nobody states one: then what is in USD is not a number either, because not knowing is not zero. */
  priceOf: (underlying: Underlying | null) => number;
  /** How an option's vol moves with the price; what it is priced with is its venue's in any case. */
  vols: VolChoice;
  kernel: PricingKernel;
}

/**
 * Greeks and worth of each position, all options priced at once. Where an option's vol moves with the price, delta has that part of
 * vega too; gamma, vanna and charm stay those of a vol that sticks to the strike.
 */
export function positionRisks(positions: readonly Position[], options: PositionRisksOptions): PositionRisk[] {
  const greeksOf = pricedTogether(positions, options);
  return positions.map((position) => {
    const { instrument } = position;
    const quantity = toFloat(position.quantity);
    const greeks =
      instrument.kind === 'option'
        ? scaledGreeks(greeksOf.get(position) ?? unknownGreeks, quantity)
        : instrument.kind === 'liquidity'
          ? liquidityGreeks(instrument, position, options.priceOf(instrument.underlying))
          : // Perps and tokens move one for one with their underlying; a dollar has none.
            linearGreeks(instrument.underlying === null ? 0 : quantity);
    return {
      position: position.id,
      venue: position.venue,
      underlying: instrument.underlying,
      expiry: instrument.kind === 'option' ? instrument.expiry : null,
      ...greeks,
      deltaUsd: instrument.underlying === null ? 0 : greeks.delta * options.priceOf(instrument.underlying),
      notional: Math.abs(quantity) * toFloat(position.mark),
      value: toFloat(position.value),
    };
  });
}

/** What is in the range at a price, and the fees that are owed beside it. Its decay is what it earns, and nobody tells that. */
function liquidityGreeks({ lower, upper }: Liquidity, { liquidity }: Position, price: number): Greeks {
  if (!liquidity || !(price > 0)) return unknownGreeks;
  const range = { liquidity: liquidity.liquidity, lower: toFloat(lower), upper: toFloat(upper) };
  const { delta, gamma } = concentratedLiquidity(range, price);
  return { ...linearGreeks(delta + toFloat(liquidity.feeUnits)), gamma };
}

/** Of one unit of each option that its venue tells the pricing of. */
function pricedTogether(
  positions: readonly Position[],
  { timestamp, vols, kernel }: PositionRisksOptions,
): ReadonlyMap<Position, Greeks> {
  const priced = positions.flatMap((position) => {
    const { instrument, pricing } = position;
    return instrument.kind === 'option' && isKnown(pricing) ? { position, option: instrument, pricing } : [];
  });
  if (priced.length === 0) return new Map();
  const columns = scratchColumns(kernel, priced.length);
  for (const [i, { option, pricing }] of priced.entries()) fill(columns, i, option, pricing, timestamp);
  kernel.greeks(columns, priced.length);
  return new Map(
    priced.map(({ position, pricing }, i) => {
      const { volPerLogSpot = 0 } = vols(position) ?? {};
      return [position, greeksAt(columns, i, volPerLogSpot / pricing.spot)];
    }),
  );
}

const isKnown = (pricing: OptionPricing | null): pricing is OptionPricing =>
  pricing !== null && [pricing.spot, pricing.vol, pricing.rate].every(Number.isFinite);

function fill(columns: OptionColumns, i: number, option: Option, pricing: OptionPricing, timestamp: UnixSeconds): void {
  columns.spot[i] = pricing.spot;
  columns.strike[i] = toFloat(option.strike);
  columns.years[i] = Math.max(0, (option.expiry - timestamp) / secondsPerYear);
  columns.vol[i] = pricing.vol;
  columns.rate[i] = pricing.rate;
  columns.carry[i] = pricing.rate;
  columns.right[i] = option.right === 'call' ? 1 : -1;
}

/** @param volPerSpot Change of vol per USD of spot. */
function greeksAt(columns: OptionColumns, i: number, volPerSpot: number): Greeks {
  const at = (column: Float64Array) => column[i] ?? Number.NaN;
  const vega = at(columns.vega);
  return {
    delta: volPerSpot === 0 ? at(columns.delta) : at(columns.delta) + vega * volPerSpot,
    gamma: at(columns.gamma),
    vega,
    theta: at(columns.theta),
    rho: at(columns.rho),
    vanna: at(columns.vanna),
    volga: at(columns.volga),
    charm: at(columns.charm),
  };
}
