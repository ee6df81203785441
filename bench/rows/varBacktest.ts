import { existsSync, readFileSync } from 'node:fs';
import { dailyReturns } from '../../src/assess/history/dailyReturns.js';
import { estimationDays, forecastOf } from '../../src/assess/history/forecastOf.js';
import { backtest, backtestMethods } from '../../src/assess/var/backtest.js';
import type { PriceSeries } from '../../src/model/priceSeries.js';
import { HOUR } from '../../src/model/time.js';
import { toFloat } from '../../src/model/units.js';
import { readPriceFile } from '../../src/operate/cli/risk/priceFile.js';
import { backtestTable } from '../../src/operate/cli/risk/varBacktest.js';
import type { Contest, Contestant, Line } from '../contest.js';

const sources = [
  { underlying: 'ETH', file: '../shared/data/eth-usd-1h.csv' },
  { underlying: 'BTC', file: '../shared/data/btc-usd-1h.csv' },
];
const span = { from: Date.UTC(2021, 0, 1), to: Date.UTC(2026, 0, 1) };
/** A right model is called wrong once in a hundred times by each test. */
const significance = 0.01;

/** How often the value at risk of each day was exceeded by what came, on real prices; and what a forecast from them costs. */
export function contests(): Contest[] {
  const found = sources.map(({ underlying, file }) => ({ underlying, file, history: read(underlying, file) }));
  const known = found.flatMap(({ history }) => (history ? [history] : []));
  return [
    ...found.map(
      ({ underlying, file, history }): Contest => ({
        title: `value at risk of a day of ${underlying}, 2021 to 2025, against what came`,
        unit: 'ms',
        contestants: [],
        lines: () => (history ? backtestLines(history) : [{ say: `not available: ${file}` }]),
      }),
    ),
    {
      title: 'forecast of three underlyings from three years by the hour',
      unit: 'ms',
      clock: 'processor',
      contestants: [forecasting(known)],
      limits: [{ of: 'ours', atMost: 50 }],
    },
  ];
}

/** The third of them is the first's three years before those, told as if they were the same. */
function forecasting(known: readonly PriceSeries[]): Contestant {
  const [first, second] = known;
  if (first === undefined || second === undefined) return { name: 'ours', why: 'not available: no price files' };
  const long = estimationDays * 24 * HOUR;
  const newest = Math.min(first.hours.at(-1) ?? 0, second.hours.at(-1) ?? 0);
  const before: PriceSeries = { ...first, underlying: 'third', hours: first.hours.map((hour) => hour + long) };
  const history = [first, second, before].map((series) => within(series, newest - long, newest));
  const names = history.map(({ underlying }) => underlying);
  return { name: 'ours', per: 1, run: () => void forecastOf(history, { vols: {} }, names) };
}

/** Its hours after one moment, up to another. */
function within({ underlying, hours, prices }: PriceSeries, from: number, to: number): PriceSeries {
  const isIn = (hour: number | undefined) => hour !== undefined && hour > from && hour <= to;
  return {
    underlying,
    hours: hours.filter(isIn),
    prices: prices.filter((_, i) => isIn(hours[i])),
  };
}

function backtestLines(history: PriceSeries): Line[] {
  const days = dailyReturns(history);
  const rows = backtestMethods.flatMap((method) => backtest(days, method, { ...span, levels: [0.95, 0.99] }));
  const least = Math.min(
    ...rows
      .filter(({ method }) => method === 'filtered-historical')
      .flatMap(({ kupiec, independence, coverage }) => [kupiec.p, independence.p, coverage.p]),
  );
  return [
    ...backtestTable(rows)
      .split('\n')
      .map((say) => ({ say })),
    {
      say: `filtered-historical is not rejected at 1 %: its lowest p is ${least.toFixed(3)}`,
      met: least >= significance,
    },
  ];
}

function read(underlying: string, file: string): PriceSeries | null {
  if (!existsSync(file)) return null;
  const { rows, problems } = readPriceFile(readFileSync(file, 'utf8'));
  if (problems.length > 0) throw new Error(`${file}: ${problems[0]}`);
  return { underlying, hours: rows.map(({ hour }) => hour), prices: rows.map(({ price }) => toFloat(price)) };
}
