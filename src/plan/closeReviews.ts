import type { DeskEvent, WorkedParent } from '../model/desk.js';
import type { ParentEventKind } from '../model/parentEvent.js';
import type { Review } from '../model/review.js';
import { closedBySilence } from './askReview.js';
import { coversOrder, isWider, wholeOf } from './coversOrder.js';
import type { Turn } from './turn.js';

type Closing = Extract<DeskEvent, { kind: 'closeReview' }>;

/**
 * Questions that a plan leaves without a reason to wait for an answer: those whose time is up, those of orders that it ends, and those
 * about an order as it was before it became more. None that the plan answers itself.
 * @param failed - Told of one that nothing can be said of since it threw: it stays as it is, and is looked at again.
 */
export function closeReviews(
  { desk, input }: Pick<Turn, 'desk' | 'input'>,
  events: readonly DeskEvent[],
  failed: (review: Review, error: unknown) => void,
): Closing[] {
  if (desk.reviews.length === 0) return [];
  const answered = new Set(events.flatMap((one) => (one.kind === 'closeReview' ? [one.review] : [])));
  const kinds = kindsOf(events);
  const parents = new Map(desk.parents.map((parent) => [parent.id, parent]));
  return desk.reviews.flatMap((review) => {
    if (answered.has(review.id)) return [];
    try {
      const order = 'parent' in review.subject ? review.subject.parent : null;
      const why = order === null ? null : whyOver(review, parents.get(order), kinds.get(order));
      if (why !== null) return closing(review, why);
      return review.status === 'Open' && review.expiresAt <= input.now ? late(review, order !== null, input) : [];
    } catch (error) {
      failed(review, error);
      return [];
    }
  });
}

/** What happens to each order. */
function kindsOf(events: readonly DeskEvent[]): Map<string, Set<ParentEventKind>> {
  const kinds = new Map<string, Set<ParentEventKind>>();
  for (const one of events) {
    if (one.kind !== 'parent') continue;
    const own = kinds.get(one.parent);
    if (own) own.add(one.event.kind);
    else kinds.set(one.parent, new Set([one.event.kind]));
  }
  return kinds;
}

const ends = ['reject', 'cancel', 'expire'] as const satisfies readonly ParentEventKind[];

/** Why nothing that is said of it counts any more, in a sentence; null while it does. */
function whyOver(
  review: Review,
  parent: WorkedParent | undefined,
  happens: ReadonlySet<ParentEventKind> | undefined,
): string | null {
  if (!parent || !happens) return null;
  if (ends.some((kind) => happens.has(kind))) return 'the order is over';
  // The cut that an approval makes is what was approved.
  if (!happens.has('replace') || happens.has('accept')) return null;
  const { terms, state } = parent;
  const change = state.replacing ?? {};
  const now = { ...terms, quantity: state.quantity };
  const then = { ...now, ...change };
  const isWhole = review.status === 'Open' || review.approved >= review.notional;
  if (isWhole && coversOrder(review, wholeOf(then, then.quantity))) return null;
  return review.status === 'Open' || isWider(now, then, terms.side) ? 'the order was changed' : null;
}

/** What is neither open nor approved is closed already. */
function closing({ id, status }: Review, text: string): Closing[] {
  if (status === 'Open') return [{ kind: 'closeReview', review: id, status: 'Rejected', text }];
  return status === 'Approved' ? [{ kind: 'closeReview', review: id, status: 'Used', text }] : [];
}

/** Silence answers for an order whose turn has not come; what no rule asks for any more is not done. */
function late(review: Review, isOrder: boolean, { snapshot }: Turn['input']): Closing[] {
  const closed = closedBySilence(review);
  if (isOrder || closed.status === 'Rejected') return [closed];
  // A rule whose venue was not read may still ask for it.
  if (snapshot.unread.length > 0) return [];
  return closing(review, `${closed.text}, and nothing asks for it any more`);
}
