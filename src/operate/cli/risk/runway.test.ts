import { stripVTControlCharacters } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { openLedger } from '../../../record/ledger.js';
import { insertTick } from '../../../record/statements/ticks.js';
import { sampleTick } from '../../../record/testing/sample.js';
import { runway } from './runway.js';
import { stressedLedger } from './testing/stressedBook.js';

const linesOf = (text: string) => stripVTControlCharacters(text).split('\n');

test('default: how long is left first, then each account, the soonest first; 120 columns', async () => {
  const { text, json } = await runway(await stressedLedger(), { paths: 200 });
  const lines = linesOf(text);
  expect(lines[0]).toBe('eth-book');
  expect(lines[1]).toMatch(/^left \d+\.\d h {3}any account liquidatable within 24 h: at most \d+\.\d\d %$/);
  const places = ['gmx-v2 BTC/USD long', 'perp-v2 cross'].map((name) => lines.findIndex((one) => one.startsWith(name)));
  expect(places[0]).toBeGreaterThan(2);
  expect(places[1]).toBeGreaterThan(places[0] ?? 0);
  // The short is liquidated above: 6 000 - 30 000 (m - 1) = 1 875 m.
  expect(lines[places[1] ?? 0]).toContain('2 258.82');
  expect(text).toContain('ETH: too short a price history; a vol of 90 % is assumed');
  for (const line of lines) expect([...line].length).toBeLessThanOrEqual(120);
  expect(json).toMatchObject([{ strategy: 'eth-book', report: { horizonHours: 24, accounts: [{}, {}] } }]);
});

test('args: a longer horizon is likelier', async () => {
  const ledger = await stressedLedger();
  const chance = async (horizonHours: number) => {
    const { json } = await runway(ledger, { horizonHours, paths: 50 });
    return (
      (json as { report: { portfolio: { touchProbability: number } } }[])[0]?.report.portfolio.touchProbability ?? 0
    );
  };
  expect(await chance(72)).toBeGreaterThan(await chance(24));
});

test('behavior: a book without a sample', async () => {
  const ledger = openLedger({ file: ':memory:' });
  onTestFinished(() => ledger.close());
  expect((await runway(ledger)).text).toBe('nothing has been watched yet');
  await ledger.commit([insertTick(sampleTick({ strategy: 'new' }))]);
  expect((await runway(ledger, { strategy: 'new' })).text).toBe('new\nnothing recorded to tell it from yet');
});
