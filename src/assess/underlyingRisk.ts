import type { Underlying } from '../model/instrument.js';
import type { PositionRisk, UnderlyingRisk } from '../model/riskReport.js';
import { sumGreeks } from './greeks/greeks.js';
import { inDollars } from './greeks/inDollars.js';

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
  const greeks = sumGreeks(own);
  const { delta, gamma } = inDollars(greeks, price);
  return { underlying, price, ...greeks, deltaUsd: delta, gammaUsd: gamma };
}
