import { expect, onTestFinished, test } from 'vitest';
import { forecastOf } from '../../../assess/history/forecastOf.js';
import { firstMidnight, garchReturns, pricesOf } from '../../../assess/history/testing/simulated.js';
import type { Forecast } from '../../../model/forecast.js';
import type { Holdings } from '../../../model/holdings.js';
import { defaultRiskSettings } from '../../../model/riskSettings.js';
import { unixMillis, unixSeconds } from '../../../model/units.js';
import { type Ledger, openLedger } from '../../../record/ledger.js';
import { forecastHash, insertForecast, replaceHoldings } from '../../../record/statements/risk.js';
import { insertTick } from '../../../record/statements/ticks.js';
import { sampleTick } from '../../../record/testing/sample.js';
import { valueAtRiskOf } from './var.js';

const at = unixMillis(firstMidnight + 400 * 86_400_000);
const holdings: Holdings = {
  at: unixSeconds(at / 1000),
  underlyings: [{ name: 'ETH', price: 2_000 }],
  options: [
    {
      position: 'lyra #7',
      venue: 'lyra',
      underlying: 'ETH',
      marginAccount: null,
      quantity: -10,
      strike: 1_800,
      expiry: unixSeconds(at / 1000 + 14 * 86_400),
      right: 'put',
      vol: 0.7,
      volSource: 'venue',
      volPerLogSpot: 0,
      rate: 0,
      spot: 2_000,
    },
  ],
  linear: [],
  liquidity: [],
  margins: [],
  unpriced: [],
};
const forecast = forecastOf(
  [pricesOf('ETH', garchReturns(400, { omega: 4e-5, alpha: 0.1, beta: 0.86 }, 2))],
  { vols: {} },
  ['ETH'],
);

async function recorded(known: Forecast | null): Promise<Ledger> {
  const ledger = openLedger({ file: ':memory:' });
  onTestFinished(() => ledger.close());
  const tick = sampleTick({ at });
  const hash = known && forecastHash(known);
  await ledger.commit([
    insertTick(tick),
    hash ? insertForecast(hash, known, at) : [],
    replaceHoldings({
      strategy: 'eth-book',
      tick: tick.id,
      holdings,
      settings: defaultRiskSettings,
      forecast: hash,
      at,
    }),
  ]);
  return ledger;
}

test('default: every method at every level, who contributes, and what is assumed', async () => {
  const { text, json } = await valueAtRiskOf(await recorded(forecast));
  expect(text.split('\n')[0]).toBe('eth-book');
  for (const method of ['historical', 'filtered-historical', 'monte-carlo'])
    expect(text).toMatch(new RegExp(`^${method} +[\\d ]+ +95 %`, 'm'));
  expect(text.match(/ 99 % /g)).toHaveLength(3);
  expect(text).toMatch(/^ETH +\d+\.\d % garch +400 /m);
  expect(text).toMatch(/nothing is hedged/);
  expect(text).not.toMatch(/not known/);
  expect(json).toMatchObject([
    { strategy: 'eth-book', report: { hours: 24, methods: [{ scenarios: 370 }, {}, { scenarios: 10_000 }] } },
  ]);
});

test('behavior: a longer time risks more', async () => {
  const ledger = await recorded(forecast);
  const worst = async (hours: number): Promise<number> => {
    const { json } = await valueAtRiskOf(ledger, { hours });
    const [book] = json as { report: { methods: { tails: { valueAtRisk: number }[] }[] } }[];
    return book?.report.methods[1]?.tails[2]?.valueAtRisk ?? Number.NaN;
  };
  expect(await worst(72)).toBeGreaterThan((await worst(24)) * 1.3);
});

test('behavior: what is not known is said, and its figures are left out', async () => {
  const { text } = await valueAtRiskOf(await recorded(null));
  expect(text).toMatch(/^historical +0 +95 % +- /m);
  expect(text).toMatch(/not known\n {2}ETH: too short a price history/);
});

test('args: a book of before there were holdings, an empty ledger, and one that is not known', async () => {
  const ledger = openLedger({ file: ':memory:' });
  onTestFinished(() => ledger.close());
  expect((await valueAtRiskOf(ledger)).json).toEqual([]);
  await ledger.commit(insertTick(sampleTick()));
  expect((await valueAtRiskOf(ledger)).text).toMatch(/nothing recorded/);
  await expect(valueAtRiskOf(ledger, { strategy: 'btc-book' })).rejects.toThrow(/knows no strategy/);
});
