import { expect, test } from 'vitest';
import { DAY } from '../../model/time.js';
import type { Dice } from '../history/dice.js';
import { firstMidnight, garchReturns } from '../history/testing/simulated.js';
import { type BacktestMethod, backtest } from './backtest.js';
import { studentT } from './studentT.js';

const rule = { omega: 6e-5, alpha: 0.12, beta: 0.85 };
const history = (days: number, seed: number, shock?: (dice: Dice) => number) => ({
  at: Array.from({ length: days }, (_, day) => firstMidnight + (day + 1) * DAY),
  returns: garchReturns(days, rule, seed, shock),
});
const all = { levels: [0.95, 0.99], from: 0, to: Number.MAX_SAFE_INTEGER };
const heavy = history(1_200, 10, (dice) => studentT(dice, 4));
const lowest = (method: BacktestMethod, options: Partial<Parameters<typeof backtest>[2]> = {}): number =>
  Math.min(
    ...backtest(heavy, method, { ...all, ...options }).flatMap(({ kupiec, coverage }) => [kupiec.p, coverage.p]),
  );

test('default: where vols change and tails are heavy, the filtered days hold', () => {
  const rows = backtest(heavy, 'filtered-historical', all);
  expect(rows.map(({ method, level }) => [method, level])).toEqual([
    ['filtered-historical', 0.95],
    ['filtered-historical', 0.99],
  ]);
  // 30 days start the vol, 250 more are drawn from.
  expect(rows[0]?.days).toBe(1_200 - 280);
  expect(lowest('filtered-historical')).toBeGreaterThan(0.01);
  expect(lowest('filtered-historical', { side: 'short' })).toBeGreaterThan(0.01);
});

test('behavior: simulation with heavy tails holds there too, a normal distribution does not', () => {
  const settings = { count: 2_000, jumps: false };
  expect(lowest('monte-carlo', { settings })).toBeGreaterThan(0.01);
  expect(lowest('normal', { settings })).toBeLessThan(0.01);
});

test('behavior: past days as they were come in bunches when vols change', () => {
  const changing = { ...history(1_200, 4), returns: garchReturns(1_200, { omega: 2e-5, alpha: 0.25, beta: 0.73 }, 4) };
  const [row] = backtest(changing, 'historical', { ...all, levels: [0.95] });
  expect(row?.coverage.p).toBeLessThan(0.01);
});

test('behavior: a day is judged by the days before it alone', () => {
  const cut = 800;
  const changed = { ...heavy, returns: heavy.returns.map((value, day) => (day < cut ? value : -0.9)) };
  const until = { ...all, to: firstMidnight + cut * DAY };
  for (const method of ['historical', 'filtered-historical'] as const)
    expect(backtest(changed, method, until)).toEqual(backtest(heavy, method, until));
});

test('behavior: only the days asked for are judged', () => {
  const [row] = backtest(heavy, 'historical', {
    ...all,
    from: firstMidnight + 900 * DAY,
    to: firstMidnight + 1_000 * DAY,
  });
  expect(row?.days).toBe(100);
});

test('args: too short a history judges no day', () => {
  const [row] = backtest(history(200, 1), 'filtered-historical', all);
  expect(row).toMatchObject({ days: 0, exceedances: 0 });
  expect(row?.kupiec.p).toBeNaN();
});
