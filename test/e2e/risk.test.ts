import { expect, onTestFinished, test } from 'vitest';
import { garchReturns, pricesOf } from '../../src/assess/history/testing/simulated.js';
import { standardBook, standardFunds } from '../../src/lab/book.js';
import { fromFloat, unixMillis } from '../../src/model/units.js';
import { venueRequestsOf } from '../../src/operate/openBooks.js';
import type { Ledger } from '../../src/record/ledger.js';
import { latestHoldings } from '../../src/record/queries/holdings.js';
import { priceHistory } from '../../src/record/queries/prices.js';
import { snapshotOf } from '../../src/record/queries/snapshotOf.js';
import { latestRisk, latestTick } from '../../src/record/queries/ticks.js';
import type { RecordedInputs } from '../../src/record/recorder.js';
import { replayDecision } from '../../src/record/replayDecision.js';
import { hourOf, importBatch, importHourPrices } from '../../src/record/statements/prices.js';
import { forecasts, holdings } from '../../src/record/tables/risk.js';
import { ticks } from '../../src/record/tables/ticks.js';
import { useLab } from '../lab.js';
import { type RunningKeeper, runKeeper } from '../runKeeper.js';
import { expectReplayed } from './expectReplayed.js';
import { decisionsOf, orderStories, settledAccount } from './story.js';

const lab = useLab();
const DAY = 86_400_000;
const historyDays = 600;

/** A past of seeded days whose vol is about 80 %, up to the midnight before the chain's newest block. */
async function bringHistory(ledger: Ledger): Promise<void> {
  const { timestamp } = await lab().publicClient.getBlock();
  const midnight = Math.floor((Number(timestamp) * 1000) / DAY) * DAY;
  const daily = (0.8 * 0.8) / 365;
  const returns = garchReturns(historyDays, { omega: 0.05 * daily, alpha: 0.05, beta: 0.9 }, 7);
  const { hours, prices } = pricesOf('ETH', returns, midnight - historyDays * DAY);
  const rows = hours.map((hour, i) => ({
    underlying: 'ETH',
    hour: unixMillis(hour),
    price: fromFloat(prices[i] ?? 0, 'down'),
  }));
  for (let i = 0; i < rows.length; i += importBatch)
    await ledger.commit(importHourPrices(rows.slice(i, i + importBatch)));
}

const deepOf = (keeper: RunningKeeper) => keeper.ticks.at(-1)?.risk.deep;

test('default: a rule on the chance of liquidation acts as the market nears the wall, and is replayed with its forecast', async () => {
  // Liquidatable under 1600.
  const account = await settledAccount(lab(), { USDC: 10_000 }, { options: [], perp: { size: 5, margin: 2_500 } });
  const topUp = { topUp: 'perp-v2 *', when: 'touchProb24h > 0.1', to: 6, from: 'wallet USDC' };
  const keeper = await runKeeper(lab(), account, { rules: [topUp] }, onTestFinished, { before: bringHistory });
  await keeper.quiet();
  for (const price of [2_100, 1_850]) {
    await lab().moveMarket(price);
    await keeper.quiet();
    expect(deepOf(keeper)?.portfolio.touchProbability).toBeLessThan(0.1);
  }
  expect(await orderStories(keeper.ledger)).toEqual([]);

  await lab().moveMarket(1_660);
  await keeper.quiet();
  await keeper.stop();
  expect(deepOf(keeper)?.portfolio.touchProbability).toBeLessThan(0.1);
  const { ledger, recorded, ticks } = await expectReplayed(keeper);
  expect(recorded).toMatchObject([{ verdict: 'act', kind: 'topUp' }]);
  const [decision] = recorded;
  const chance = decision?.metrics['touchProb24h'] ?? Number.NaN;
  expect(chance).toBeGreaterThan(0.1);
  expect(chance).toBeLessThan(1);
  expect(decision?.because.join('\n')).toMatch(/touchProb24h 0\.\d+ probability/);

  const { context } = (await snapshotOf(ledger, ticks[0] ?? '')) as RecordedInputs;
  expect(context.forecast?.underlyings).toMatchObject([{ name: 'ETH', from: 'garch', history: historyDays }]);
  expect(context.forecast?.days.length).toBeGreaterThan(400);
  const acted = keeper.ticks.find(({ tick }) => tick === ticks[0]);
  expect(acted?.risk.deep?.accounts).toMatchObject([{ touchProbability: chance }]);
});

