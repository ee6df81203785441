import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { dailyReturns } from '../../../assess/history/dailyReturns.js';
import { firstMidnight, garchReturns, pricesOf } from '../../../assess/history/testing/simulated.js';
import { fromFloat, unixMillis } from '../../../model/units.js';
import { type Ledger, openLedger } from '../../../record/ledger.js';
import { midnightHistory, priceHistory, priceSpans } from '../../../record/queries/prices.js';
import { keepPrices } from '../../../record/statements/prices.js';
import { temporaryFolder } from '../../../record/testing/sample.js';
import { importPrices, prices } from './prices.js';
import { varBacktest } from './varBacktest.js';

const hour = 3_600_000;
const begin = unixMillis(firstMidnight);

function open(): Ledger {
  const ledger = openLedger({ file: ':memory:' });
  onTestFinished(() => ledger.close());
  return ledger;
}

function fileOf(lines: readonly string[]): string {
  const file = join(temporaryFolder(onTestFinished), 'prices.csv');
  writeFileSync(file, lines.join('\n'));
  return file;
}

const everything = (ledger: Ledger) =>
  priceHistory(ledger, ['ETH'], unixMillis(0), unixMillis(Number.MAX_SAFE_INTEGER));
const candles = (closes: readonly number[]): string[] => [
  'time,close',
  ...closes.map((close, i) => `${new Date(begin + i * hour).toISOString()},${close}`),
];
const seen = (price: number) => [{ underlying: 'ETH', price: fromFloat(price, 'down') }];

test('default: a file is read into the ledger, and what is there is told', async () => {
  const ledger = open();
  const { text } = await importPrices(ledger, { underlying: 'ETH', file: fileOf(candles([10, 11, 12])) });
  expect(text).toBe(
    '3 hours of ETH read, 2023-01-01 00:00Z to 2023-01-01 02:00Z; the ledger has 3, 3 of them imported',
  );
  expect(await everything(ledger)).toEqual([
    { underlying: 'ETH', hours: [0, 1, 2].map((i) => begin + i * hour), prices: [10, 11, 12] },
  ]);
  expect((await prices(ledger)).text).toMatch(/ETH .* 3 .* 3 .* 0/);
});

test('behavior: the same file again changes nothing; a corrected one corrects', async () => {
  const ledger = open();
  const file = fileOf(candles([10, 11, 12]));
  await importPrices(ledger, { underlying: 'ETH', file });
  const before = await everything(ledger);
  await importPrices(ledger, { underlying: 'ETH', file });
  expect(await everything(ledger)).toEqual(before);
  await importPrices(ledger, { underlying: 'ETH', file: fileOf(candles([10, 99])) });
  expect((await everything(ledger))[0]?.prices).toEqual([10, 99, 12]);
});

test('behavior: what was seen stays whatever is imported, and takes the place of what was', async () => {
  const ledger = open();
  await ledger.commit(keepPrices(seen(50), unixMillis(begin + hour + 1)));
  await importPrices(ledger, { underlying: 'ETH', file: fileOf(candles([10, 11, 12])) });
  expect((await everything(ledger))[0]?.prices).toEqual([10, 50, 12]);
  await ledger.commit(keepPrices(seen(60), unixMillis(begin + 2 * hour)));
  await ledger.commit(keepPrices(seen(61), unixMillis(begin + 3 * hour - 1)));
  await ledger.commit(keepPrices([...seen(0)], unixMillis(begin)));
  expect((await everything(ledger))[0]?.prices).toEqual([10, 50, 61]);
  expect(await priceSpans(ledger)).toEqual([
    { underlying: 'ETH', from: begin, to: begin + 2 * hour, hours: 3, imported: 1 },
  ]);
});

test('behavior: a file with anything wrong in it writes nothing, and says all of it', async () => {
  const ledger = open();
  const file = fileOf([...candles([10, 11]), 'never,1', '2023-01-02T00:00Z,free']);
  await expect(importPrices(ledger, { underlying: 'ETH', file })).rejects.toMatchObject({
    facts: ['line 4: `never` is not a time', 'line 5: `free` is not a price above 0'],
    retryable: false,
  });
  expect(await priceSpans(ledger)).toEqual([]);
  await expect(importPrices(ledger, { underlying: 'ETH', file: `${file}.gone` })).rejects.toThrow(/cannot be read/);
  await expect(importPrices(ledger, { underlying: 'E T H', file })).rejects.toThrow(/not the name/);
});

test('behavior: gaps are told, the longest first', async () => {
  const ledger = open();
  const lines = candles(Array.from({ length: 100 }, (_, i) => 100 + i)).filter(
    (_, i) => i === 0 || i < 30 || (i > 40 && i !== 60),
  );
  await importPrices(ledger, { underlying: 'ETH', file: fileOf(lines) });
  const { text } = await prices(ledger);
  expect(text).toMatch(/2023-01-02 05:00Z {2}11 h\n {2}2023-01-03 11:00Z {2}1 h/);
});

test('behavior: the history that was kept can be judged by, and one too short says so', async () => {
  const ledger = open();
  const { hours, prices: closes } = pricesOf('ETH', garchReturns(300, { omega: 4e-5, alpha: 0.1, beta: 0.86 }, 1));
  await importPrices(ledger, {
    underlying: 'ETH',
    file: fileOf(['time,close', ...hours.map((at, i) => `${at},${closes[i]}`)]),
  });
  const { text } = await varBacktest(ledger);
  expect(text).toMatch(/filtered-historical {2} +95 % +20 /);
  expect((await varBacktest(ledger, { from: begin, to: begin })).text).toMatch(/too few/);
});

test('behavior: fewer hours are read for a forecast, and they make the same days', async () => {
  const ledger = open();
  await importPrices(ledger, {
    underlying: 'ETH',
    file: fileOf(candles(Array.from({ length: 250 }, (_, i) => 100 + ((i * 37) % 11)))),
  });
  const [whole] = await everything(ledger);
  const [few] = await midnightHistory(ledger, ['ETH'], unixMillis(0), unixMillis(begin + 250 * hour));
  if (!whole || !few) throw new Error('no history');
  expect(dailyReturns(few)).toEqual(dailyReturns(whole));
  expect(dailyReturns(few).returns).toHaveLength(9);
  expect(few.hours.length).toBeLessThan(whole.hours.length / 2);
});

test('args: an empty ledger has no prices', async () => {
  expect((await prices(open())).json).toEqual([]);
  expect((await varBacktest(open())).json).toEqual([]);
});

test('behavior: a price that counts for nothing is told with its hour', async () => {
  const ledger = open();
  await importPrices(ledger, { underlying: 'ETH', file: fileOf(candles([10, 11, 110, 11, 12])) });
  const { text, json } = await prices(ledger);
  expect(json).toMatchObject([{ doubtful: [begin + 2 * hour] }]);
  expect(text).toContain('1 h count for nothing');
  expect(text).toContain('2023-01-01 02:00Z');
});
