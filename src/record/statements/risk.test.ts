import { expect, onTestFinished, test } from 'vitest';
import type { Forecast } from '../../model/forecast.js';
import { unixMillis } from '../../model/units.js';
import { openLedger } from '../ledger.js';
import { forecasts } from '../tables/risk.js';
import { forecastHash, insertForecast } from './risk.js';

const forecast: Forecast = { asOf: unixMillis(0), underlyings: [], correlation: [], days: [] };

test('default: a forecast is kept once, and is as young as the newest tick that stands on it', async () => {
  const ledger = openLedger({ file: ':memory:' });
  onTestFinished(() => ledger.close());
  const hash = forecastHash(forecast);
  await ledger.commit(insertForecast(hash, forecast, unixMillis(1_000)));
  await ledger.commit(insertForecast(hash, forecast, unixMillis(9_000)));
  expect(await ledger.db.select().from(forecasts)).toEqual([{ hash, data: forecast, at: 9_000 }]);
});

test('behavior: equal forecasts have one hash, and others another', () => {
  const hash = forecastHash(forecast);
  expect(forecastHash({ ...forecast })).toBe(hash);
  expect(forecastHash({ ...forecast, asOf: unixMillis(1) })).not.toBe(hash);
});
