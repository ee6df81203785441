import type { Hash } from 'viem';
import { expect, onTestFinished, test } from 'vitest';
import { milliseconds, unixMillis, wad, wei } from '../../model/units.js';
import { newId } from '../id.js';
import { type Ledger, openLedger } from '../ledger.js';
import { prune } from '../prune.js';
import { insertAttempt } from '../statements/attempts.js';
import { insertUnsolicited, type RecordedUnsolicited } from '../statements/unsolicited.js';
import { type FollowedVenueOrder, insertVenueOrder, updateVenueOrder } from '../statements/venueOrders.js';
import { oldLedger } from '../testing/oldLedger.js';
import {
  sampleAccount,
  sampleAttempt,
  sampleOrder,
  sampleStep,
  sampleTrade,
  temporaryFolder,
  workOf,
} from '../testing/sample.js';
import { decisionStory } from './decisions.js';
import { openOrders } from './openOrders.js';
import { ruleHistoryOf } from './ruleHistoryOf.js';
import { stepsOf } from './stepsOf.js';
import { listUnsolicited } from './unsolicited.js';
import { usageOf } from './usageOf.js';
import { unsettledVenueOrders, venueOrdersById } from './venueOrders.js';

const hash = (digit: string): Hash => `0x${digit.repeat(64)}`;
const now = unixMillis(1_700_000_000_000);

function open(): Ledger {
  const ledger = openLedger({ file: ':memory:' });
  onTestFinished(() => ledger.close());
  return ledger;
}

async function waiting(ledger: Ledger, id = '0x12') {
  const order = sampleOrder({ status: 'New' });
  const attempt = sampleAttempt(order, { chainId: order.chainId });
  const row: FollowedVenueOrder = {
    chainId: order.chainId,
    id,
    venue: 'toy',
    account: order.account,
    order: order.id,
    attempt: attempt.id,
    handovers: [{ from: null, attempt: attempt.id }],
    status: 'New',
    text: '',
    createdBlock: 401_223_187n,
    seenTo: 401_223_190n,
    looks: 0,
    keeperPaid: wei(0n),
    transactions: [hash('a')],
    endBlock: null,
    endBlockHash: null,
    endTransaction: null,
    settled: false,
    createdAt: now,
  };
  await ledger.commit([workOf(order), insertAttempt(attempt), insertVenueOrder(row)]);
  return { order, attempt, row };
}

test('default: what waits comes back as it was, with its order and in its story', async () => {
  const ledger = open();
  const { order, row } = await waiting(ledger);
  const [again] = await unsettledVenueOrders(ledger, order);
  expect(again).toEqual({ ...row, holder: ledger.holder, updatedAt: now });
  expect((await openOrders(ledger)).map(({ venueOrders }) => venueOrders)).toEqual([[row.id]]);
  const story = await decisionStory(ledger, order.decision);
  expect(story?.orders[0]?.venueOrders).toEqual([again]);

  const end = { endBlock: 401_223_200n, endBlockHash: hash('b'), endTransaction: hash('c') };
  await ledger.commit(updateVenueOrder(row, { ...end, status: 'Filled', settled: true }, now));
  expect(await unsettledVenueOrders(ledger, order)).toEqual([]);
  expect(await venueOrdersById(ledger, { chainId: order.chainId, venue: 'toy' }, [row.id, '0x13'])).toMatchObject([
    end,
  ]);
  // What stands no more is told as well: the reading says what stands.
  expect((await openOrders(ledger)).map(({ venueOrders }) => venueOrders)).toEqual([[row.id]]);
});

test('behavior: an order that is nowhere in a book has no such list at all', async () => {
  const ledger = open();
  await ledger.commit(workOf(sampleOrder()));
  expect((await openOrders(ledger))[0]).not.toHaveProperty('venueOrders');
});

