import { expect, test } from 'vitest';
import { BallastError } from '../../model/error.js';
import type { OrderClass } from '../../model/order.js';
import { sampleOrder } from '../../record/testing/sample.js';
import type { Executor, Work } from './executor.js';
import { workOrders } from './workOrders.js';

/** Orders of these classes, and an executor for which the one at `bad` does `what`. */
function tick(classes: readonly OrderClass[], bad: number, what: () => boolean) {
  const works = classes.map((orderClass) => ({ order: sampleOrder({ orderClass }) }) as Work);
  const log: string[] = [];
  const executor: Executor = {
    mode: 'live',
    recover: async () => {},
    advance: async () => 0n,
    observed: () => {},
    async work({ order }) {
      const index = works.findIndex((work) => work.order === order);
      log.push(`work ${index}`);
      return index === bad ? what() : true;
    },
    async callOff(order) {
      log.push(`off ${works.findIndex((work) => work.order === order)}`);
    },
  };
  return { works, log, executor };
}
const busy = new BallastError('busy', { retryable: true });
const fail = (error: Error) => () => {
  throw error;
};

test('default: in their order', async () => {
  const { executor, works, log } = tick(['survive', 'margin', 'delta'], -1, () => true);
  await workOrders(executor, works);
  expect(log).toEqual(['work 0', 'work 1', 'work 2']);
});

test('behavior: hedges after an order that came to nothing are called off, rescues are not', async () => {
  const { executor, works, log } = tick(['survive', 'survive', 'delta'], 0, () => false);
  await workOrders(executor, works);
  expect(log).toEqual(['work 0', 'work 1', 'off 2']);
});

test('behavior: trouble with an endpoint keeps no rescue from being tried, and is told in the end', async () => {
  const { executor, works, log } = tick(['survive', 'survive', 'delta'], 0, fail(busy));
  await expect(workOrders(executor, works)).rejects.toBe(busy);
  expect(log).toEqual(['work 0', 'work 1', 'off 2']);
});

test('behavior: what nobody foresaw ends it at once', async () => {
  const { executor, works, log } = tick(['survive', 'survive'], 0, fail(new Error('broken')));
  await expect(workOrders(executor, works)).rejects.toThrow('broken');
  expect(log).toEqual(['work 0']);
});
