import type { OrderRowView } from '../../../views/orderRows.js';
import type { Tone } from './Tag.js';

/** How an order stands, by its state. */
export function orderTone(status: OrderRowView['status']): Tone {
  if (status === 'Filled') return 'good';
  if (status === 'Rejected') return 'bad';
  if (status === 'Unknown' || status === 'PendingReview') return 'warn';
  return status === 'Canceled' || status === 'Expired' ? 'plain' : 'note';
}
