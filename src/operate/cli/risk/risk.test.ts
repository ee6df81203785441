import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { assess } from '../../../assess/assess.js';
import { holdingsOf } from '../../../assess/holdings/holdingsOf.js';
import type { Position } from '../../../model/position.js';
import type { Greeks, RiskReport } from '../../../model/riskReport.js';
import { defaultRiskSettings } from '../../../model/riskSettings.js';
import type { VenueReading } from '../../../model/snapshot.js';
import { unixSeconds, WAD, wad } from '../../../model/units.js';
import { holding, toySnapshot, units } from '../../../plan/testing/toyBook.js';
import { toyPerp, toyReading, toyState } from '../../../plan/testing/toyPerp.js';
import { toyAccount } from '../../../plan/testing/toyTokens.js';
import { type Ledger, openLedger } from '../../../record/ledger.js';
import { replaceHoldings } from '../../../record/statements/risk.js';
import { insertRisk, insertTick } from '../../../record/statements/ticks.js';
import { sampleTick, temporaryFolder } from '../../../record/testing/sample.js';
import { elementsOf } from '../../plot/testing/elementsOf.js';
import { risk } from './risk.js';

const venues = new Map([['toy', toyPerp('toy')]]);
const now = toySnapshot([]).block.timestamp;

function option(index: number, underlying: string, strike: number, days: number, quantity: number): Position {
  const id = `options #${index}`;
  const expiry = unixSeconds(now + days * 86_400);
  return {
    id,
    venue: 'options',
    account: toyAccount,
    instrument: { kind: 'option', id, venue: 'options', underlying, expiry, strike: units(strike), right: 'call' },
    quantity: units(quantity),
    mark: units(100),
    value: units(quantity * 100),
    marginAccount: null,
    pricing: { vol: 0.8, spot: underlying === 'ETH' ? 2_000 : 60_000, rate: 0.05 },
  };
}

const options: VenueReading = {
  venue: 'options',
  positions: [
    option(1, 'ETH', 2_000, 30, 10),
    option(2, 'ETH', 2_400, 30, -20),
    option(3, 'ETH', 1_800, 90, 5),
    option(4, 'BTC', 60_000, 30, 0.5),
  ],
  marginAccounts: [],
  markets: [],
  funding: [],
  prices: { ETH: wad(2_000n * WAD), BTC: wad(60_000n * WAD) },
  detail: null,
};

async function ledgerWith(strategies: readonly string[], deep = true): Promise<Ledger> {
  const ledger = openLedger({ file: ':memory:' });
  onTestFinished(() => ledger.close());
  const perps = toyReading(toyState({ accounts: { cross: holding(-6, 4_000) } }));
  const snapshot = toySnapshot([options, perps]);
  for (const strategy of strategies) {
    const tick = sampleTick({ strategy });
    const settings = defaultRiskSettings;
    const holdings = holdingsOf(snapshot, venues);
    await ledger.commit([
      insertTick(tick),
      insertRisk(tick.id, assess(snapshot, venues, { settings, forecast: null, deep })),
      replaceHoldings({ strategy, tick: tick.id, holdings, settings, forecast: null, at: tick.at }),
    ]);
  }
  return ledger;
}

const linesOf = (text: string) => stripVTControlCharacters(text).split('\n');
const wordsOf = (text: string, start: RegExp) =>
  linesOf(text)
    .filter((line) => start.test(line))
    .map((line) => line.split(/ {2,}/));

test('default: equity and the nearest end first, then Greeks, then margin accounts; 120 columns', async () => {
  const { text } = await risk(await ledgerWith(['eth-book']));
  const lines = linesOf(text);
  expect(lines[0]).toMatch(/^eth-book {2}block 401 223 187, /);
  expect(lines[1]).toMatch(/^equity [\d .]+ usd {3}leverage [\d.]+ {3}worst health \d\.\d{3}$/);
  expect(lines[2]).toMatch(
    /^nearest liquidation {2}toy cross: ETH at 2 \d{3}\.\d\d usd \(\+\d+\.\d %\), \d+\.\d daily/,
  );
  expect(lines[3]).toMatch(/^runway .* {3}liquidated within 24 h (< )?\d+\.\d\d %$/);
  expect(lines[4]).toMatch(/^lost within 24 h, usd {3}VaR 95 % /);
  const order = ['greeks', 'together', 'one deviation of a day', 'margin account'];
  const places = order.map((start) => lines.findIndex((line) => line.startsWith(start)));
  expect(places).toEqual([...places].sort((a, b) => a - b));
  expect(places[0]).toBeGreaterThan(4);
  for (const line of lines) expect([...line].length).toBeLessThanOrEqual(120);
});

