import type { Log } from '../../model/log.js';
import type { Id, OrdStatus } from '../../model/order.js';

const expected: readonly OrdStatus[] = ['Filled', 'New', 'PartiallyFilled'];

/** One line for each change of an order; what an operator should look at is a warning. */
export function sayOrder(log: Log, order: Id, { status, text }: { status: OrdStatus; text: string }): void {
  const write = expected.includes(status) ? log.info : log.warn;
  write.call(log, { at: 'order', order, status, text }, `order is ${status}`);
}
