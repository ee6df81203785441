import { expect, onTestFinished, test } from 'vitest';
import type { OrdStatus } from '../model/order.js';
import { unixMillis } from '../model/units.js';
import { createAlarms } from '../record/alarms.js';
import { openLedger } from '../record/ledger.js';
import { openAlerts } from '../record/queries/alerts.js';
import { ruleHistoryOf } from '../record/queries/ruleHistoryOf.js';
import { sampleOrder, workOf } from '../record/testing/sample.js';
import { createRescueWatch } from './rescueWatch.js';

const log = { debug() {}, info() {}, warn() {}, error() {} };
const start = 1_700_000_000_000;
const rule = 'topUp gmx-v2 *';
const strategy = { name: 'eth-book', mode: 'live', chain: 'arbitrum' } as const;

function watching() {
  const ledger = openLedger({ file: ':memory:' });
  onTestFinished(() => ledger.close());
  let at = start;
  const create = () => createRescueWatch({ ledger, alarms: createAlarms({ ledger, now: () => unixMillis(at), log }) });
  let watch = create();
  return {
    restart() {
      watch = create();
    },
    /** An order of the rule was made now, and ended so. */
    async ended(status: OrdStatus, text = '') {
      const createdAt = unixMillis(at);
      await ledger.commit(workOf(sampleOrder({ rule, orderClass: 'margin', status, text, createdAt })));
    },
    /** What is open after so long, where the rule wants something, or nothing. */
    async after(
      ms: number,
      { wanted = true, unread = [] as string[], orderClass = 'margin', name = 'eth-book' } = {},
    ): Promise<string[]> {
      at += ms;
      const decision = { rule, kind: 'topUp', subject: { underlying: 'ETH' }, orderClass, verdict: 'hold', not: [] };
      const planned = {
        ...{ book: { strategy: { ...strategy, name } }, plan: { decisions: wanted ? [decision] : [] } },
        snapshot: { unread: unread.map((venue) => ({ venue, error: 'silent' })) },
        context: { history: await ruleHistoryOf(ledger, { ...strategy, name }), now: unixMillis(at) },
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
