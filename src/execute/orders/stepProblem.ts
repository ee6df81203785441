import { isOpen, type Order } from '../../model/order.js';
import type { Ledger } from '../../record/ledger.js';
import { rowBefore } from '../../record/queries/rowBefore.js';
import { sayStep } from './sayStep.js';

/**
 * Why a step of a row must not be begun now; null when all before it are done, or there is no row. One that still waits, at a
 * venue or for a block, is not waited for: by then prices are others, and what is left to do is planned anew.
 */
export async function stepProblem(ledger: Ledger, order: Pick<Order, 'id' | 'step'>): Promise<string | null> {
  const { step } = order;
  if (!step || step.index === 0) return null;
  const before = await rowBefore(ledger, { id: order.id, step });
  for (let index = 0; index < step.index; index++) {
    const earlier = before.find((one) => one.step?.index === index);
    if (!earlier) return `step ${index + 1} of ${step.of}, which it takes for granted, became no order`;
    if (earlier.status === 'Filled') continue;
    const how = isOpen(earlier.status) ? `is not done yet: it is ${earlier.status}` : `ended ${earlier.status}`;
    return `${sayStep(earlier)}, which it takes for granted, ${how}`;
  }
  return null;
}