test('behavior: by expiry the lines of an underlying add up to its own', async () => {
  const ledger = await ledgerWith(['eth-book']);
  const read = async (by: 'underlying' | 'expiry' | 'venue' | 'position') =>
    wordsOf((await risk(ledger, { by })).text, /^(ETH|BTC|all) /);
  const [whole, parts] = [await read('underlying'), await read('expiry')];
  expect(parts.map((line) => line.slice(0, 2))).toEqual([
    ['BTC', expect.stringMatching(/^20\d\d-/)],
    ['ETH', 'none'],
    ['ETH', expect.stringMatching(/^20\d\d-/)],
    ['ETH', expect.stringMatching(/^20\d\d-/)],
    ['all', expect.anything()],
  ]);
  const delta = (lines: string[][]) =>
    lines.filter(([name]) => name === 'ETH').reduce((sum, line) => sum + Number(line[2]), 0);
  expect(delta(parts)).toBeCloseTo(delta(whole), 3);
  expect((await read('venue')).map((line) => line[1])).toEqual(['options', 'options', 'toy', expect.anything()]);
  expect(await read('position')).toHaveLength(6);
  expect(parts.at(-1)?.slice(-8)).toEqual(whole.at(-1)?.slice(-8));
});

test('behavior: a report without what takes long is told without it', async () => {
  const { text } = await risk(await ledgerWith(['eth-book'], false));
  expect(text).not.toMatch(/runway|nearest/);
  expect(text).toMatch(/margin account +health +equity +asked/);
});

test('behavior: a report of before there were eight Greeks is told, what it does not know as -', async () => {
  const ledger = openLedger({ file: ':memory:' });
  onTestFinished(() => ledger.close());
  const tick = sampleTick();
  const { positions, underlyings, ...rest } = assess(toySnapshot([options]), venues);
  const older = ({ rho: _r, vanna: _v, volga: _o, charm: _c, ...four }: Greeks) => four;
  const report = { ...rest, positions: positions.map(older), underlyings: underlyings.map(older) };
  await ledger.commit([insertTick(tick), insertRisk(tick.id, report as unknown as RiskReport)]);
  const { text } = await risk(ledger);
  const [line = []] = wordsOf(text, /^ETH /);
  expect(line.slice(-4)).toEqual(['-', '-', '-', '-']);
  expect(line[2]).toMatch(/^[+-]\d/);
  await expect(risk(ledger, { plot: 'out.svg' })).rejects.toThrow('was never written down');
});

test('behavior: --json has the report, the rows, and no text', async () => {
  const { json } = await risk(await ledgerWith(['eth-book']), { by: 'venue' });
  expect(json).toMatchObject([
    { strategy: 'eth-book', risk: { crossAsset: { benchmark: 'ETH' } }, greeks: { by: 'venue', total: {} } },
  ]);
});

test('behavior: --plot and --plot-surface write pictures of one book', async () => {
  const ledger = await ledgerWith(['eth-book']);
  const folder = temporaryFolder(onTestFinished);
  const files = { plot: join(folder, 'payoff.svg'), plotSurface: join(folder, 'vols.svg') };
  const { text } = await risk(ledger, { ...files, underlying: 'ETH' });
  expect(text).toContain(`P&L over the price of ETH drawn to ${files.plot}`);
  for (const file of Object.values(files)) {
    expect(elementsOf(readFileSync(file, 'utf8')).at(-1)?.name).toBe('svg');
  }
  const titles = elementsOf(readFileSync(files.plot, 'utf8')).flatMap((e) => (e.name === 'text' ? [e.text] : []));
  expect(titles.join('\n')).toMatch(/toy cross 2\d{3}/);
});

test('args: a picture is of one book and of what is held', async () => {
  const ledger = await ledgerWith(['eth-book', 'other']);
  const plot = join(temporaryFolder(onTestFinished), 'payoff.svg');
  await expect(risk(ledger, { plot })).rejects.toThrow('a picture is of one book');
  await expect(risk(ledger, { strategy: 'other', plot, underlying: 'DOGE' })).rejects.toThrow('DOGE is not held');
  expect(existsSync(plot)).toBe(false);
  await risk(ledger, { strategy: 'other', plot });
  expect(existsSync(plot)).toBe(true);
});
