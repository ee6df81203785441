import type { TradeTerms } from '../../model/order.js';
import { divideWad, multiplyWad, toFloat, type Wad, wad } from '../../model/units.js';
import { isWithinWorst } from '../../venues/stricterPrice.js';

/** Share of a price, and USD of all that is paid: a fill is worked out from amounts of tokens, that have fewer digits than it. */
const ROUNDING = { share: wad(1_000_000_000n), paid: wad(2_000_000_000_000n) };

/**
 * What speaks against a price per unit, which a simulation showed, for these terms; null when nothing does. A billionth beyond the
 * worst price, and two units of a dollar with 6 decimals beyond all that is paid, are rounding: the bound in the calldata is exact.
 */
export function priceProblem({ side, quantity, worstPrice }: TradeTerms, price: Wad): string | null {
  if (worstPrice === undefined) return null;
  const rounding = multiplyWad(worstPrice, ROUNDING.share, 'up') + divideWad(ROUNDING.paid, quantity, 'up');
  if (isWithinWorst(side, side === 'Buy' ? price - rounding : price + rounding, worstPrice)) return null;
  return `the venue would trade at ${toFloat(price)} USD, beyond the ${toFloat(worstPrice)} USD of the order`;
}
