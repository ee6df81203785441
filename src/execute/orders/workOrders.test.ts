import { expect, test } from 'vitest';
import { BallastError } from '../../model/error.js';
import type { OrderClass } from '../../model/order.js';
import { sampleOrder } from '../../record/testing/sample.js';
import type { CalledOff, Executor, Work } from './executor.js';
import { workOrders } from './workOrders.js';

/** Orders of these classes, and an executor for which the one at `bad` does `what`. */
function tick(classes: readonly OrderClass[], bad: number, what: () => CalledOff | null) {
  const works: Work[] = classes.map((orderClass) => ({ order: sampleOrder({ orderClass }) }) as Work);
  const log: string[] = [];
  const executor: Executor = {
    mode: 'live',
    recover: async () => {},
    advance: async () => 0n,
    observed: () => {},
    async work({ order }) {
      const index = works.findIndex((work) => work.order === order);
      log.push(`work ${index}`);
      return index === bad ? what() : null;
    },
    async callOff(order) {
      log.push(`off ${works.findIndex((work) => work.order === order)}`);
    },
  };
  return { works, log, executor };
}
const always = async () => true;
const never = async () => false;
const busy = new BallastError('busy', { retryable: true });
const fail = (error: Error) => () => {
  throw error;
};

test('default: in their order', async () => {
  const { executor, works, log } = tick(['survive', 'margin', 'delta'], -1, () => null);
  await workOrders(executor, works, always);
  expect(log).toEqual(['work 0', 'work 1', 'work 2']);
});

test('behavior: hedges after an order that came to nothing are called off, rescues are not', async () => {
  const { executor, works, log } = tick(['survive', 'survive', 'delta'], 0, () => 'Canceled');
  await workOrders(executor, works, always);
  expect(log).toEqual(['work 0', 'work 1', 'off 2']);
});

test('behavior: what people have asked for each by itself goes on, whatever became of the others; parts of one order do not', async () => {
  const { executor, works, log } = tick(['delta', 'delta', 'delta', 'delta'], 0, () => 'Canceled');
  for (const [i, parent] of ['a', 'b', 'a', undefined].entries()) {
    const work = works[i];
    if (work && parent !== undefined) works[i] = { ...work, order: { ...work.order, parent } };
  }
  await workOrders(executor, works, always);
  expect(log).toEqual(['work 0', 'work 1', 'off 2', 'off 3']);
});

test('behavior: when there is no more time, of what people have asked for only the first is begun, and what stands on the others is called off', async () => {
  const classes: OrderClass[] = ['margin', 'delta', 'delta', 'delta', 'delta'];
  const { executor, works, log } = tick(classes, -1, () => null);
  for (const [i, parent] of [undefined, 'a', 'b', 'c', undefined].entries()) {
    const work = works[i];
    if (work && parent !== undefined) works[i] = { ...work, order: { ...work.order, parent } };
  }
  const ended: string[] = [];
  const telling: Executor = {
    ...executor,
    async callOff(order, why, status = 'Canceled') {
      ended.push(`${status} ${why.slice(0, 9)}`);
      await executor.callOff(order, why);
    },
  };
  await workOrders(telling, works, never);
  expect(log).toEqual(['work 0', 'work 1', 'off 2', 'off 3', 'off 4']);
  expect(ended).toEqual(['Expired not begun', 'Expired not begun', expect.stringMatching(/^Expired order/)]);
});

test('behavior: what stood on an order whose time was over is called off as that was, later steps of its row too', async () => {
  for (const as of ['Expired', 'Canceled'] as const) {
    const { executor, works } = rows(['a', 'a', null, null], ['delta', 'delta', 'delta', 'cost'], 0, as);
    const ended: (string | undefined)[] = [];
    const callOff: Executor['callOff'] = async (_, __, status) => {
      ended.push(status);
    };
    await workOrders({ ...executor, callOff }, works, always);
    expect(ended).toEqual([as, as, as]);
  }
});

