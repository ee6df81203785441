import { expect, onTestFinished, test } from 'vitest';
import { emptyDesk } from '../model/desk.js';
import { unixMillis } from '../model/units.js';
import { createAlarms } from '../record/alarms.js';
import { openLedger } from '../record/ledger.js';
import { openAlerts } from '../record/queries/alerts.js';
import { createBlockWatch } from './blockWatch.js';

const silent = { debug() {}, info() {}, warn() {}, error() {} };
const planned = (verdict: string, not: readonly string[], blocks: readonly unknown[] = [{ id: 'block-1' }]) =>
  [
    {
      context: { desk: { ...emptyDesk, blocks } },
      plan: { decisions: [{ rule: 'block block-1', verdict, not }] },
    },
  ] as never;

test('default: a block that is stuck is told of with the reason, until it is no more', async () => {
  const ledger = openLedger({ file: ':memory:' });
  onTestFinished(() => ledger.close());
  const alarms = createAlarms({ ledger, now: () => unixMillis(1_700_000_000_000), log: silent });
  const watch = createBlockWatch({ ledger, alarms });
  const texts = async () => (await openAlerts(ledger)).map(({ code, text }) => `${code} ${text}`);
  await watch(planned('hold', ['backing off']));
  expect(await texts()).toEqual([]);
  await watch(planned('hold', ['stuck: nobody can say']));
  expect(await texts()).toEqual(['BLOCK_STUCK block block-1: nobody can say']);
  await watch(planned('act', []));
  expect(await texts()).toEqual([]);
  await watch(planned('refused', ['FUNDS: too little']));
  expect(await texts()).toEqual(['BLOCK_STUCK block block-1: FUNDS: too little']);
  await watch(planned('act', [], []));
  expect(await texts()).toEqual([]);
});
