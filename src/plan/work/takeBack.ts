import type { WorkedParent } from '../../model/desk.js';
import type { CancelTerms } from '../../model/order.js';
import { milliseconds } from '../../model/units.js';
import { decideRow, type RowDecided } from '../decideRow.js';
import { shortVenueOrder, venueOrdersOf } from '../inFlight.js';
import type { Turn } from '../turn.js';
import { draftFor } from './parentTerms.js';

/** Takes back what rests at its venue for an order, none twice; null when nothing does that can be taken back now. */
export function takeBack(turn: Turn, parent: WorkedParent, why: string): RowDecided | null {
  const { openOrders, input } = turn;
  const standing = venueOrdersOf(input.snapshot);
  const owned = openOrders
    .filter(({ parent: owner, terms }) => owner === parent.id && terms.kind === 'rest')
    .flatMap(({ venueOrders = [] }) => venueOrders);
  const isTakenBack = (id: string) => openOrders.some(({ terms }) => terms.kind === 'cancel' && terms.order === id);
  const order = standing.find(({ id, cancelable }) => cancelable && owned.includes(id) && !isTakenBack(id));
  if (!order) return null;
  const terms: CancelTerms = { kind: 'cancel', venue: order.venue, order: order.id };
  const draft = draftFor(parent, 'work', [`${why}: take back ${order.describe} (${shortVenueOrder(order.id)})`]);
  return decideRow(turn, draft, [{ terms, size: [] }], { least: 0, hold: milliseconds(0) });
}
