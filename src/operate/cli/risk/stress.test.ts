import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { historicalShocks } from '../../../assess/stress/historicalShocks.js';
import { defaultRiskSettings } from '../../../model/riskSettings.js';
import { temporaryFolder } from '../../../record/testing/sample.js';
import { shocksAsked } from './shocksAsked.js';
import { stress } from './stress.js';
import { stressedLedger } from './testing/stressedBook.js';

const linesOf = (text: string) => stripVTControlCharacters(text).split('\n');
const shockOf = (json: unknown) => (json as { shocks: { pnl: number }[] }[])[0]?.shocks ?? [];

test('default: every shock, the worst first, with who is liquidated', async () => {
  const { text, json } = await stress(await stressedLedger());
  const lines = linesOf(text);
  expect(lines[0]).toBe('eth-book');
  expect(lines[1]).toMatch(/^worst march-2020 -[\d ]+ usd {3}equity /);
  const first = lines.find((line) => line.startsWith('march-2020'));
  expect(first).toContain('gmx-v2 BTC/USD long');
  expect(shockOf(json)).toHaveLength(historicalShocks.length);
  expect(text).toContain('lyra #9: in no figure, its board is not listed');
  expect(text).toContain('Costs are assumed: 6 bps of fee, 1 bp of impact');
  for (const line of lines) expect([...line].length).toBeLessThanOrEqual(130);
});

test('default: one shock in full', async () => {
  const { text } = await stress(await stressedLedger(), { shock: 'october-2025' });
  const lines = linesOf(text);
  expect(lines[1]).toMatch(/^october-2025 -[\d ]+ usd/);
  expect(text).toContain('https://');
  expect(lines.find((line) => line.startsWith('gmx-v2 BTC/USD long'))).toMatch(/\d+ % of the way/);
  expect(lines.find((line) => line.startsWith('perp-v2 cross'))).toMatch(/-\s+-$/);
});

test('args: moves and a vol of our own', async () => {
  const ledger = await stressedLedger();
  const up = shockOf((await stress(ledger, { moves: ['ETH=+10%'] })).json);
  expect(up).toMatchObject([{ shock: { name: 'asked', moves: { ETH: 0.1 }, otherMoves: 0, volFactor: 1 } }]);
  // 5 more in the wallet than short, and sold puts that gain.
  expect(up[0]?.pnl).toBeGreaterThan(5 * 200);
  const [wild] = shockOf((await stress(ledger, { vol: 2 })).json);
  expect(wild?.pnl).toBeLessThan(0);
});

test('args: what is not a shock is told', () => {
  const ask = (question: Parameters<typeof shocksAsked>[1]) => () => shocksAsked(historicalShocks, question);
  expect(ask({ shock: 'may-2020' })).toThrow(/no shock `may-2020`/);
  expect(ask({ shock: 'may-2021', vol: 2 })).toThrow(/own moves/);
  for (const text of ['ETH', 'ETH=-100%', 'ETH=x', '=5%', '-1.5']) expect(ask({ moves: [text] })).toThrow(/not a move/);
  expect(ask({ moves: ['-10%', '-20%'] })).toThrow(/everything else/);
  expect(ask({ moves: ['ETH=-10%', 'BTC=5%', 'ETH=-20%'] })).toThrow(/two moves of ETH/);
  expect(ask({ vol: -1 })).toThrow(/0 or more/);
  expect(shocksAsked(historicalShocks, { moves: ['-0.1', 'BTC=5%'], hours: 3 })).toMatchObject([
    { moves: { BTC: 0.05 }, otherMoves: -0.1, hours: 3 },
  ]);
});

test("behavior: an operator's own shocks stand beside those that ship", async () => {
  const [one] = historicalShocks;
  if (!one) throw new Error('shocks ship');
  const own = { ...one, name: 'ours', source: null };
  const ledger = await stressedLedger(['eth-book'], { ...defaultRiskSettings, shocks: [own] });
  expect(linesOf((await stress(ledger)).text).some((line) => line.startsWith('ours '))).toBe(true);
  expect(shockOf((await stress(ledger, { shock: 'ours' })).json)).toMatchObject([{ shock: { name: 'ours' } }]);
});

test('args: a picture of one book', async () => {
  const ledger = await stressedLedger(['one', 'two']);
  const plot = join(temporaryFolder(onTestFinished), 'stress.svg');
  await expect(stress(ledger, { plot })).rejects.toThrow('a picture is of one book');
  const { text } = await stress(ledger, { strategy: 'one', plot });
  expect(text).toContain(`drawn to ${plot}`);
  expect(readFileSync(plot, 'utf8')).toMatch(/^<svg/);
});
