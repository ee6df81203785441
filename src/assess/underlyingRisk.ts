import type { Underlying } from '../model/instrument.js';
import type { PositionRisk, UnderlyingRisk } from '../model/riskReport.js';

/** What 1 % is when gamma is told as "USD of delta per 1 %". */
const onePercent = 0.01;

/**
 * All positions of one underlying as if they were one. Sums run in the order of position ids, so that float64 rounding
 * does not depend on the order in which a venue lists them.
 */
export function netUnderlying(
  underlying: Underlying,
  price: number,
  positions: readonly PositionRisk[],
): UnderlyingRisk {
  const own = positions
    .filter((position) => position.underlying === underlying)
    .sort((a, b) => (a.position < b.position ? -1 : 1));
  const sum = (greek: 'delta' | 'gamma' | 'vega' | 'theta') => own.reduce((total, risk) => total + risk[greek], 0);
  const delta = sum('delta');
  const gamma = sum('gamma');
  return {
    underlying,
    price,
    delta,
    gamma,
    vega: sum('vega'),
    theta: sum('theta'),
    deltaUsd: delta === 0 ? 0 : delta * price,
    gammaUsd: gamma === 0 ? 0 : gamma * price * price * onePercent,
  };
}
