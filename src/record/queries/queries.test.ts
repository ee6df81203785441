import { expect, onTestFinished, test } from 'vitest';
import type { Fill } from '../../model/order.js';
import { milliseconds, tokenAmount, unixMillis, wad, wei } from '../../model/units.js';
import { newId } from '../id.js';
import { type Ledger, openLedger } from '../ledger.js';
import { prune } from '../prune.js';
import { packSnapshot } from '../snapshotCodec.js';
import { insertAttempt, updateAttempt } from '../statements/attempts.js';
import { insertDecision, insertFill, insertOrder, updateOrder, voidFillsOf } from '../statements/orders.js';
import { insertMarginAccounts, insertPositions, insertRisk, insertSnapshot, insertTick } from '../statements/ticks.js';
import {
  sampleAccount,
  sampleAttempt,
  sampleDecision,
  sampleMarginAccount,
  sampleOrder,
  samplePosition,
  sampleStep,
  sampleStrategyHash,
  sampleTick,
  workOf,
} from '../testing/sample.js';
import { attemptsAtNonce, openAttempts, unsettledAttempts } from './attempts.js';
import { decisionStory, listDecisions } from './decisions.js';
import { findById } from './findById.js';
import { listOrders } from './listOrders.js';
import { newestTicks } from './newestTicks.js';
import { openOrders } from './openOrders.js';
import { ruleHistoryOf } from './ruleHistoryOf.js';
import { snapshotOf } from './snapshotOf.js';
import { stepsOf } from './stepsOf.js';
import { latestMarginAccounts, latestPositions, latestRisk, latestTick, positionsAt, strategiesSeen } from './ticks.js';
import { usageOf } from './usageOf.js';

const HOUR = 3_600_000;
const now = unixMillis(1_700_000_000_000);
const ago = (ms: number) => unixMillis(now - ms);
/** The sample strategy, as it runs. */
const live = { name: 'eth-book', mode: 'live' } as const;
const sender = { account: sampleAccount, chainId: 31337 };

function open(): Ledger {
  const ledger = openLedger({ file: ':memory:' });
  onTestFinished(() => ledger.close());
  return ledger;
}

const trade = (quantity: bigint, price: bigint): Fill => ({
  kind: 'trade',
  instrument: 'perp-v2 ETH',
  underlying: 'ETH',
  side: 'Sell',
  quantity: wad(quantity * 10n ** 18n),
  price: wad(price * 10n ** 18n),
  fee: wad(1n),
});

const riskReport = {
  positions: [],
  underlyings: [],
  marginAccounts: [],
  portfolio: {
    equity: 3_000,
    deltaUsd: -0,
    gammaUsd: 0,
    vega: 0,
    theta: 0,
    notional: 0,
    leverage: 0,
    worstHealth: Number.POSITIVE_INFINITY,
  },
};

test('default: a tick comes back as it went in, to the last digit', async () => {
  const ledger = open();
  const raw = { block: { number: 401_223_187n }, calls: [[sampleAccount, '0x01', true, '0xff']] };
  const packed = packSnapshot(raw);
  const tick = sampleTick({ snapshotHash: packed.hash });
  await ledger.commit([
    insertTick(tick),
    insertSnapshot(tick.id, packed),
    insertPositions(tick.id, [samplePosition]),
    insertMarginAccounts(tick.id, [sampleMarginAccount]),
    insertRisk(tick.id, riskReport),
  ]);
  await ledger.commit(insertTick(sampleTick({ strategy: 'other', at: unixMillis(now + 1) })));
  expect(await latestTick(ledger, 'eth-book')).toStrictEqual({ ...tick, holder: ledger.holder });
  expect(await latestPositions(ledger, 'eth-book')).toStrictEqual([samplePosition]);
  expect(await latestMarginAccounts(ledger, 'eth-book')).toStrictEqual([sampleMarginAccount]);
  expect(await latestRisk(ledger, 'eth-book')).toStrictEqual(riskReport);
  expect(await snapshotOf(ledger, tick.id)).toStrictEqual(raw);
  expect(await strategiesSeen(ledger)).toEqual(['eth-book', 'other']);
  expect(await latestTick(ledger, 'nobody')).toBeUndefined();
  expect(await latestPositions(ledger, 'nobody')).toEqual([]);
});

