import { sharedKernel } from '../assess/pricing/sharedKernel.js';
import { compileHoldings } from '../assess/revalue/compileHoldings.js';
import { revalue } from '../assess/revalue/revalue.js';
import type { Holdings } from '../model/holdings.js';
import type { Scenarios } from '../model/scenarios.js';

/**
 * USD gained in each scenario by some holdings, of which only the underlyings are looked at that something is held of: a unit of one
 * thing costs no more in a world of many.
 * @param scenarios Of all underlyings of the holdings, in their order
 */
export function partPnl(holdings: Holdings, { count, spot, vol, years }: Scenarios): Float64Array {
  const held = new Set(
    [...holdings.options, ...holdings.linear, ...holdings.liquidity].map(({ underlying }) => underlying),
  );
  const columns = holdings.underlyings.flatMap(({ name }, u) => (held.has(name) ? [u] : []));
  const nothing = new Float64Array(0);
  const chosen = (all: readonly Float64Array[]) => columns.map((u) => all[u] ?? nothing);
  const underlyings = holdings.underlyings.filter(({ name }) => held.has(name));
  const scenarios = { count, spot: chosen(spot), vol: chosen(vol), years };
  return revalue(compileHoldings({ ...holdings, underlyings }, sharedKernel()), scenarios);
}
