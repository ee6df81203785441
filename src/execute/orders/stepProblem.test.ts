import { expect, onTestFinished, test } from 'vitest';
import type { Order, OrdStatus } from '../../model/order.js';
import { openLedger } from '../../record/ledger.js';
import { sampleOrder, workOf } from '../../record/testing/sample.js';
import { stepProblem } from './stepProblem.js';

/** A row whose steps before the last stand like this; null became no order. */
async function problemAfter(...statuses: readonly (OrdStatus | null)[]): Promise<string | null> {
  const ledger = openLedger({ file: ':memory:' });
  onTestFinished(() => ledger.close());
  const of = statuses.length + 1;
  const orders: Order[] = [...statuses, 'PendingNew' as const].flatMap((status, index) => {
    if (status === null) return [];
    const order = sampleOrder({ status });
    return [{ ...order, step: { programme: order.id, index, of } }];
  });
  const programme = orders[0]?.id ?? '';
  const named = orders.map((order) => ({ ...order, step: { ...(order.step ?? { index: 0, of }), programme } }));
  // Another row of the same moment, with every step undone.
  const other = sampleOrder({ status: 'Rejected' });
  for (const order of [...named, { ...other, step: { programme: other.id, index: 0, of: 2 } }])
    await ledger.commit(workOf(order));
  const last = named.at(-1);
  if (!last) throw new Error('no last step');
  return stepProblem(ledger, last);
}

test('default: a step is begun once all before it are filled, and the first at once', async () => {
  expect(await problemAfter()).toBeNull();
  expect(await problemAfter('Filled')).toBeNull();
  expect(await problemAfter('Filled', 'Filled')).toBeNull();
});

test('behavior: one that still waits at its venue is not waited for', async () => {
  expect(await problemAfter('Filled', 'New')).toMatch(
    /^step 2 of 3 \(order [0-9a-f-]{13}\), which it takes for granted, is not done yet: it is New$/,
  );
});

test('behavior: nor is one that nobody can tell of, that came to nothing, or that became no order', async () => {
  expect(await problemAfter('Unknown')).toContain('is not done yet: it is Unknown');
  expect(await problemAfter('Rejected', 'Filled')).toContain('ended Rejected');
  expect(await problemAfter('Filled', null)).toBe('step 2 of 3, which it takes for granted, became no order');
});