test('behavior: where the clock was set back the newest sample is the one that was written last', async () => {
  const ledger = open();
  const write = async (strategy: string, at: number) => {
    const tick = sampleTick({ strategy, at: unixMillis(at) });
    await ledger.commit(insertTick(tick));
    return tick.id;
  };
  const told = async () => ({
    each: Object.fromEntries((await newestTicks(ledger.db)).map(({ strategy, id }) => [strategy, id])),
    one: (await latestTick(ledger, 'eth-book'))?.id,
  });
  const books = (each: Record<string, string>) => ({ each, one: each['eth-book'] });
  await write('eth-book', now - 5_000);
  const ended = await write('ended', now - 4_000);
  const before = await write('eth-book', now);
  const other = await write('other', now + 1);
  expect(await told()).toEqual(books({ ended, 'eth-book': before, other }));
  const first = await write('eth-book', now - HOUR);
  expect(await told()).toEqual(books({ ended, 'eth-book': first, other }));
  const second = await write('eth-book', now - HOUR + 5_000);
  const last = await write('other', now - HOUR + 5_001);
  expect(await told()).toEqual(books({ ended, 'eth-book': second, other: last }));
  // The clock is where it was again.
  const again = await write('eth-book', now + 9_000);
  expect((await told()).one).toBe(again);
});

test('behavior: the story of a decision tells its tick, orders, steps, attempts and fills', async () => {
  const ledger = open();
  const order = sampleOrder();
  const attempt = sampleAttempt(order, { state: 'Final', gasCost: wei(10n ** 15n), blockNumber: 9n, settled: true });
  const fill = { id: newId(now), order: order.id, attempt: attempt.id, fill: trade(2n, 2_200n), at: now };
  await ledger.commit([workOf(order), insertAttempt(attempt), insertFill(fill)]);
  const story = await decisionStory(ledger, order.decision);
  expect(story?.decision).toMatchObject(sampleDecision({ id: order.decision }));
  expect(story?.tick.blockNumber).toBe(401_223_187n);
  expect(story?.orders).toMatchObject([{ order, steps: [sampleStep], attempts: [attempt], fills: [fill] }]);
  expect(await stepsOf(ledger, order.id)).toStrictEqual([sampleStep]);
  expect(await decisionStory(ledger, newId(now))).toBeUndefined();

  await ledger.commit(voidFillsOf(attempt.id));
  expect((await decisionStory(ledger, order.decision))?.orders[0]?.fills).toEqual([]);
});

test('behavior: lists are newest first, by strategy, since a time, and bounded', async () => {
  const ledger = open();
  const made = [3, 2, 1].map((hours) => sampleOrder({ createdAt: ago(hours * HOUR) }));
  const foreign = sampleOrder({ strategy: 'other', createdAt: now });
  for (const order of [...made, foreign]) await ledger.commit(workOf(order));
  const ids = async (options: Parameters<typeof listOrders>[1]) =>
    (await listOrders(ledger, options)).map((order) => order.id);
  const [oldest, middle, newest] = made.map((order) => order.id);
  expect(await ids({ limit: 9 })).toEqual([foreign.id, newest, middle, oldest]);
  expect(await ids({ limit: 2, strategy: 'eth-book' })).toEqual([newest, middle]);
  expect(await ids({ limit: 9, strategy: 'eth-book', since: ago(2 * HOUR) })).toEqual([newest, middle]);
  expect((await listDecisions(ledger, { limit: 1, strategy: 'other' })).map((d) => d.id)).toEqual([foreign.decision]);
  expect(await openOrders(ledger, { strategy: 'other' })).toHaveLength(1);
  expect(await openOrders(ledger, { account: '0x0000000000000000000000000000000000000001' })).toEqual([]);
});

test('behavior: open attempts are those that may still change, by nonce', async () => {
  const ledger = open();
  const order = sampleOrder();
  const states = ['Final', 'Broadcast', 'Reverted', 'Mined', 'Unknown', 'Dropped', 'Replaced', 'Signed'] as const;
  const made = states.map((state, i) =>
    sampleAttempt(order, { state, nonce: 20 - i, settled: ['Final', 'Dropped', 'Replaced'].includes(state) }),
  );
  await ledger.commit([workOf(order), made.map(insertAttempt)]);
  const statesOf = (attempts: readonly { state: string }[]) => attempts.map((attempt) => attempt.state);
  expect(statesOf(await openAttempts(ledger, sender))).toEqual(['Signed', 'Unknown', 'Mined', 'Broadcast']);
  expect(statesOf(await unsettledAttempts(ledger, sender))).toContain('Reverted');
  expect(await openAttempts(ledger, { ...sender, chainId: 1 })).toEqual([]);
  expect(await attemptsAtNonce(ledger, sender, 19)).toMatchObject([made[1] ?? {}]);
  const id = made[1]?.id ?? '';
  await ledger.commit(updateAttempt(id, 'Broadcast', { state: 'Mined', blockNumber: 5n }, now));
  await expect(ledger.commit(updateAttempt(id, 'Broadcast', { state: 'Mined' }, now))).rejects.toThrow(/not Broadcast/);
  expect(await attemptsAtNonce(ledger, sender, 19)).toMatchObject([{ state: 'Mined', blockNumber: 5n, text: '' }]);
});