test('behavior: a rule on value at risk acts once the book could lose that much', async () => {
  // Its delta, and with it what a rally costs, grows as the price does.
  const account = await settledAccount(
    lab(),
    { sUSD: 20_000, USDC: 9_000 },
    {
      options: [{ expiry: 'near', kind: 'shortCallQuote', strike: 2150, amount: 4, collateral: 6_000 }],
      perp: { size: 0, margin: 6_000 },
    },
  );
  const hedge = { hedge: 'ETH', when: 'valueAtRisk99 > 850', to: 0, on: 'perp-v2 ETH', maxSlippage: '200bps' };
  const keeper = await runKeeper(lab(), account, { rules: [hedge] }, onTestFinished, { before: bringHistory });
  await keeper.quiet();
  const first = deepOf(keeper)?.portfolio.valueAtRisk99 ?? Number.NaN;
  expect(first).toBeGreaterThan(100);
  await lab().moveMarket(1_960);
  await keeper.quiet();
  expect(await decisionsOf(keeper.ledger)).toEqual([]);

  await lab().moveMarket(2_150);
  await keeper.quiet();
  await keeper.stop();
  const { recorded, ticks } = await expectReplayed(keeper);
  expect(recorded).toMatchObject([{ verdict: 'act', kind: 'hedge' }]);
  const [decision] = recorded;
  const risked = decision?.metrics['valueAtRisk99'] ?? Number.NaN;
  expect(risked).toBeGreaterThan(850);
  expect(decision?.because).toEqual([`valueAtRisk99 ${risked.toFixed(2)} USD: valueAtRisk99 > 850`]);
  expect(keeper.ticks.find(({ tick }) => tick === ticks[0])?.risk.deep?.portfolio.valueAtRisk99).toBe(risked);
  // What is left is the curve of the call.
  const left = deepOf(keeper)?.portfolio.valueAtRisk99 ?? Number.NaN;
  expect(left).toBeGreaterThan(0);
  expect(left).toBeLessThan(risked);
});

test('behavior: another forecast, and what a rule decided by it no longer fits', async () => {
  const account = await settledAccount(lab(), { USDC: 10_000 }, { options: [], perp: { size: 5, margin: 2_500 } });
  const topUp = { topUp: 'perp-v2 *', when: 'runwayHours < 500', to: 6, from: 'wallet USDC' };
  const text = { rules: [topUp], risk: { vols: { ETH: '150%' } } };
  const keeper = await runKeeper(lab(), account, text, onTestFinished);
  await keeper.quiet();
  await keeper.stop();
  const { ledger, recorded, ticks } = await expectReplayed(keeper);
  expect(recorded).toMatchObject([
    { verdict: 'act', because: [expect.stringMatching(/^runwayHours \d+\.?\d* hours: /)] },
  ]);
  const inputs = (await snapshotOf(ledger, ticks[0] ?? '')) as RecordedInputs;
  const { forecast } = inputs.context;
  if (!forecast) throw new Error('no forecast was kept');
  expect(forecast.underlyings).toMatchObject([{ name: 'ETH', vol: 1.5, from: 'settings' }]);

  const calm = { ...forecast, underlyings: forecast.underlyings.map((one) => ({ ...one, vol: 0.3 })) };
  const [strategy] = keeper.config.strategies;
  const chain = keeper.config.settings.chains['lab'];
  if (!strategy || !chain) throw new Error('the files are gone');
  const again = (context: RecordedInputs['context']) =>
    replayDecision({ ...inputs, context }, strategy, venueRequestsOf(strategy, chain)).plan.decisions;
  expect(again(inputs.context)).toHaveLength(1);
  expect(again({ ...inputs.context, forecast: calm })).toEqual([]);
});

