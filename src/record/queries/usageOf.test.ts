import { expect, onTestFinished, test } from 'vitest';
import { HOUR } from '../../model/time.js';
import { unixMillis, wei } from '../../model/units.js';
import { openLedger } from '../ledger.js';
import { insertAttempt } from '../statements/attempts.js';
import { sampleAttempt, sampleOrder, workOf } from '../testing/sample.js';
import { usageOf } from './usageOf.js';

const now = unixMillis(1_700_000_000_000);

test('behavior: to take an order back uses up gas, and nothing of how many orders there may be', async () => {
  const ledger = openLedger({ file: ':memory:' });
  onTestFinished(() => ledger.close());
  const createdAt = unixMillis(now - HOUR / 2);
  const resting = sampleOrder({ createdAt, status: 'Canceled' });
  const back = sampleOrder({ createdAt, status: 'Filled', terms: { kind: 'cancel', venue: 'gmx-v2', order: '0x01' } });
  for (const order of [resting, back]) await ledger.commit(workOf(order));
  const paid = { gasCost: wei(2n * 10n ** 15n), state: 'Final', settled: true } as const;
  await ledger.commit([resting, back].map((order) => insertAttempt(sampleAttempt(order, paid))));
  expect(await usageOf(ledger, { name: 'eth-book', mode: 'live' }, now)).toEqual({
    ...{ ordersLastHour: 1, ordersLastDay: 1, turnoverLastDay: 0 },
    gasLastDay: 0.004,
  });
});
