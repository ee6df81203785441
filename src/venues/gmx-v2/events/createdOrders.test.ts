import { zeroAddress } from 'viem';
import { expect, test } from 'vitest';
import { lifecycle, lifecycles, recordedEmitter } from '../../../../test/fixtures/gmx/lifecycles.js';
import { createdOrders } from './createdOrders.js';

test('default', () => {
  const { logs, orders, account } = lifecycle('s46');
  const mined = logs.filter(({ transactionHash }) => transactionHash === orders[0]?.createdTx);
  expect(createdOrders(mined, recordedEmitter, account)).toEqual(orders.map(({ key }) => key));
  expect(orders.length).toBe(3);
});

test('behavior: orders of other accounts are left out', () => {
  const { logs, account } = lifecycle('s55');
  expect(createdOrders(logs, recordedEmitter, account)).toHaveLength(2);
  expect(createdOrders(logs, recordedEmitter, zeroAddress)).toEqual([]);
});

test('behavior: every recorded creation is found in its transaction', () => {
  let found = 0;
  for (const { logs, orders } of lifecycles) {
    for (const { key, createdTx, ...order } of orders) {
      const mined = logs.filter(({ transactionHash }) => transactionHash === createdTx);
      expect(createdOrders(mined, recordedEmitter, order['account'] as `0x${string}`)).toContain(key);
      found += 1;
    }
  }
  expect(found).toBe(66);
});