test('behavior: what keepers were paid counts against the gas of the day', async () => {
  const ledger = open();
  const { row } = await waiting(ledger);
  const used = async (at: number) =>
    (await usageOf(ledger, { name: 'eth-book', mode: 'live' }, unixMillis(at))).gasLastDay;
  const before = await used(now);
  await ledger.commit(updateVenueOrder(row, { keeperPaid: wei(2n * 10n ** 15n) }, now));
  expect((await used(now)) - before).toBeCloseTo(0.002, 12);
  expect((await used(now + 25 * 3_600_000)) - before).toBeLessThanOrEqual(0);
});

test('behavior: what keepers are paid for comes back with the step', async () => {
  const ledger = open();
  const order = sampleOrder();
  const step = { ...sampleStep, keeperGas: [{ gas: 3_000_000n, paid: wei(10n ** 30n) }] };
  await ledger.commit(workOf(order, step));
  expect(await stepsOf(ledger, order.id)).toEqual([step]);
});

test('behavior: a resting order that ends as Canceled is no failure of its rule, and a trade is', async () => {
  const ledger = open();
  const { maxSlippage: _, kind: __, ...traded } = sampleTrade;
  const rest = { ordType: 'Stop', triggerPrice: wad(1n), maxSlippage: null, replaces: null } as const;
  const failures = async () =>
    [...(await ruleHistoryOf(ledger, { name: 'eth-book', mode: 'live' })).values()][0]?.failures;
  await ledger.commit(workOf(sampleOrder({ status: 'Canceled', terms: { ...traded, ...rest, kind: 'rest' } })));
  expect(await failures()).toBe(0);
  await ledger.commit(workOf(sampleOrder({ status: 'Rejected', terms: { ...traded, ...rest, kind: 'rest' } })));
  expect(await failures()).toBe(1);
  await ledger.commit(workOf(sampleOrder({ status: 'Canceled' })));
  expect(await failures()).toBe(2);
});

test('behavior: pruning drops neither what waits nor what was not asked for', async () => {
  const ledger = open();
  const { order } = await waiting(ledger);
  const change: RecordedUnsolicited = {
    id: newId(now),
    chainId: order.chainId,
    account: sampleAccount,
    venue: 'toy',
    kind: 'liquidation',
    order: '0x99',
    marginAccount: 'toy ETH',
    fill: { kind: 'cancel', order: '0x99' },
    text: 'liquidated',
    blockNumber: 401_223_187n,
    blockHash: hash('b'),
    transactionHash: hash('c'),
    logIndex: 3,
    at: now,
  };
  await ledger.commit(insertUnsolicited(change));
  const later = unixMillis(now + 10 ** 12);
  await prune(ledger, { keep: milliseconds(0), keepDecided: milliseconds(0), now: later });
  expect(await unsettledVenueOrders(ledger, order)).toHaveLength(1);
  expect(await listUnsolicited(ledger, { limit: 10 })).toEqual([{ ...change, holder: ledger.holder }]);
});

test('behavior: a ledger from before there were venue orders is brought up to date with all it holds', async () => {
  const file = `${temporaryFolder(onTestFinished)}/old.db`;
  const client = oldLedger(file, 1);
  client.exec("insert into ticks select 't', 'h', 's', '0x', 1, '0x', 1, '0x', 1, '0x', 1, 0, '{}', 1");
  client.exec(
    `insert into decisions values ('d', 'h', 't', 's', '0x', 'r', 'hedge', '{}', 'delta', 'act', '[]', '[]', '[]', '[]', '{}', null, 1)`,
  );
  client.exec(
    "insert into orders values ('o', 'h', 'd', 's', 'r', '0x', 1, 'live', 'delta', '{}', 'New', '', 1, 1, 1)",
  );
  client.exec("insert into order_steps values ('o', 0, 'trade', 'sell', '0x', '0x', '0', null)");
  client.close();

  const ledger = openLedger({ file });
  onTestFinished(() => ledger.close());
  expect(await openOrders(ledger)).toMatchObject([{ id: 'o', status: 'New' }]);
  const [step] = await stepsOf(ledger, 'o');
  expect(step).toMatchObject({ purpose: 'trade', describe: 'sell' });
  expect(step).not.toHaveProperty('keeperGas');
});
