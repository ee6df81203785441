import { type Order, shortId } from '../../model/order.js';

/** `step 1 of 3 (order 0198f2c4-7a1b)`. */
export const sayStep = ({ id, step }: Pick<Order, 'id' | 'step'>): string =>
  step ? `step ${step.index + 1} of ${step.of} (order ${shortId(id)})` : `order ${shortId(id)}`;