test('behavior: a decision whose rules read nothing of the kind keeps no forecast, and no risk of the kind is worked out for it', async () => {
  const account = await settledAccount(lab(), { USDC: 10_000 }, { options: [], perp: { size: 5, margin: 2_500 } });
  const topUp = { topUp: 'perp-v2 *', when: 'health < 5', to: 6, from: 'wallet USDC' };
  const keeper = await runKeeper(lab(), account, { rules: [topUp] }, onTestFinished, { before: bringHistory });
  await keeper.quiet();
  await keeper.stop();
  const { ledger, ticks } = await expectReplayed(keeper);
  const { context } = (await snapshotOf(ledger, ticks[0] ?? '')) as RecordedInputs;
  expect(context).not.toHaveProperty('forecast');
  for (const { risk } of keeper.ticks) {
    expect(risk).not.toHaveProperty('deep');
    expect(risk).not.toHaveProperty('crossAsset');
  }
});

test('behavior: a sample writes down what is held, prices of the hour, the whole report, and equal forecasts once', async () => {
  const account = await settledAccount(lab(), standardFunds, standardBook);
  const keeper = await runKeeper(lab(), account, { rules: [] }, onTestFinished, { before: bringHistory });
  await keeper.quiet();
  const first = await latestHoldings(keeper.ledger, 'book');
  for (const price of [2_010, 2_020, 2_020]) {
    await lab().moveMarket(price, { seconds: 700 });
    await keeper.quiet();
  }
  await keeper.stop();

  const { db } = keeper.ledger;
  const rows = await db.select().from(holdings);
  const newest = await latestTick(keeper.ledger, 'book');
  expect(rows).toMatchObject([{ strategy: 'book', tick: newest?.id, at: newest?.at }]);
  const held = await latestHoldings(keeper.ledger, 'book');
  expect(held?.tick).not.toBe(first?.tick);
  expect(held?.holdings.underlyings).toEqual([{ name: 'ETH', price: 2_020 }]);
  expect(held?.holdings.options).toHaveLength(3);
  expect(held?.holdings.margins).toHaveLength(4);
  expect(held?.holdings.surfaces).toMatchObject([{ underlying: 'ETH' }]);
  expect(held?.settings).toEqual(keeper.config.strategies[0]?.risk);
  expect(held?.forecast?.underlyings).toMatchObject([{ name: 'ETH', from: 'garch' }]);

  const hour = hourOf(unixMillis((newest?.blockTimestamp ?? 0) * 1000));
  const [series] = await priceHistory(keeper.ledger, ['ETH'], hour, unixMillis(hour + 1));
  expect(series).toEqual({ underlying: 'ETH', hours: [hour], prices: [2_020] });

  const report = await latestRisk(keeper.ledger, 'book');
  expect(report?.deep?.accounts).toHaveLength(4);
  expect(report?.deep?.portfolio.worstShock?.loss).toBeGreaterThan(0);
  expect(report?.crossAsset?.deviationUsd).toBeGreaterThan(0);
  expect(keeper.ticks.every(({ risk }) => risk.deep === undefined)).toBe(true);

  const samples = await db.select({ at: ticks.at }).from(ticks);
  expect(samples.length).toBeGreaterThanOrEqual(3);
  // Anew with each hour, and no more often.
  const hours = new Set(samples.map(({ at }) => hourOf(at)));
  expect(await db.select({ hash: forecasts.hash }).from(forecasts)).toHaveLength(hours.size);
});
