import type { WorkedParent } from '../../model/desk.js';
import type { CancelTerms } from '../../model/order.js';
import { milliseconds, type UnixMillis } from '../../model/units.js';
import { decideRow, type RowDecided } from '../decideRow.js';
import { shortVenueOrder, venueOrdersOf } from '../inFlight.js';
import type { Turn } from '../turn.js';
import { backOff } from '../waiting.js';
import { draftFor } from './parentTerms.js';

/**
 * Takes back what rests at its venue for an order, none twice, and later each time that it has failed; null when nothing does that can
 * be taken back now.
 */
export function takeBack(turn: Turn, parent: WorkedParent, why: string): RowDecided | null {
  const { openOrders, input } = turn;
  const standing = venueOrdersOf(input.snapshot);
  const owned = openOrders
    .filter(({ parent: owner, terms }) => owner === parent.id && terms.kind === 'rest')
    .flatMap(({ venueOrders = [] }) => venueOrders);
  const isTakenBack = (id: string) => openOrders.some(({ terms }) => terms.kind === 'cancel' && terms.order === id);
  const order = standing.find(({ id, cancelable }) => cancelable && owned.includes(id) && !isTakenBack(id));
  if (!order || isTooSoon(parent, order.id, input.now)) return null;
  const terms: CancelTerms = { kind: 'cancel', venue: order.venue, order: order.id };
  const draft = draftFor(parent, 'work', [`${why}: take back ${order.describe} (${shortVenueOrder(order.id)})`]);
  return decideRow(turn, draft, [{ terms, size: [] }], { least: 0, hold: milliseconds(0) });
}

/** Whether the cancels of it that have failed are to be waited for. */
function isTooSoon({ children, orderClass }: WorkedParent, order: string, now: UnixMillis): boolean {
  const failed = children.filter(
    ({ terms, status }) =>
      terms.kind === 'cancel' && terms.order === order && (status === 'Rejected' || status === 'Canceled'),
  );
  const elapsed = now - (failed.at(-1)?.updatedAt ?? 0);
  return elapsed >= 0 && elapsed < backOff(failed.length, orderClass);
}
