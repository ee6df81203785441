import { type Order, shortId } from '../../model/order.js';
import { isRetryable } from '../../model/retryable.js';
import type { Executor, Work } from './executor.js';

/**
 * Works the orders of one tick of one account, in their order. Each was sized as if those before it had filled, so when
 * one comes to nothing the hedges after it are called off; what keeps an account alive is tried all the same.
 * @throws the first endpoint trouble, once every order has had its turn; anything graver at once.
 */
export async function workOrders(executor: Executor, works: readonly Work[]): Promise<void> {
  let failed: Order | null = null;
  const troubles: unknown[] = [];
  for (const work of works) {
    const { order } = work;
    if (failed && (order.orderClass === 'delta' || order.orderClass === 'cost')) {
      await executor.callOff(order, `order ${shortId(failed.id)}, which it was sized on, came to nothing`);
      continue;
    }
    try {
      if (!(await executor.work(work))) failed = order;
    } catch (error) {
      if (!isRetryable(error)) throw error;
      troubles.push(error);
      failed = order;
    }
  }
  if (troubles.length > 0) throw troubles[0];
}
