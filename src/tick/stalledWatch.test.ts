import { expect, onTestFinished, test } from 'vitest';
import { emptyDesk } from '../model/desk.js';
import type { Id } from '../model/order.js';
import { unixMillis } from '../model/units.js';
import { toyStrategy } from '../plan/testing/toyBook.js';
import { createAlarms } from '../record/alarms.js';
import { type Ledger, openLedger } from '../record/ledger.js';
import { openAlerts } from '../record/queries/alerts.js';
import { insertParents } from '../record/statements/parentOrders.js';
import { sampleParent } from '../record/testing/sampleParent.js';
import { createStalledWatch } from './stalledWatch.js';

const parent = { ...sampleParent(), acceptedAt: null, arrivalPrice: null, children: [] };
const silent = { debug() {}, info() {}, warn() {}, error() {} };

function watching(ledger: Ledger, chainId = parent.chainId) {
  const alarms = createAlarms({ ledger, now: () => unixMillis(1_700_000_000_000), log: silent });
  return createStalledWatch({ ledger, alarms, chainId });
}

/** What one tick has planned of the order; without `open` it is over. */
const planned = (
  not: readonly string[],
  { open = true, verdict = 'refused' } = {},
): Parameters<ReturnType<typeof watching>>[0] => [
  {
    book: { strategy: toyStrategy([]) },
    context: { desk: { ...emptyDesk, parents: open ? [parent] : [] } },
    plan: { decisions: open ? [{ subject: { parent: parent.id }, verdict, not }] : [] },
  } as never,
];

const alerted = async (ledger: Ledger): Promise<readonly Id[]> =>
  (await openAlerts(ledger)).map(({ code, subject }) => `${code} ${subject}`);
const stalled = `ORDER_STALLED ${parent.id}`;
const why = ['FUNDS: the wallet holds too little', 'stalled: nothing was done for 15 min'];

function open(): Ledger {
  const ledger = openLedger({ file: ':memory:' });
  onTestFinished(() => ledger.close());
  return ledger;
}

test('default: an order that does not get on is told with what stops it, until something is done', async () => {
  const ledger = open();
  const watch = watching(ledger);
  await watch(planned(['cooling down']));
  expect(await alerted(ledger)).toEqual([]);
  await watch(planned(why));
  expect(await alerted(ledger)).toEqual([stalled]);
  const [alert] = await openAlerts(ledger);
  expect(alert?.text).toContain('nothing was done for 15 min; FUNDS: the wallet holds too little');
  await watch(planned(['cooling down']));
  expect(await alerted(ledger)).toEqual([stalled]);
  await watch(planned([], { verdict: 'act' }));
  expect(await alerted(ledger)).toEqual([]);
});

test('behavior: one that is over is told no more, also by another run, but not by the loop of another chain', async () => {
  const ledger = open();
  await ledger.commit(insertParents([parent]));
  await watching(ledger)(planned(why));
  await watching(ledger, 10)(planned([], { open: false }));
  expect(await alerted(ledger)).toEqual([stalled]);
  await watching(ledger)(planned([], { open: false }));
  expect(await alerted(ledger)).toEqual([]);
});
