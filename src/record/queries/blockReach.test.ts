import { expect, onTestFinished, test } from 'vitest';
import type { Child, WorkedParent } from '../../model/desk.js';
import type { Mode } from '../../model/mode.js';
import type { AttemptState, OrdStatus } from '../../model/order.js';
import { newId } from '../id.js';
import { openLedger } from '../ledger.js';
import { insertAttempt } from '../statements/attempts.js';
import { sampleAttempt, sampleOrder, workOf } from '../testing/sample.js';
import { withReach } from './blockReach.js';

/** What is told of one child, whose transactions stand so. */
async function reachOf(states: readonly AttemptState[], status: OrdStatus, isFilled: boolean, mode: Mode = 'live') {
  const ledger = openLedger({ file: ':memory:' });
  onTestFinished(() => ledger.close());
  const parent = newId(1_700_000_000_000);
  const order = sampleOrder({ parent, mode });
  await ledger.commit(workOf(order));
  for (const [nonce, state] of states.entries())
    await ledger.commit(insertAttempt(sampleAttempt(order, { id: newId(order.createdAt), nonce, state })));
  const child = { id: order.id, status, fills: isFilled ? [{}] : [] } as unknown as Child;
  const [found] = await withReach(ledger, [{ id: parent, children: [child] } as unknown as WorkedParent]);
  return found?.children.map(({ reach }) => reach ?? null);
}

test('default: what has arrived is unsettled while a reorganisation may take it back', async () => {
  expect(await reachOf(['Mined'], 'Filled', true)).toEqual(['unsettled']);
  expect(await reachOf(['Final'], 'Filled', true)).toEqual([null]);
  expect(await reachOf(['Final', 'Mined'], 'Filled', true)).toEqual(['unsettled']);
  expect(await reachOf(['Mined'], 'New', false)).toEqual([null]);
});

test('behavior: what is over, and of which no transaction was ever made, was never sent', async () => {
  expect(await reachOf([], 'Rejected', false)).toEqual(['unsent']);
  expect(await reachOf(['Reverted'], 'Rejected', false)).toEqual([null]);
  expect(await reachOf([], 'PendingNew', false)).toEqual([null]);
});

test('behavior: what a shadow would have sent neither moved anything nor failed to', async () => {
  expect(await reachOf([], 'Filled', true, 'shadow')).toEqual([]);
});
