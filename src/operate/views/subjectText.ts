import type { Subject } from '../../model/decision.js';
import { type Id, shortId } from '../../model/order.js';
import type { ParentOrder } from '../../model/parentOrder.js';
import { sayTerms } from '../orders/sayOrder.js';
import { venueOrderText } from '../words/terms.js';

/**
 * What something is about: `ETH`, `perp-v2 cross`, `sell 10 perp-v2 ETH, limit 2 000.00, asked for by ana`.
 * @param parents - The orders that people asked for, by id; one that is not among them is told by its id.
 */
export function subjectText(subject: Subject, parents: ReadonlyMap<Id, ParentOrder>): string {
  if ('underlying' in subject) return subject.underlying;
  if ('marginAccount' in subject) return subject.marginAccount;
  if ('venue' in subject) return subject.venue;
  if ('venueOrder' in subject) return venueOrderText(subject.venueOrder);
  const parent = parents.get(subject.parent);
  return parent ? `${sayTerms(parent.terms)}, asked for by ${parent.author}` : `order ${shortId(subject.parent)}`;
}
