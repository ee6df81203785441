import { expect, test } from 'vitest';
import { rebalance } from './rebalance.js';
import { smallSize } from './world.js';

test('default: five accounts, fifteen orders, five blocks: from the file to confirmations, to the unit', async () => {
  const outcome = await rebalance(smallSize, process.env['SCENARIO_LOG'] ? { log: console.log } : {});
  expect(outcome.orders).toBe(15);
  expect(outcome.lists).toBe(5);
  expect(outcome.blocks.map(({ block }) => block.status)).toEqual(Array.from({ length: 5 }, () => 'Allocated'));
  expect(outcome.blocks.filter(({ matches }) => matches !== true)).toEqual([]);
  expect(outcome.parents.filter(({ strategy }) => strategy !== 'desk').map(({ state }) => state.status)).toEqual(
    Array.from({ length: 15 }, () => 'Filled'),
  );
  expect(outcome.unbalanced).toEqual([]);
  expect(outcome.violations).toBe(0);
  expect(outcome.reviewed).toBeGreaterThan(0);
  expect(outcome.confirmed).toBe(19);
  expect(outcome.audit).toEqual({ intact: true, said: expect.any(String) });
}, 120_000);
