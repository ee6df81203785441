import type { WorkedParent } from '../../model/desk.js';
import type { ParentEvent } from '../../model/parentEvent.js';
import { marketOf } from '../../model/snapshot.js';
import { toFloat, wad } from '../../model/units.js';
import type { Turn } from '../turn.js';
import { estimateOf, slippageOf } from './limitPrice.js';
import { tradeOf } from './parentTerms.js';

/** Of an order, the part that depth is told by: about what is sent at once. */
const part = 20n;

/** What a part of an order is expected to move the price by now, basis points per unit; null where the venue does not say, or it does not. */
export function impactNow(
  { input, portfolio: { snapshot } }: Turn,
  { terms, state }: Pick<WorkedParent, 'terms' | 'state'>,
) {
  const venue = input.venues.get(terms.venue);
  const reading = snapshot.readings.find((candidate) => candidate.venue === terms.venue);
  const market = marketOf(snapshot, terms.instrument);
  const quantity = wad(state.quantity / part);
  if (!venue || !reading || !market || market.last <= 0n || quantity <= 0n) return null;
  const estimate = estimateOf(venue, reading, tradeOf(terms, quantity));
  if (typeof estimate === 'string') return null;
  const impact = slippageOf(estimate.price, market.last, terms.side) / toFloat(quantity);
  return impact > 0 && Number.isFinite(impact) ? impact : null;
}

/** That an order is taken on, with how deep its market is then where it is worked in parts. */
export function acceptOf(turn: Turn, parent: Pick<WorkedParent, 'terms' | 'state'>): ParentEvent {
  const impact = parent.terms.algorithm.kind === 'immediate' ? null : impactNow(turn, parent);
  return impact === null ? { kind: 'accept' } : { kind: 'accept', impact };
}

/** How many times as thin its market is as when an order was taken on; 1 where nobody can tell, and never less. */
export function thinnerNow(turn: Turn, parent: Pick<WorkedParent, 'terms' | 'state'>): number {
  const { impact: base } = parent.state;
  const now = base === undefined ? null : impactNow(turn, parent);
  return base === undefined || now === null ? 1 : Math.max(1, now / base);
}
