import { expect, onTestFinished, test } from 'vitest';
import type { Subject } from '../model/decision.js';
import type { OrderClass, OrdStatus } from '../model/order.js';
import { unixMillis } from '../model/units.js';
import { historyKey } from '../plan/ruleHistory.js';
import { createAlarms } from '../record/alarms.js';
import { openLedger } from '../record/ledger.js';
import { openAlerts } from '../record/queries/alerts.js';
import { ruleHistoryOf } from '../record/queries/ruleHistoryOf.js';
import { sampleOrder, sampleStep, workOf } from '../record/testing/sample.js';
import { createRescueWatch } from './rescueWatch.js';

const log = { debug() {}, info() {}, warn() {}, error() {} };
const start = 1_700_000_000_000;
const rule = 'topUp gmx-v2 *';
const about: Subject = { underlying: 'ETH' };
const hour = 3_600_000;
const strategy = { name: 'eth-book', mode: 'live', chain: 'arbitrum' } as const;

interface Look {
  wanted?: boolean;
  displaced?: boolean;
  unread?: string[];
  orderClass?: OrderClass;
  name?: string;
  /** Rules that have an order on its way. */
  inFlight?: string[];
}

function watching() {
  const ledger = openLedger({ file: ':memory:' });
  onTestFinished(() => ledger.close());
  let at = start;
  let asked = 0;
  const counted = {
    ...ledger,
    get db() {
      asked += 1;
      return ledger.db;
    },
  };
  const alarms = createAlarms({ ledger, now: () => unixMillis(at), log });
  const create = () => createRescueWatch({ ledger: counted, alarms });
  let watch = create();
  return {
    restart() {
      watch = create();
    },
    /** How often the watch has asked the ledger. */
    asked: () => asked,
    /** An order of the rule was made now, and ended so. */
    async ended(status: OrdStatus, text = '', subject: Subject = about) {
      const createdAt = unixMillis(at);
      const order = sampleOrder({ rule, orderClass: 'margin', status, text, createdAt });
      await ledger.commit(workOf(order, sampleStep, subject));
    },
    /** What is open after so long, where the rule wants something, or nothing. */
    async after(ms: number, look: Look = {}): Promise<string[]> {
      const { wanted = true, displaced = false, unread = [], orderClass = 'margin', name = 'eth-book' } = look;
      at += ms;
      const decision = { rule, kind: 'topUp', subject: about, orderClass, verdict: 'hold', not: [] };
      const openOrders = (look.inFlight ?? []).map((one) => sampleOrder({ strategy: name, rule: one }));
      const plan = {
        decisions: wanted ? [decision] : [],
        ...(displaced ? { displaced: new Set([historyKey(rule, about)]) } : {}),
      };
      const planned = {
        ...{ book: { strategy: { ...strategy, name } }, plan },
        snapshot: { unread: unread.map((venue) => ({ venue, error: 'silent' })) },
        context: { history: await ruleHistoryOf(ledger, { ...strategy, name }), now: unixMillis(at), openOrders },
      };
      await watch([planned] as never);
      return (await openAlerts(ledger)).map(({ code, subject, text }) => `${code} ${subject}: ${text}`);
    },
  };
}

test('default: a rescue that failed twice is told with what it failed of, until one is filled', async () => {
  const { ended, after } = watching();
  await ended('Rejected', 'the wallet holds too little USDC');
  expect(await after(2_000)).toEqual([]);
  await ended('Rejected', 'the venue is paused');
  const [told] = await after(1_000);
  expect(told).toMatch(
    /^RESCUE_FAILED eth-book ETH, topUp gmx-v2 \*: the last 2 orders failed, and it is still wanted; order .* Rejected: the venue is paused$/,
  );
  await ended('Filled');
  expect(await after(1_000)).toEqual([]);
  await ended('Rejected');
  expect(await after(1_000)).toEqual([]);
});

test('behavior: one failure is told where it is not mended within a minute', async () => {
  const { ended, after } = watching();
  await ended('Canceled', 'nobody carried it out');
  expect(await after(59_000)).toEqual([]);
  expect(await after(1_000)).toEqual([
    expect.stringMatching(/the last order failed, .* Canceled: nobody carried it out/),
  ]);
});

test('behavior: it closes once nothing is wanted any more, and not where not all was read; also one of an earlier start', async () => {
  const { ended, after, restart } = watching();
  await ended('Rejected');
  expect(await after(60_000)).toHaveLength(1);
  restart();
  expect(await after(1_000, { wanted: false, unread: ['gmx-v2'] })).toHaveLength(1);
  expect(await after(1_000, { wanted: false, name: 'eth' })).toHaveLength(1);
  expect(await after(1_000, { wanted: false })).toEqual([]);
});

test('behavior: what is for cost or delta is no rescue', async () => {
  const { ended, after } = watching();
  await ended('Rejected');
  expect(await after(60_000, { orderClass: 'cost' })).toEqual([]);
});

test('behavior: what failed long ago is not of now: neither when the rule is wanted again, nor while its first new order is on its way', async () => {
  const { ended, after } = watching();
  await ended('Rejected', 'an old cause');
  await ended('Rejected', 'an old cause');
  expect(await after(hour)).toEqual([]);
  await ended('New');
  expect(await after(1_000)).toEqual([]);
  await ended('Rejected', 'a new cause');
  expect(await after(59_000)).toEqual([]);
  expect(await after(1_000)).toEqual([expect.stringMatching(/: a new cause$/)]);
});

test('behavior: one that was told stays open for as long as the rule is wanted, however long it waits', async () => {
  const { ended, after, restart } = watching();
  await ended('Rejected');
  expect(await after(60_000)).toHaveLength(1);
  expect(await after(hour)).toHaveLength(1);
  restart();
  expect(await after(hour)).toHaveLength(1);
});

test('behavior: what another rule sees to opens no alert, and closes none', async () => {
  const { ended, after } = watching();
  await ended('Rejected');
  expect(await after(60_000, { displaced: true })).toEqual([]);
  expect(await after(1_000)).toHaveLength(1);
  expect(await after(1_000, { displaced: true })).toHaveLength(1);
});

test('behavior: it stays open while an order of the rule is on its way, also where the rule says nothing meanwhile', async () => {
  const { ended, after } = watching();
  await ended('Rejected');
  expect(await after(60_000)).toHaveLength(1);
  expect(await after(1_000, { wanted: false, inFlight: [rule] })).toHaveLength(1);
  expect(await after(1_000, { wanted: false, inFlight: ['hedge ETH'] })).toEqual([]);
});

test('behavior: it names the order about the same account that failed, not one that was never begun or is about another', async () => {
  const { ended, after } = watching();
  await ended('Rejected', 'the cause');
  await ended('Rejected', 'of another', { underlying: 'BTC' });
  await ended('Expired', 'never begun');
  expect(await after(60_000)).toEqual([expect.stringMatching(/the last order failed, .* Rejected: the cause$/)]);
});

test('behavior: the ledger is asked once for each failure, however many blocks pass', async () => {
  const { ended, after, asked } = watching();
  await ended('Rejected');
  await after(1_000);
  const before = asked();
  await after(30_000);
  expect(await after(30_000)).toHaveLength(1);
  await after(60_000);
  expect(asked()).toBe(before);
  await ended('Rejected', 'another cause');
  expect(await after(60_000)).toEqual([expect.stringMatching(/another cause$/)]);
  expect(asked()).toBe(before + 1);
});
