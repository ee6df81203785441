import type { OrderTerms, TradeTerms } from '../model/order.js';
import { positionsOf, type Snapshot } from '../model/snapshot.js';
import { absolute, smallest, wad } from '../model/units.js';

/**
 * Can only make what is held smaller or safer, or moves nothing: reduces, adds collateral, pays back, protects, takes back an
 * order, collects what is owed.
 */
export function lowersRisk(terms: OrderTerms): boolean {
  if (terms.kind === 'trade' || terms.kind === 'rest') return terms.reduceOnly;
  return terms.kind !== 'removeCollateral' && terms.kind !== 'borrow' && terms.kind !== 'transfer';
}

/** What whoever asked for an order can do where only what lowers risk goes. */
export const askToReduce = 'what is to reduce goes where it is asked for with --reduce-only';

/** Of a trade, what only reduces the position that it names; null when it would reduce nothing. */
export function reducingPart(terms: TradeTerms, snapshot: Snapshot): TradeTerms | null {
  if (terms.reduceOnly) return terms;
  const held = positionsOf(snapshot).find(({ id }) => id === terms.position)?.quantity ?? 0n;
  const isOpposite = terms.side === 'Sell' ? held > 0n : held < 0n;
  if (!isOpposite) return null;
  const { leverage: _, ...rest } = terms;
  return { ...rest, quantity: smallest(absolute(wad(held)), terms.quantity), reduceOnly: true };
}
