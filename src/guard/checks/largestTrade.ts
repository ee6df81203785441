import type { TradeTerms } from '../../model/order.js';
import { type Wad, wad } from '../../model/units.js';
import { withQuantity } from '../notional.js';

/** Enough to come within a billionth of the original quantity. */
const halvings = 30;

/**
 * The largest part of a trade that `fits`, found by halving between nothing and the whole; null when not even the
 * smallest part tried does. Assumes that less fits better; what is returned was itself tried.
 */
export function largestTrade(terms: TradeTerms, fits: (smaller: TradeTerms) => boolean): TradeTerms | null {
  let [good, bad]: [Wad, Wad] = [wad(0n), terms.quantity];
  for (let step = 0; step < halvings && bad - good > 1n; step++) {
    const middle = wad((good + bad) / 2n);
    if (fits(withQuantity(terms, middle))) good = middle;
    else bad = middle;
  }
  return good > 0n ? withQuantity(terms, good) : null;
}

/**
 * The same where the room is what an account's margin leaves, an edge that moves with every block: were it filled to
 * the last wei each time, dust would be sent block after block. The rule's minimum (`least`, USD) prevents that; where
 * the operator set none, less than a twentieth of the trade is not worth an order.
 */
export function largestAtEdge(
  terms: TradeTerms,
  least: number,
  fits: (smaller: TradeTerms) => boolean,
): TradeTerms | null {
  const largest = largestTrade(terms, fits);
  return largest && (least > 0 || largest.quantity * 20n >= terms.quantity) ? largest : null;
}