test('behavior: usage counts orders by time, turnover once, and gas of attempts', async () => {
  const ledger = open();
  const filled = sampleOrder({ createdAt: ago(25 * HOUR), status: 'Filled', notional: 99_999 });
  const partly = sampleOrder({ createdAt: ago(2 * HOUR), status: 'PartiallyFilled', notional: 5_000 });
  const fresh = sampleOrder({ createdAt: ago(HOUR), status: 'New', notional: 300 });
  const rejected = sampleOrder({ createdAt: ago(10), status: 'Rejected', notional: 7_000 });
  const foreign = sampleOrder({ createdAt: ago(10), strategy: 'other', notional: 1 });
  const topUp = sampleOrder({
    createdAt: ago(10),
    terms: {
      kind: 'addCollateral',
      venue: 'lyra',
      marginAccount: 'lyra #7',
      token: 'sUSD',
      decimals: 18,
      amount: tokenAmount(1n),
    },
  });
  for (const order of [filled, partly, fresh, rejected, foreign, topUp]) await ledger.commit(workOf(order));
  const paid = (order: typeof filled, gasCost: bigint, changes = {}) =>
    sampleAttempt(order, { gasCost: wei(gasCost), state: 'Final', settled: true, ...changes });
  const old = paid(filled, 10n ** 18n);
  const recent = paid(partly, 3n * 10n ** 15n, { createdAt: ago(2 * HOUR) });
  const fillOf = (attempt: typeof old, fill: Fill, at: number) =>
    insertFill({ id: newId(at), order: attempt.order, attempt: attempt.id, fill, at: unixMillis(at) });
  await ledger.commit([
    insertAttempt(old),
    insertAttempt(recent),
    fillOf(old, trade(1n, 2_000n), ago(23 * HOUR)),
    fillOf(old, trade(5n, 2_000n), ago(25 * HOUR)),
    fillOf(recent, trade(1n, 1_000n), ago(2 * HOUR)),
  ]);
  expect(await usageOf(ledger, live, now)).toEqual({
    ordersLastHour: 3,
    ordersLastDay: 4,
    turnoverLastDay: 2_000 + 5_000 + 300,
    gasLastDay: 0.003,
  });
});

test('behavior: a shadow is nothing to the account: not in flight, not used up, not failed', async () => {
  const ledger = open();
  const shadow = { name: 'eth-book', mode: 'shadow' } as const;
  for (const status of ['PendingNew', 'Canceled', 'Canceled'] as const) {
    await ledger.commit(workOf(sampleOrder({ mode: 'shadow', status, createdAt: ago(HOUR / 2) })));
  }
  const unused = { ordersLastHour: 0, ordersLastDay: 0, turnoverLastDay: 0, gasLastDay: 0 };
  expect(await openOrders(ledger, { account: sampleAccount, mode: 'live' })).toEqual([]);
  expect(await usageOf(ledger, live, now)).toEqual(unused);
  expect(await ruleHistoryOf(ledger, live)).toEqual(new Map());
  expect(await ruleHistoryOf(ledger, shadow)).toEqual(
    new Map([['hedge ETH|ETH', { lastAt: ago(HOUR / 2), failures: 0 }]]),
  );
  expect(await usageOf(ledger, shadow, now)).toMatchObject({ ordersLastHour: 3 });
});

test('behavior: orders in flight are those of an account on a chain, whatever the strategy is called', async () => {
  const ledger = open();
  const here = sampleOrder({ strategy: 'old-name', chainId: 10, status: 'New' });
  for (const order of [here, sampleOrder({ chainId: 42161, status: 'New' })]) await ledger.commit(workOf(order));
  const found = await openOrders(ledger, { account: sampleAccount, chainId: 10, mode: 'live' });
  expect(found.map((order) => order.id)).toEqual([here.id]);
});

