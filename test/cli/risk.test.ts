import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { garchReturns, pricesOf } from '../../src/assess/history/testing/simulated.js';
import { createLab, type Lab } from '../../src/lab/lab.js';
import { openLedger } from '../../src/record/ledger.js';
import { priceSpans } from '../../src/record/queries/prices.js';
import { oldLedger } from '../../src/record/testing/oldLedger.js';
import { writeBook } from '../book.js';
import { runKeeper } from '../runKeeper.js';
import { ballast, newFolder } from './ballast.js';

const DAY = 86_400_000;
const historyDays = 420;

/** Hourly candles of a past whose vol is about 80 %, up to this midnight. */
function priceLines(midnight: number): string[] {
  const daily = (0.8 * 0.8) / 365;
  const returns = garchReturns(historyDays, { omega: 0.05 * daily, alpha: 0.05, beta: 0.9 }, 7);
  const { hours, prices } = pricesOf('ETH', returns, midnight - historyDays * DAY);
  return hours.map((hour, i) => `${new Date(hour).toISOString().slice(0, 16)}Z,${(20 * (prices[i] ?? 0)).toFixed(2)}`);
}

/** Whatever is in it must be readable: no columns without numbers that have them, nothing of the language it is written in. */
const unreadable = /undefined|NaN|\[object|null|Infinity/;

describe('on a ledger that a run has written', () => {
  let lab: Lab;
  let db: string[] = [];
  let folder = '';
  /** Of prices the ledger knows. */
  let wholeDays = 0;
  const undo: (() => void | Promise<void>)[] = [];
  const until = (step: () => void | Promise<void>) => void undo.push(step);

  beforeAll(async () => {
    const midnight = Math.floor(Date.now() / DAY) * DAY;
    lab = await createLab();
    until(lab.stop);
    folder = newFolder(until);
    const account = await lab.createAccount({ USDC: 9_000, sUSD: 20_000, sETH: 1 });
    await lab.openBook(account, {
      options: [
        { expiry: 'near', kind: 'shortCallQuote', strike: 2150, amount: 3, collateral: 3_000 },
        { expiry: 'far', kind: 'longPut', strike: 1800, amount: 2, collateral: 0 },
      ],
      perp: { size: 1, margin: 1_500 },
    });
    const text = {
      account: account.address,
      rules: [],
      risk: { shocks: [{ name: 'own-day', moves: { ETH: '-20%' } }] },
    };
    const files = writeBook(lab, text, until);
    db = ['--db', files.ledger];
    openLedger({ file: files.ledger }).close();

    const csv = join(folder, 'eth.csv');
    writeFileSync(csv, ['time,close', ...priceLines(midnight)].join('\n'));
    const said = await ballast(['prices', 'import', 'ETH', csv, ...db]);
    expect(said).toMatchObject({ code: 0, stderr: '' });
    expect(said.stdout).toMatch(/^10 081 hours of ETH read, .*; the ledger has 10 081, 10 081 of them imported\n$/);

    const keeper = await runKeeper(lab, account, text, until, { files });
    await keeper.quiet();
    for (const price of [2_020, 2_060, 2_060]) {
      await lab.moveMarket(price, { seconds: 700 });
      await keeper.quiet();
    }
    await keeper.stop();
    // The market's minutes may have led into the next day, which makes a whole one of the day they began on.
    const { timestamp } = await lab.publicClient.getBlock();
    wholeDays = historyDays + Math.floor((Number(timestamp) * 1_000 - midnight) / DAY);
  });
  afterAll(async () => {
    for (const step of undo.reverse()) await step();
  });

  /** What it tells people and what it tells programs; both without a complaint. */
  async function asked(verb: string, ...args: string[]) {
    const all = [...verb.split(' '), ...args, ...db];
    const [plain, json] = await Promise.all([ballast(all), ballast([...all, '--json'])]);
    for (const said of [plain, json]) expect(said).toMatchObject({ code: 0, stderr: '' });
    const text = plain.stdout;
    expect(text).toBe(stripVTControlCharacters(text));
    expect(text).not.toMatch(unreadable);
    const wide = text.split('\n').filter((line) => line.length > 130);
    // Sentences and sources fold well; columns do not.
    expect(wide.filter((line) => line.trim().includes('  '))).toEqual([]);
    expect(json.stdout).not.toMatch(/NaN|"-?Infinity"|\[object/);
    return { text, json: JSON.parse(json.stdout) };
  }

  const svg = (file: string) => readFileSync(join(folder, file), 'utf8');

  test('default: risk, by underlying and by expiry', async () => {
    const [whole, byExpiry] = await Promise.all([asked('risk'), asked('risk --by expiry')]);
    expect(whole.text).toMatch(/^book {2}block \d/);
    expect(whole.text).toMatch(/nearest liquidation {2}\S+ \S+: ETH at [\d ]+\.\d\d usd/);
    expect(whole.text).not.toContain('no price history');
    const [book] = whole.json;
    expect(book).toMatchObject({
      strategy: 'book',
      risk: { deep: { portfolio: {} }, crossAsset: { benchmark: 'ETH' } },
    });
    expect(byExpiry.text.match(/^ETH .*20\d\d-\d\d-\d\d/gm)).toHaveLength(2);
    expect(byExpiry.json[0].greeks.total.delta).toBeCloseTo(book.greeks.total.delta, 6);
  });

  test('behavior: what one verb says is what another says', async () => {
    const [risk, value, left, bad] = await Promise.all([asked('risk'), asked('var'), asked('runway'), asked('stress')]);
    const { deep } = risk.json[0].risk;
    const tails = value.json[0].report.methods.find(
      (one: { method: string }) => one.method === 'filtered-historical',
    ).tails;
    const at = (level: number) => tails.find((tail: { level: number }) => tail.level === level);
    expect(deep.portfolio).toMatchObject({
      valueAtRisk95: at(0.95).valueAtRisk,
      valueAtRisk99: at(0.99).valueAtRisk,
      expectedShortfall975: at(0.975).expectedShortfall,
    });
    const { accounts, portfolio } = left.json[0].report;
    expect(deep.portfolio.touchProbability).toBe(portfolio.touchProbability);
    expect(deep.portfolio.runwayHours).toBe(portfolio.runwayHours);
    for (const one of deep.accounts) {
      const other = accounts.find(({ marginAccount }: typeof one) => marginAccount === one.marginAccount);
      expect(other).toMatchObject({ runwayHours: one.runwayHours, touchProbability: one.touchProbability });
    }
    const losses = bad.json[0].shocks.map((one: { pnlWithCascade: number }) => -one.pnlWithCascade);
    expect(deep.portfolio.worstShock.loss).toBe(Math.max(...losses));
    expect(bad.text).toContain('own-day');
  });

  test('behavior: stress, one named day, one of your own', async () => {
    const [march, own] = await Promise.all([
      asked('stress --shock march-2020'),
      asked('stress --move ETH=-30% --vol 1.5'),
    ]);
    expect(march.text).toMatch(/^march-2020 -[\d ]+ usd/m);
    expect(march.json[0].shocks).toHaveLength(1);
    expect(own.json[0].shocks).toMatchObject([{ shock: { moves: { ETH: -0.3 }, volFactor: 1.5 } }]);
    expect(own.text).toMatch(/^at once: vols × 1\.50/m);
  });

  test('behavior: value at risk has a history to draw from, and another horizon loses more', async () => {
    const [day, week] = await Promise.all([asked('var'), asked('var --horizon 7d')]);
    expect(day.text).toMatch(/^filtered-historical +\d{3}/m);
    const worst = ({ json }: typeof day) => json[0].report.methods[2].tails[2].valueAtRisk;
    expect(worst(day)).toBeGreaterThan(0);
    expect(worst(week)).toBeGreaterThan(worst(day));
  });

  test('behavior: the backtest judges every method on what was imported', async () => {
    const { text, json } = await asked('var --backtest');
    expect(text.match(/^(historical|filtered-historical|monte-carlo|normal) /gm)).toHaveLength(8);
    expect(json).toMatchObject([{ underlying: 'ETH', days: wholeDays, missing: 0 }]);
    expect(json[0].rows[0].days).toBeGreaterThan(100);
  });

  test('behavior: runway over two days, P&L and prices', async () => {
    const [left, gained, prices] = await Promise.all([asked('runway --horizon 48h'), asked('pnl'), asked('prices')]);
    expect(left.text).toContain('within 48 h');
    expect(left.json[0].report.horizonHours).toBe(48);
    expect(gained.text).toMatch(/^all +[+-]/m);
    expect(gained.json[0].total.parts.delta).not.toBe(0);
    expect(prices.text).toMatch(/^ETH +20/m);
    expect(prices.json).toMatchObject([{ underlying: 'ETH', imported: 10_081 }]);
  });

  test('behavior: pictures are SVG, and their files are named', async () => {
    const plots = [
      ['risk', '--plot', 'payoff.svg'],
      ['risk', '--plot-surface', 'surface.svg'],
      ['stress', '--plot', 'stress.svg'],
      ['pnl', '--plot', 'pnl.svg'],
    ] as const;
    const said = await Promise.all(plots.map(([verb, option, file]) => asked(verb, option, join(folder, file))));
    for (const [i, [, , file]] of plots.entries()) {
      expect(said[i]?.text).toContain(file);
      expect(svg(file)).toMatch(/^<svg [\s\S]*<\/svg>\s*$/);
      expect(svg(file)).not.toMatch(unreadable);
    }
  });

  test.each([
    ['risk --strategy bok', /knows no strategy `bok`\n.*book/],
    ['triggers bok', /knows no strategy `bok`\n.*book/],
    ['stress --strategy bok', /knows no strategy `bok`\n.*book/],
    ['var --strategy bok', /knows no strategy `bok`\n.*book/],
    ['runway --strategy bok', /knows no strategy `bok`\n.*book/],
    ['pnl --strategy bok', /knows no strategy `bok`\n.*book/],
    ['stress --shock march-2021', /there is no shock `march-2021`\n.*march-2020/],
    ['stress --shock may-2021 --vol 2', /a named shock has its own moves/],
    ['stress --move ETH=-100%', /`ETH=-100%` is not a move of a price/],
    ['stress --move ETHH=-30%', /no book that was asked for stands on `ETHH`\n.*ETH/],
    ['stress --vol -1', /a factor like 1\.5/],
    ['var --horizon 0', /a time like 24h/],
    ['runway --horizon 0', /a time like 24h/],
    ['runway --horizon 9000d', /a year at most/],
    ['runway --paths 3', /a whole number from 100/],
    ['risk --by side', /Allowed choices are underlying/],
    [
      'risk --plot /nowhere/at/all.svg',
      /the picture cannot be written to \/nowhere\/at\/all\.svg\n {2}its folder does not exist/,
    ],
    ['stress --plot picture.png', /picture\.png is not the name of an SVG file/],
    ['risk --plot a.svg --underlying BTC', /BTC/],
    ['pnl --from yesterday', /--from is not a day or a moment: yesterday/],
    ['prices import ETH /nowhere.csv', /\/nowhere\.csv cannot be read/],
    ['prices import E/TH /nowhere.csv', /`E\/TH` is not the name of an underlying/],
  ])('args: `%s`', async (line, text) => {
    const said = await ballast([...line.split(' '), ...db], { cwd: folder });
    expect(said).toMatchObject({ code: 2, stdout: '' });
    expect(said.stderr).toMatch(text);
    expect(said.stderr).not.toMatch(/\n\s+at /);
    expect(said.stderr.trim().split('\n').length).toBeLessThanOrEqual(6);
  });

  test('args: a broken file of prices is told line by line, and nothing of it is written', async () => {
    const file = join(folder, 'broken.csv');
    writeFileSync(file, ['time,close', '2020-01-01T00:00Z,100', 'soon,101', '2020-01-01T02:00Z,-3'].join('\n'));
    const said = await ballast(['prices', 'import', 'ETH', file, ...db]);
    expect(said).toMatchObject({ code: 2, stdout: '' });
    expect(said.stderr).toContain('nothing was written');
    expect(said.stderr).toContain('line 3: `soon` is not a time');
    expect(said.stderr).toContain('line 4: `-3` is not a price above 0');
    const ledger = openLedger({ file: db[1] ?? '', readonly: true });
    onTestFinished(() => ledger.close());
    expect((await priceSpans(ledger))[0]?.imported).toBe(10_081);
  });
});

const everyVerb = ['risk', 'stress', 'var', 'var --backtest', 'runway', 'triggers', 'pnl', 'prices'];

describe('on a ledger that nothing was written to', () => {
  test('behavior: every verb says so', async () => {
    const cwd = newFolder(onTestFinished);
    openLedger({ file: join(cwd, 'ballast.db') }).close();
    for (const verb of everyVerb) {
      const [plain, json] = await Promise.all(
        [[], ['--json']].map((more) => ballast([...verb.split(' '), ...more], { cwd })),
      );
      expect(plain).toMatchObject({ code: 0, stderr: '' });
      expect(plain?.stdout, verb).toMatch(/^(nothing has been watched yet|no prices have been kept yet.*)\n$/);
      expect(json).toMatchObject({ code: 0, stderr: '', stdout: '[]\n' });
    }
  });
});

describe('on a ledger of before there were risk figures', () => {
  test('behavior: verbs that read say how it is mended; an import mends it, and then they read', async () => {
    const cwd = newFolder(onTestFinished);
    // Before the migration that made the tables of risk.
    oldLedger(join(cwd, 'ballast.db'), 3).close();
    for (const verb of everyVerb) {
      const said = await ballast(verb.split(' '), { cwd });
      expect(said).toMatchObject({ code: 2, stdout: '' });
      expect(said.stderr).toMatch(
        /^\S*ballast\.db was written by an older ballast\n {2}mend: start `ballast run` once.*\n$/,
      );
    }
    writeFileSync(join(cwd, 'eth.csv'), 'time,close\n2026-01-01T00:00Z,100\n');
    expect(await ballast(['prices', 'import', 'ETH', 'eth.csv'], { cwd })).toMatchObject({ code: 0, stderr: '' });
    const said = await ballast(['prices'], { cwd });
    expect(said).toMatchObject({ code: 0, stdout: expect.stringMatching(/^ETH +2026-01-01/m) });
  });
});
