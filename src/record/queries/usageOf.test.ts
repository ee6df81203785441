import { expect, onTestFinished, test } from 'vitest';
import type { Order, RestingTerms } from '../../model/order.js';
import { HOUR } from '../../model/time.js';
import { unixMillis, wad, wei } from '../../model/units.js';
import { toyStrategy } from '../../plan/testing/toyBook.js';
import { openLedger } from '../ledger.js';
import { insertAttempt } from '../statements/attempts.js';
import { sampleAttempt, sampleOrder, workOf } from '../testing/sample.js';
import { levelUsage } from './levelUsage.js';
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

test('behavior: what is taken back counts as no order of the minute, at any level', async () => {
  const ledger = openLedger({ file: ':memory:' });
  onTestFinished(() => ledger.close());
  const createdAt = unixMillis(now - 1_000);
  const resting = sampleOrder({ createdAt, status: 'Canceled' });
  const back = sampleOrder({ createdAt, status: 'Filled', terms: { kind: 'cancel', venue: 'gmx-v2', order: '0x01' } });
  for (const order of [resting, back]) await ledger.commit(workOf(order));
  const { strategy: name, account } = resting;
  const levels = await levelUsage(ledger, toyStrategy([], { name, mode: 'live', account }), now, null);
  expect(Object.values(levels).map(({ ordersLastMinute }) => ordersLastMinute)).toEqual([1, 1, 1]);
});

test('behavior: what was called off before it was begun uses up nothing', async () => {
  const ledger = openLedger({ file: ':memory:' });
  onTestFinished(() => ledger.close());
  const createdAt = unixMillis(now - 1_000);
  const [begun, unbegun] = [
    sampleOrder({ createdAt, status: 'Rejected' }),
    sampleOrder({ createdAt, status: 'Expired' }),
  ];
  for (const order of [begun, unbegun]) await ledger.commit(workOf(order));
  const { strategy: name, account } = begun;
  expect(await usageOf(ledger, { name, mode: 'live' }, now)).toMatchObject({ ordersLastHour: 1, ordersLastDay: 1 });
  const levels = await levelUsage(ledger, toyStrategy([], { name, mode: 'live', account }), now, null);
  expect(Object.values(levels).map(({ ordersLastMinute }) => ordersLastMinute)).toEqual([1, 1, 1]);
});

test('behavior: an entry that rests counts whole while it is open, at every level, and one that only reduces does not', async () => {
  const ledger = openLedger({ file: ':memory:' });
  onTestFinished(() => ledger.close());
  const rest = (reduceOnly: boolean, change: Partial<Order> = {}) =>
    sampleOrder({
      createdAt: unixMillis(now - 48 * HOUR),
      notional: 900,
      terms: { ...resting, reduceOnly },
      ...change,
    });
  for (const order of [rest(false), rest(true), rest(false, { status: 'Canceled' })])
    await ledger.commit(workOf(order));
  const { strategy: name, account } = rest(false);
  const usage = await usageOf(ledger, { name, mode: 'live' }, now);
  expect(usage.turnoverLastDay).toBe(900);
  const levels = await levelUsage(ledger, toyStrategy([], { name, mode: 'live', account }), now, null);
  expect(Object.values(levels).map(({ turnoverLastDay }) => turnoverLastDay)).toEqual([900, 900, 900]);
});

const resting: RestingTerms = {
  ...{ kind: 'rest', ordType: 'Limit', venue: 'gmx-v2', instrument: 'gmx-v2 ETH/USD', position: null, side: 'Buy' },
  ...{ quantity: wad(10n ** 18n), reduceOnly: false, triggerPrice: wad(1_900n * 10n ** 18n), maxSlippage: null },
  replaces: null,
};
