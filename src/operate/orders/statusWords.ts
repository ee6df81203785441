import type { OrdStatus } from '../../model/order.js';
import type { OrderStory } from '../../record/queries/decisions.js';

/** `filled`, `in flight`: the status in plain words. */
export const statusWords: Readonly<Record<OrdStatus, string>> = {
  PendingReview: 'waits for review',
  PendingNew: 'not sent yet',
  New: 'in flight',
  PartiallyFilled: 'partly filled',
  Suspended: 'suspended by the venue',
  Filled: 'filled',
  PendingReplace: 'being changed',
  PendingCancel: 'being canceled',
  Canceled: 'canceled',
  Rejected: 'rejected',
  Expired: 'expired',
  Unknown: 'nobody knows',
};

/** One that rests is where it should be, and may never be carried out: nothing is in flight. */
export const statusText = ({
  order: { status, terms },
  venueOrders,
}: {
  order: Pick<OrderStory['order'], 'status' | 'terms'>;
  venueOrders: readonly unknown[];
}): string => (status === 'New' && terms.kind === 'rest' && venueOrders.length > 0 ? 'rests' : statusWords[status]);
