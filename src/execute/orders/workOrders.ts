import { type Id, type Order, shortId } from '../../model/order.js';
import { isRetryable } from '../../model/retryable.js';
import type { Executor, Work } from './executor.js';
import { sayStep } from './sayStep.js';

/**
 * Works the orders of one tick of one account, in their order. Each was sized as if those before it had filled, so when
 * one comes to nothing the hedges after it are called off; what keeps an account alive is tried all the same. Only the later
 * steps of its own row are called off whatever they are for: what was not taken out cannot be put in.
 * @throws the first endpoint trouble, once every order has had its turn; anything graver at once.
 */
export async function workOrders(executor: Executor, works: readonly Work[]): Promise<void> {
  let failed: Order | null = null;
  /** The step of each row that is not done. */
  const broken = new Map<Id, Order>();
  const fail = (order: Order): void => {
    failed = order;
    if (order.step && !broken.has(order.step.programme)) broken.set(order.step.programme, order);
  };
  const troubles: unknown[] = [];
  for (const work of works) {
    const { order } = work;
    const why = whyNot(order, failed, order.step && broken.get(order.step.programme));
    if (why !== null) {
      await executor.callOff(order, why);
      fail(order);
      continue;
    }
    try {
      if (!(await executor.work(work))) fail(order);
    } catch (error) {
      if (!isRetryable(error)) throw error;
      troubles.push(error);
      fail(order);
    }
  }
  if (troubles.length > 0) throw troubles[0];
}

/** Why an order is not begun; null when it is. */
function whyNot({ orderClass }: Order, failed: Order | null, stepBefore: Order | undefined): string | null {
  if (stepBefore) return `${sayStep(stepBefore)}, which it takes for granted, is not done`;
  if (failed && (orderClass === 'delta' || orderClass === 'cost'))
    return `order ${shortId(failed.id)}, which it was sized on, came to nothing`;
  return null;
}
