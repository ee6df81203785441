import { expect, onTestFinished, test } from 'vitest';
import { unixMillis } from '../../model/units.js';
import { openLedger } from '../../record/ledger.js';
import { sampleOrder, workOf } from '../../record/testing/sample.js';
import { executionAsked } from './asked.js';
import { executionView, readExecution } from './execution.js';

const at = unixMillis(1_700_000_000_000);

test('default: live trades of the time that is asked for, newest first, with null for what nobody knows', async () => {
  const ledger = openLedger({ file: ':memory:' });
  onTestFinished(() => ledger.close());
  const asked = (more: object = {}) => readExecution(ledger, at + 3_600_000, executionAsked.parse(more));
  expect(await asked()).toMatchObject({ orders: [], groups: [], all: { orders: 0, shortfallUsd: null } });
  const [old, newer] = [
    sampleOrder({ createdAt: unixMillis(at - 86_400_000), status: 'Filled' }),
    sampleOrder({ status: 'Rejected' }),
  ];
  await ledger.commit(workOf(old));
  await ledger.commit(workOf(newer));
  await ledger.commit(workOf(sampleOrder({ mode: 'shadow' })));
  const view = await asked();
  expect(executionView.parse(JSON.parse(JSON.stringify(view)))).toEqual(view);
  expect(view.orders.map(({ id }) => id)).toEqual([newer.id, old.id]);
  expect(view).toMatchObject({ by: 'venue', all: { orders: 2 }, groups: [{ name: 'perp-v2', orders: 2 }] });
  expect((await asked({ since: '2h' })).orders.map(({ id }) => id)).toEqual([newer.id]);
  expect((await asked({ strategy: 'btc-book' })).orders).toEqual([]);
  expect(executionAsked.safeParse({ since: 'yesterday' }).success).toBe(false);
});
