import type { Holdings } from '../../model/holdings.js';
import type { PositionId } from '../../model/position.js';
import type { Scenarios } from '../../model/scenarios.js';
import type { PricingKernel } from '../pricing/kernel.js';
import { compileHoldings } from './compileHoldings.js';
import { revalue } from './revalue.js';

/**
 * P&L of each position apart in each scenario, USD: they add up to what `revalue` says of all of them. For tables of a few
 * scenarios; each position is a revaluation of its own. What is `unpriced` is not among them.
 * @throws RangeError when the scenarios are not of these underlyings
 */
export function revaluePositions(
  holdings: Holdings,
  kernel: PricingKernel,
  scenarios: Scenarios,
): ReadonlyMap<PositionId, Float64Array> {
  const none = { ...holdings, options: [], linear: [], liquidity: [] };
  const alone = (held: Holdings) => revalue(compileHoldings(held, kernel), scenarios);
  return new Map([
    ...holdings.options.map((option) => [option.position, alone({ ...none, options: [option] })] as const),
    ...holdings.linear.map((linear) => [linear.position, alone({ ...none, linear: [linear] })] as const),
    ...holdings.liquidity.map((range) => [range.position, alone({ ...none, liquidity: [range] })] as const),
  ]);
}
