import { expect, onTestFinished, test } from 'vitest';
import type { Forecast } from '../model/forecast.js';
import type { Holdings } from '../model/holdings.js';
import { defaultRiskSettings } from '../model/riskSettings.js';
import { milliseconds, type UnixMillis, unixMillis, unixSeconds } from '../model/units.js';
import { type Ledger, openLedger } from './ledger.js';
import { prune } from './prune.js';
import { latestHoldings } from './queries/holdings.js';
import { snapshotOf } from './queries/snapshotOf.js';
import { latestTick } from './queries/ticks.js';
import { packSnapshot } from './snapshotCodec.js';
import { forecastHash, insertForecast, replaceHoldings } from './statements/risk.js';
import { insertSnapshot } from './statements/ticks.js';
import { forecasts } from './tables/risk.js';
import { sampleOrder, workOf } from './testing/sample.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const now = unixMillis(1_700_000_000_000);
const ago = (ms: number) => unixMillis(now - ms);
const keep = milliseconds(10 * DAY);

function open(): Ledger {
  const ledger = openLedger({ file: ':memory:' });
  onTestFinished(() => ledger.close());
  return ledger;
}

const forecastOf = (asOf: UnixMillis): Forecast => ({ asOf, underlyings: [], correlation: [], days: [] });
const written = (forecast: Forecast, at: UnixMillis) => insertForecast(forecastHash(forecast), forecast, at);
const kept = async (ledger: Ledger) => (await ledger.db.select().from(forecasts)).map(({ data }) => data.asOf).sort();

test('default: forecasts go a day after the last snapshot that could stand on them', async () => {
  const ledger = open();
  const ages = [12 * DAY, 11 * DAY + 1, 11 * DAY, 5 * DAY, HOUR].map(ago);
  await ledger.commit(ages.map((at) => written(forecastOf(at), at)));
  expect(await prune(ledger, { keep, keepDecided: keep, now })).toMatchObject({ forecasts: 2, more: false });
  expect(await kept(ledger)).toEqual(ages.slice(2).sort());
  expect(await prune(ledger, { keep, keepDecided: keep, now })).toMatchObject({ forecasts: 0 });
});

test('args: none goes where inputs are kept for ever', async () => {
  const ledger = open();
  await ledger.commit(written(forecastOf(ago(900 * DAY)), ago(900 * DAY)));
  expect(await prune(ledger, { keep, now })).toMatchObject({ forecasts: 0 });
  expect(await kept(ledger)).toHaveLength(1);
});

test("behavior: what a book's newest sample stands on stays, however old, and goes once there is a newer one", async () => {
  const ledger = open();
  const holdings: Holdings = {
    at: unixSeconds(0),
    underlyings: [],
    options: [],
    linear: [],
    liquidity: [],
    margins: [],
    unpriced: [],
  };
  const sampled = (forecast: Forecast, at: UnixMillis) => [
    written(forecast, at),
    replaceHoldings({
      strategy: 'stopped',
      tick: 'a',
      holdings,
      settings: defaultRiskSettings,
      forecast: forecastHash(forecast),
      at,
    }),
  ];
  const old = forecastOf(ago(300 * DAY));
  await ledger.commit(sampled(old, ago(300 * DAY)));
  expect(await prune(ledger, { keep, keepDecided: keep, now })).toMatchObject({ forecasts: 0 });
  expect((await latestHoldings(ledger, 'stopped'))?.forecast).toEqual(old);
  await ledger.commit(sampled(forecastOf(now), now));
  expect(await prune(ledger, { keep, keepDecided: keep, now })).toMatchObject({ forecasts: 1 });
  expect(await kept(ledger)).toEqual([now]);
});

test('behavior: a forecast that is first old and then used again is as young as that, and its decision is replayed', async () => {
  const ledger = open();
  // Without a price history it is the same for months.
  const forecast = forecastOf(unixMillis(0));
  await ledger.commit(written(forecast, ago(300 * DAY)));
  const at = ago(9 * DAY);
  await ledger.commit([workOf(sampleOrder({ createdAt: at })), written(forecast, at)]);
  const tick = (await latestTick(ledger, 'eth-book'))?.id ?? '';
  await ledger.commit(insertSnapshot(tick, packSnapshot({ context: {}, forecast: forecastHash(forecast) })));
  expect(await prune(ledger, { keep, keepDecided: keep, now })).toEqual({
    ticks: 0,
    snapshots: 0,
    forecasts: 0,
    more: false,
  });
  expect(await snapshotOf(ledger, tick)).toEqual({ context: { forecast } });

  const later = unixMillis(now + 3 * DAY);
  expect(await prune(ledger, { keep, keepDecided: keep, now: later })).toMatchObject({ snapshots: 1, forecasts: 1 });
  expect(await snapshotOf(ledger, tick)).toBeUndefined();
});

test('behavior: more of them than one unit of work takes all go', async () => {
  const ledger = open();
  const ages = Array.from({ length: 450 }, (_, i) => ago(20 * DAY + i));
  await ledger.commit(ages.map((at) => written(forecastOf(at), at)));
  expect(await prune(ledger, { keep, keepDecided: keep, now })).toMatchObject({ forecasts: 450 });
});