test('behavior: what people have asked for, and has been begun, is finished', async () => {
  const { executor, works, log } = rows(['a', 'a', 'b'], ['cost', 'cost', 'cost'], -1);
  for (const [i, work] of works.entries()) works[i] = { ...work, order: { ...work.order, parent: `parent ${i}` } };
  await workOrders(executor, works, never);
  expect(log).toEqual(['work 0', 'work 1', 'off 2']);
});

test('behavior: trouble with an endpoint keeps no rescue from being tried, and is told in the end', async () => {
  const { executor, works, log } = tick(['survive', 'survive', 'delta'], 0, fail(busy));
  await expect(workOrders(executor, works, always)).rejects.toBe(busy);
  expect(log).toEqual(['work 0', 'work 1', 'off 2']);
});

test('behavior: what nobody foresaw ends it at once', async () => {
  const { executor, works, log } = tick(['survive', 'survive'], 0, fail(new Error('broken')));
  await expect(workOrders(executor, works, always)).rejects.toThrow('broken');
  expect(log).toEqual(['work 0']);
});

/** Steps of rows: which row each belongs to, or null. */
function rows(of: readonly (string | null)[], classes: readonly OrderClass[], bad: number, as: CalledOff = 'Canceled') {
  const made = tick(classes, bad, () => as);
  made.works.forEach((work, i) => {
    const programme = of[i];
    if (programme === null || programme === undefined) return;
    const index = of.slice(0, i).filter((one) => one === programme).length;
    const step = { programme, index, of: of.filter((one) => one === programme).length };
    made.works[i] = { ...work, order: { ...work.order, step } };
  });
  return made;
}

test('behavior: the later steps of a row that broke are called off, rescues too; other rows go on', async () => {
  const survive: OrderClass[] = ['survive', 'survive', 'survive', 'survive', 'survive'];
  const { executor, works, log } = rows(['a', 'b', 'a', 'b', 'a'], survive, 0);
  await workOrders(executor, works, always);
  expect(log).toEqual(['work 0', 'work 1', 'off 2', 'work 3', 'off 4']);
});

test('behavior: a step that is called off is named to the next one, and hedges after it are called off', async () => {
  const { executor, works, log } = rows(['a', 'a', null, 'b'], ['margin', 'margin', 'delta', 'margin'], 0);
  const why: string[] = [];
  const telling: Executor = {
    ...executor,
    async callOff(order, text) {
      why.push(text);
      await executor.callOff(order, text);
    },
  };
  await workOrders(telling, works, always);
  expect(log).toEqual(['work 0', 'off 1', 'off 2', 'work 3']);
  expect(why[0]).toMatch(/^step 1 of 2 \(order [0-9a-f-]{13}\), which it takes for granted, is not done$/);
});

test('behavior: trouble with an endpoint breaks a row as a refusal does', async () => {
  const { executor, works, log } = rows(['a', 'a'], ['survive', 'survive'], -1);
  const failing: Executor = {
    ...executor,
    work: async () => {
      throw busy;
    },
  };
  await expect(workOrders(failing, works, always)).rejects.toBe(busy);
  expect(log).toEqual(['off 1']);
});

test('behavior: parts of one hedge elsewhere do not depend on each other; those at one venue, and other hedges, do', async () => {
  const { executor, works, log } = tick(['delta', 'delta', 'delta', 'delta', 'delta'], 0, () => 'Canceled');
  const part = (i: number, venue: string, side: 'Buy' | 'Sell', rule = 'hedge ETH') => {
    const { terms } = sampleOrder();
    works[i] = { ...works[i], order: sampleOrder({ rule, terms: { ...terms, venue, side } as typeof terms }) } as Work;
  };
  part(0, 'one', 'Sell');
  part(1, 'two', 'Sell');
  part(2, 'one', 'Sell');
  part(3, 'two', 'Buy');
  part(4, 'two', 'Sell', 'hedge BTC');
  await workOrders(executor, works, always);
  expect(log).toEqual(['work 0', 'work 1', 'off 2', 'off 3', 'off 4']);
});
