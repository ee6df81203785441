import { expect, onTestFinished, test } from 'vitest';
import type { Log } from '../model/log.js';
import { defaultRiskSettings } from '../model/riskSettings.js';
import { milliseconds, unixMillis } from '../model/units.js';
import { planTick } from '../plan/planTick.js';
import { prepareOrders } from '../plan/prepareOrders.js';
import { healthBelow, holding, topUpRule, toyBook, toyStrategy } from '../plan/testing/toyBook.js';
import { toyPerp, toyState } from '../plan/testing/toyPerp.js';
import { createAlarms } from '../record/alarms.js';
import { openLedger } from '../record/ledger.js';
import { openAlerts } from '../record/queries/alerts.js';
import { latestHoldings } from '../record/queries/holdings.js';
import { openOrders } from '../record/queries/openOrders.js';
import { riskAt } from '../record/queries/ticks.js';
import { createRecorder } from '../record/recorder.js';
import { sampleAccount, sampleStep } from '../record/testing/sample.js';
import type { Book } from './book.js';
import type { Draft } from './decide.js';
import { createForecaster, type Forecaster } from './forecaster.js';
import { recordDraft } from './recordDraft.js';
import { recordSample } from './recordSample.js';

/** A tick that rescues an account, with what is told of it beside. */
function rescuing() {
  const ledger = openLedger({ file: ':memory:' });
  onTestFinished(() => ledger.close());
  const now = () => unixMillis(1_700_000_000_000);
  const lines: string[] = [];
  const log: Log = { debug() {}, info() {}, warn() {}, error: (_, message) => void lines.push(message) };
  const alarms = createAlarms({ ledger, now, log });
  const rules = [topUpRule({ when: healthBelow(1.3) })];
  const input = toyBook(rules, toyState({ accounts: { cross: holding(2, 260) } }));
  const { snapshot, openOrders: orders } = input;
  const venues = new Map([['toy', { ...toyPerp('toy'), prepare: () => [sampleStep] }]]);
  const strategy = toyStrategy(rules, { risk: defaultRiskSettings });
  const context = {
    openOrders: orders,
    history: new Map(),
    tradingState: input.tradingState,
    usage: input.usage,
    now: now(),
  };
  const plan = planTick({ ...input, ...context, strategy });
  const draft = {
    book: { strategy, venues, opening: [] } as unknown as Book,
    taken: { snapshot, transcripts: [] },
    ...{ snapshot, venues, heard: 0 },
    context,
    ...prepareOrders({ strategy, snapshot, venues, openOrders: orders, plan }),
  } as unknown as Draft;
  const recorder = createRecorder({ ledger, sampleEvery: milliseconds(60_000), now, log });
  const head = { block: snapshot.block, skipped: 0 };
  return {
    ...{ ledger, lines, strategy, snapshot },
    record: () =>
      recordDraft(recorder, { head, startedAt: now(), sheets: new Map(), multicall3: sampleAccount } as never, draft),
    sample: (record: { tick: string | null }, forecaster: Forecaster = createForecaster({ ledger, now })) =>
      recordSample(recorder, { forecaster, alarms, log }, draft, record),
  };
}

const failing: Forecaster = () => Promise.reject(new TypeError('cannot read a price'));

test('default: an order is written ahead before anything of the sample is worked out, which is added after', async () => {
  const { ledger, record, sample, strategy } = rescuing();
  const recorded = await record();
  expect(recorded.orders).toMatchObject([{ order: { orderClass: 'survive' } }]);
  const { account } = strategy;
  expect(await openOrders(ledger, { account, chainId: 31337, mode: 'live' })).toHaveLength(1);
  expect(await riskAt(ledger, recorded.tick ?? '')).not.toHaveProperty('deep');
  expect(await latestHoldings(ledger, strategy.name)).toBeUndefined();

  await sample(recorded);
  const report = await riskAt(ledger, recorded.tick ?? '');
  expect(report?.deep?.accounts).toHaveLength(1);
  expect(report?.marginAccounts).toEqual(recorded.risk.marginAccounts);
  expect(await latestHoldings(ledger, strategy.name)).toMatchObject({ tick: recorded.tick });
});

test('behavior: a sample that fails is told, and keeps nobody from anything; the next closes the alert', async () => {
  const { ledger, lines, record, sample, strategy } = rescuing();
  const recorded = await record();
  await sample(recorded, failing);
  expect(lines).toContain('the risk of a sample could not be told');
  const alert = { code: 'RISK_UNTOLD', subject: strategy.name, text: 'cannot read a price' };
  expect(await openAlerts(ledger)).toMatchObject([alert]);
  expect((await riskAt(ledger, recorded.tick ?? ''))?.marginAccounts).toHaveLength(1);
  await sample(recorded);
  expect(await openAlerts(ledger)).toEqual([]);
});

test('behavior: of a tick that was not worth a row nothing is told', async () => {
  const { ledger, sample, strategy } = rescuing();
  await sample({ tick: null });
  expect(await latestHoldings(ledger, strategy.name)).toBeUndefined();
});
