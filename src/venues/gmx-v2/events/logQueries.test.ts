import type { Hex } from 'viem';
import { expect, test } from 'vitest';
import { lifecycle, lifecycles, recordedEmitter } from '../../../../test/fixtures/gmx/lifecycles.js';
import type { LogQuery } from '../../venue.js';
import type { EmitterLog } from './eventLog.js';
import { orderLifeQueries, positionChangesQuery } from './logQueries.js';
import { readEvents } from './readEvents.js';

/** As a node matches topics: null takes any, a list any of its own, and a log may have more. */
const matches = ({ topics }: LogQuery, log: EmitterLog): boolean =>
  topics.every((wanted, index) => {
    const topic = log.topics[index];
    return (
      topic !== undefined && (wanted === null || (Array.isArray(wanted) ? wanted.includes(topic) : wanted === topic))
    );
  });

const found = (queries: readonly LogQuery[], logs: readonly EmitterLog[]) =>
  readEvents(
    logs.filter((log) => queries.some((query) => matches(query, log))),
    recordedEmitter,
  );

test('default', () => {
  const { logs, orders } = lifecycle('s45');
  const keys = orders.map(({ key }) => key).slice(0, 2);
  const events = found(orderLifeQueries(recordedEmitter, keys), logs);
  expect(events.map(({ name }) => name)).toEqual(['OrderCreated', 'OrderCreated', 'OrderCancelled', 'OrderCancelled']);
});

test('behavior: a query finds exactly the history of its order', () => {
  let told = 0;
  for (const { logs, orders } of lifecycles) {
    for (const { key, history } of orders) {
      expect(found(orderLifeQueries(recordedEmitter, [key]), logs)).toHaveLength(1 + history.length);
      told += history.length;
    }
  }
  expect(told).toBe(71);
});

test('behavior: without keys nothing is asked, instead of everything', () => {
  expect(orderLifeQueries(recordedEmitter, [])).toEqual([]);
});

test('behavior: the position changes of an account, not of others', () => {
  const { logs, account } = lifecycle('s55');
  expect(found([positionChangesQuery(recordedEmitter, account)], logs)).toHaveLength(1);
  expect(found([positionChangesQuery(recordedEmitter, recordedEmitter)], logs)).toEqual([]);
});

test('behavior: topics are 32 bytes', () => {
  const queries = [
    ...orderLifeQueries(recordedEmitter, [`0x${'01'.repeat(32)}`]),
    positionChangesQuery(recordedEmitter, recordedEmitter),
  ];
  const topics = queries.flatMap((query) => query.topics.flat()).filter((topic): topic is Hex => topic !== null);
  expect(topics.length).toBe(15);
  for (const topic of topics) expect(topic).toMatch(/^0x[0-9a-f]{64}$/);
});
