import type { Subject } from '../../model/decision.js';
import { shortId } from '../../model/order.js';
import { venueOrderText } from '../words/terms.js';

/** What something is about: `ETH`, `perp-v2 cross`, `order 0198f2c4-7a10`. */
export function subjectText(subject: Subject): string {
  if ('underlying' in subject) return subject.underlying;
  if ('marginAccount' in subject) return subject.marginAccount;
  if ('venue' in subject) return subject.venue;
  return 'venueOrder' in subject ? venueOrderText(subject.venueOrder) : `order ${shortId(subject.parent)}`;
}
