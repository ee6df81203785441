import { expect, onTestFinished, test } from 'vitest';
import type { Order } from '../../model/order.js';
import { unixMillis } from '../../model/units.js';
import { newId } from '../id.js';
import { openLedger } from '../ledger.js';
import { insertDecision, insertOrder } from '../statements/orders.js';
import { insertTick } from '../statements/ticks.js';
import { sampleDecision, sampleOrder, sampleStrategyHash, sampleTick } from '../testing/sample.js';
import { ruleHistoryOf } from './ruleHistoryOf.js';

const live = { name: 'eth-book', mode: 'live' } as const;
const minute = (n: number) => unixMillis(1_700_000_000_000 + n * 60_000);

interface Made extends Partial<Order> {
  strategyHash?: `0x${string}`;
}

/** What is kept of a rule whose orders ended so, one a minute. */
async function recordOf(...made: readonly Made[]) {
  const ledger = openLedger({ file: ':memory:' });
  onTestFinished(() => ledger.close());
  const tick = sampleTick();
  await ledger.commit([insertTick(tick)]);
  for (const [i, { strategyHash = sampleStrategyHash, ...order }] of made.entries()) {
    const at = minute(i);
    const decision = sampleDecision({ id: newId(at) });
    await ledger.commit([
      insertDecision(decision, { tick: tick.id, strategy: tick.strategy, strategyHash, at }),
      insertOrder(sampleOrder({ decision: decision.id, createdAt: at, status: 'Canceled', ...order }), []),
    ]);
  }
  return (await ruleHistoryOf(ledger, live)).get('hedge ETH|ETH');
}

const times = (n: number, one: Made): Made[] => Array.from({ length: n }, () => one);

test('default: five failures in a row for one reason are remembered, whatever numbers it tells', async () => {
  const failures = [2_031.2, 2_029, 2_040.75, 1_999, 2_001].map((price) => ({
    text: `price ${price} is not acceptable`,
  }));
  expect(await recordOf(...failures)).toEqual({
    lastAt: minute(4),
    failures: 5,
    sameCause: {
      text: 'price 2001 is not acceptable',
      at: [0, 1, 2, 3, 4].map(minute),
      strategyHash: sampleStrategyHash,
      side: 'Sell',
      mark: 5_312.07 / 2.41,
    },
  });
});

test('behavior: what expired before it was begun is no failure, and nothing waits for it', async () => {
  const expired: Made = { status: 'Expired', text: 'the account itself has sent a transaction' };
  expect(await recordOf({ text: 'the pool is full' }, ...times(5, expired))).toEqual({
    lastAt: minute(0),
    failures: 1,
  });
  expect(await recordOf(expired)).toBeUndefined();
});

test('behavior: it reaches a thousand orders back, those that expired too', async () => {
  const expired: Made = { status: 'Expired', text: 'the account itself has sent a transaction' };
  const failed: Made = { text: 'the pool is full' };
  expect(await recordOf(failed, failed, ...times(999, expired))).toMatchObject({ failures: 1 });
});

test('behavior: only the newest five are', async () => {
  const record = await recordOf(...times(7, { text: 'the pool is full' }));
  expect(record?.sameCause?.at).toEqual([2, 3, 4, 5, 6].map(minute));
});

test('behavior: another reason, an unknown one, a fill or an edited file begin anew', async () => {
  const one = { text: 'the pool is full' };
  for (const between of [
    { text: 'the market is closed' },
    { text: '' },
    { status: 'Filled' } as const,
    { ...one, strategyHash: '0xed' } as const,
  ]) {
    expect((await recordOf(...times(4, one), between, ...times(4, one)))?.sameCause).toBeUndefined();
  }
  expect((await recordOf(...times(6, { text: '' })))?.sameCause).toBeUndefined();
});

test('behavior: a row that breaks at its last step has failed, whatever steps of it were done', async () => {
  const step = (index: number) => ({ programme: 'row', index, of: 2 });
  const row: Made[] = [
    { status: 'Filled', step: step(0) },
    { status: 'Rejected', text: 'the price is not acceptable', step: step(1) },
  ];
  const five = await recordOf(...row, ...row, ...row, ...row, ...row);
  expect(five).toMatchObject({ failures: 5, sameCause: { text: 'the price is not acceptable' } });
  expect(await recordOf(...row, { status: 'Filled', step: step(0) }, { status: 'Filled', step: step(1) })).toEqual({
    lastAt: minute(3),
    failures: 0,
  });
});

test('behavior: when a rule last made a position smaller is remembered apart from what else it did', async () => {
  const terms = { ...sampleOrder().terms, reduceOnly: true } as Order['terms'];
  const record = await recordOf(
    { status: 'Filled', terms, orderClass: 'margin' },
    { status: 'Rejected', terms, orderClass: 'margin' },
    { status: 'Filled', orderClass: 'margin', terms: { ...terms, reduceOnly: false } as Order['terms'] },
  );
  expect(record).toEqual({ lastAt: minute(2), failures: 0, reducedAt: minute(0) });
});
