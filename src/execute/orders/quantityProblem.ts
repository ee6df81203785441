import type { TradeTerms } from '../../model/order.js';
import { absolute, toFloat, type Wad, wad } from '../../model/units.js';

/** What speaks against a trade of `quantity`, which a simulation showed, for these terms; null when nothing does. */
export function quantityProblem({ reduceOnly, quantity: asked }: TradeTerms, quantity: Wad): string | null {
  // A close that the venue cuts short still reduces the risk; its fill says how far it came.
  if (reduceOnly && quantity > 0n && quantity <= asked) return null;
  const off = absolute(wad(quantity - asked));
  // A thousandth is more than any venue's rounding.
  if (off * 1000n <= asked) return null;
  return `the venue would trade ${toFloat(quantity)} instead of ${toFloat(asked)}`;
}
