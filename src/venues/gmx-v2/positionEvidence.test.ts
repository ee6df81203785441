import { expect, test } from 'vitest';
import { lifecycles, recordedEmitter } from '../../../test/fixtures/gmx/lifecycles.js';
import type { OrderLife } from './events/life.js';
import { orderLives } from './events/orderLife.js';
import { evidenceOf } from './positionEvidence.js';
import type { GmxOrder } from './state.js';
import { orderTypes } from './state.js';

const asked = 1_000n;
const order = (type: keyof typeof orderTypes, sizeDeltaUsd = 1n): GmxOrder =>
  ({ orderType: orderTypes[type], sizeDeltaUsd, updatedAtTime: asked }) as GmxOrder;
const position = (increasedAtTime: bigint, decreasedAtTime = 0n) => ({ increasedAtTime, decreasedAtTime });

test('default: a position that is older than the order was not changed by it', () => {
  expect(evidenceOf(order('MarketIncrease'), position(999n))).toBe('untouched');
  expect(evidenceOf(order('MarketDecrease'), position(998n, 999n))).toBe('untouched');
  expect(evidenceOf(order('StopLossDecrease'), position(999n))).toBe('untouched');
  // What was taken out of it meanwhile was not what an increase does.
  expect(evidenceOf(order('LimitIncrease'), position(999n, 1_001n))).toBe('untouched');
});

test('behavior: changed in the very second of its creation, or since, it tells nothing', () => {
  for (const time of [1_000n, 1_001n]) {
    expect(evidenceOf(order('MarketIncrease'), position(time))).toBe('unclear');
    expect(evidenceOf(order('MarketDecrease'), position(1n, time))).toBe('unclear');
  }
});

test('behavior: what was closed and opened anew is no position as it was', () => {
  expect(evidenceOf(order('MarketDecrease'), position(1_005n, 0n))).toBe('unclear');
});

test('behavior: no position at all proves nothing: it may have been opened and closed again', () => {
  expect(evidenceOf(order('MarketIncrease'), null)).toBe('unclear');
  expect(evidenceOf(order('MarketIncrease', 0n), null)).toBe('unclear');
  expect(evidenceOf(order('MarketDecrease'), null)).toBe('unclear');
  expect(evidenceOf(order('MarketDecrease', 0n), null)).toBe('unclear');
});

/** The lives of what the account itself asked for, with the position as the contracts held it at the end. */
const recorded = lifecycles.flatMap(({ id, logs, account, positionAfter }) => {
  const numbers = positionAfter?.numbers;
  const after = numbers && position(BigInt(numbers['increasedAtTime'] ?? 0), BigInt(numbers['decreasedAtTime'] ?? 0));
  const owner = positionAfter?.addresses['account'] ?? account;
  return [...orderLives(logs, recordedEmitter).values()]
    .filter((life) => life.account === owner && life.created.order.orderType !== orderTypes.Liquidation)
    .map((life): [string, OrderLife, ReturnType<typeof evidenceOf>] => [
      id,
      life,
      evidenceOf(life.created.order, after ?? null),
    ]);
});

test('invariant: no position that the contracts have carried an order out on was untouched by it', () => {
  const executed = recorded.filter(([, { state }]) => state === 'executed');
  expect(executed.length).toBeGreaterThan(30);
  expect(executed.filter(([, , evidence]) => evidence === 'untouched')).toEqual([]);
  const collateralOnly = executed.filter(([, { created }]) => created.order.sizeDeltaUsd === 0n);
  expect(collateralOnly.map(([id, , evidence]) => [id, evidence])).toEqual([
    ['s06', 'unclear'],
    ['s18', 'unclear'],
    ['s26', 'unclear'],
  ]);
});

test('behavior: what the contracts cancelled left its position as it was, where there is one that is older', () => {
  const cancelled = recorded.filter(([, { state }]) => state === 'cancelled');
  const told = cancelled.filter(([, , evidence]) => evidence === 'untouched').map(([id]) => id);
  // In the others there is no position, or it was opened in the very second.
  expect(told).toEqual(['s30']);
});
