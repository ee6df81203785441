import type { Underlying } from '../../model/instrument.js';
import { toFloat, wad } from '../../model/units.js';
import type { MarginShift } from '../venue.js';
import { fundingOver } from './funding.js';
import { accountValue, maintenanceRequirement, sizeOf } from './margin.js';
import type { PerpV2Detail } from './state.js';

/**
 * USD, float64: the mark of `underlying` is at `price`, and time has passed at the funding rates of the block; nothing else has
 * moved. No vol is in it. Equity is NaN once time passes for a market whose rate is not known.
 */
export function marginAt(
  detail: PerpV2Detail,
  decimals: number,
  underlying: Underlying,
  price: number,
  { seconds = 0 }: MarginShift = {},
): { equity: number; maintenance: number } {
  const now = toFloat(wad(accountValue(detail, decimals)));
  const equity = seconds === 0 ? now : now + fundingOfAll(detail, seconds);
  const maintenance = toFloat(wad(maintenanceRequirement(detail)));
  const market = detail.markets[underlying];
  if (!market) return { equity, maintenance };
  const size = toFloat(wad(sizeOf(market)));
  const change = price - toFloat(wad(market.mark));
  return {
    equity: equity + size * change,
    maintenance: maintenance + (Math.abs(size) * change * detail.mmRatio) / 1e6,
  };
}

const fundingOfAll = (detail: PerpV2Detail, seconds: number): number =>
  Object.values(detail.markets).reduce((total, market) => total + fundingOver(market, seconds), 0);

/** USD, float64: what positions are valued and liquidated at, a median of TWAPs; not the oracle's price. */
export function markOf(detail: PerpV2Detail, underlying: Underlying): number | null {
  const market = detail.markets[underlying];
  return market ? toFloat(wad(market.mark)) : null;
}
