import type { Order, OrderStep, OrdStatus } from '../../model/order.js';

/** What ends so came to nothing. What expired was never begun, for no fault of its own. */
export const failedStatuses: readonly OrdStatus[] = ['Rejected', 'Canceled'];

/**
 * Whether an order counts as a failure of its rule. One that rests is meant to end as Canceled: with its position, or when another takes
 * its place. A later step of a row ends so when one before it has failed, which is counted there.
 */
export const hasFailed = ({
  terms,
  status,
  step,
}: Pick<Order, 'terms' | 'status'> & { step: OrderStep | null }): boolean =>
  failedStatuses.includes(status) &&
  !(status === 'Canceled' && (terms.kind === 'rest' || (step !== null && step.index > 0)));