test('behavior: failures of a rule are counted per subject, since its last fill', async () => {
  const ledger = open();
  const statuses = ['Rejected', 'Filled', 'Canceled', 'Rejected', 'New'] as const;
  const made = statuses.map((status, i) => sampleOrder({ status, createdAt: ago((10 - i) * HOUR) }));
  for (const order of made) await ledger.commit(workOf(order));
  const tick = sampleTick();
  const decision = sampleDecision({ subject: { marginAccount: 'lyra #7' }, rule: 'topUp lyra *' });
  const other = sampleOrder({ decision: decision.id, rule: decision.rule, status: 'Rejected', createdAt: now });
  const { id, strategy } = tick;
  await ledger.commit([
    insertTick(tick),
    insertDecision(decision, { tick: id, strategy, strategyHash: sampleStrategyHash, at: now }),
    insertOrder(other, []),
  ]);
  expect(await ruleHistoryOf(ledger, live)).toEqual(
    new Map([
      ['hedge ETH|ETH', { lastAt: ago(6 * HOUR), failures: 2 }],
      ['topUp lyra *|lyra #7', { lastAt: now, failures: 1 }],
    ]),
  );
  await ledger.commit(updateOrder(made[4]?.id ?? '', { status: 'Filled', text: '', at: now }));
  expect((await ruleHistoryOf(ledger, live)).get('hedge ETH|ETH')?.failures).toBe(0);
});

test('behavior: anything is found by the beginning of its id, and an attempt by its hash', async () => {
  const ledger = open();
  const order = sampleOrder();
  const attempt = sampleAttempt(order);
  await ledger.commit([workOf(order), insertAttempt(attempt)]);
  const decision = order.decision;
  expect(await findById(ledger, order.id.slice(0, 13))).toEqual([{ kind: 'order', id: order.id, decision }]);
  expect(await findById(ledger, decision)).toEqual([{ kind: 'decision', id: decision, decision }]);
  expect(await findById(ledger, attempt.hash.toUpperCase().replace('0X', '0x'))).toEqual([
    { kind: 'attempt', id: attempt.id, decision },
  ]);
  expect((await findById(ledger, order.id.slice(0, 4))).length).toBeGreaterThanOrEqual(4);
  for (const nothing of ['', '01', '%', 'zzzz', `${order.id}0`, 'ffff', '0x']) {
    expect(await findById(ledger, nothing)).toEqual([]);
  }
});

test('behavior: pruning drops old ticks that decided nothing, and inputs of decided ones only when told', async () => {
  const ledger = open();
  const packed = packSnapshot({ calls: [] });
  const order = sampleOrder({ createdAt: ago(10 * HOUR) });
  await ledger.commit(workOf(order));
  const decided = await latestTick(ledger, 'eth-book');
  if (!decided) throw new Error('no tick');
  const idle = Array.from({ length: 450 }, (_, i) => sampleTick({ at: ago(9 * HOUR - i) }));
  const young = sampleTick({ at: ago(HOUR) });
  await ledger.commit(insertSnapshot(decided.id, packed));
  await ledger.commit(
    [...idle, young].map((tick) => [
      insertTick(tick),
      insertSnapshot(tick.id, packed),
      insertPositions(tick.id, [samplePosition]),
      insertRisk(tick.id, riskReport),
    ]),
  );
  const keep = milliseconds(2 * HOUR);
  expect(await prune(ledger, { keep, now, most: 200 })).toEqual({ ticks: 200, snapshots: 0, forecasts: 0, more: true });
  expect(await prune(ledger, { keep, now })).toEqual({ ticks: 250, snapshots: 0, forecasts: 0, more: false });
  expect(await positionsAt(ledger, idle[0]?.id ?? '')).toEqual([]);
  expect(await positionsAt(ledger, young.id)).toHaveLength(1);
  expect(await snapshotOf(ledger, decided.id)).toEqual({ calls: [] });
  expect(await prune(ledger, { keep, keepDecided: keep, now })).toEqual({
    ticks: 0,
    snapshots: 1,
    forecasts: 0,
    more: false,
  });
  expect(await snapshotOf(ledger, decided.id)).toBeUndefined();
  expect(await decisionStory(ledger, order.decision)).toMatchObject({ tick: { id: decided.id } });
  expect(await listOrders(ledger, { limit: 9 })).toHaveLength(1);
});
