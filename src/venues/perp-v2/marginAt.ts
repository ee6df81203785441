import type { Underlying } from '../../model/instrument.js';
import { toFloat, wad } from '../../model/units.js';
import { accountValue, maintenanceRequirement, sizeOf } from './margin.js';
import type { PerpV2Detail } from './state.js';

/** USD, float64: the mark of `underlying` is at `price`, nothing else has moved. */
export function marginAt(
  detail: PerpV2Detail,
  decimals: number,
  underlying: Underlying,
  price: number,
): { equity: number; maintenance: number } {
  const equity = toFloat(wad(accountValue(detail, decimals)));
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

/** USD, float64: what positions are valued and liquidated at, a median of TWAPs; not the oracle's price. */
export function markOf(detail: PerpV2Detail, underlying: Underlying): number | null {
  const market = detail.markets[underlying];
  return market ? toFloat(wad(market.mark)) : null;
}
