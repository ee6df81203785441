import { readFileSync } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createLab, type Lab } from '../../src/lab/lab.js';
import { unixMillis } from '../../src/model/units.js';
import { saveStrategy } from '../../src/record/statements/runs.js';
import { loadBook, writeBook } from '../book.js';
import { type RunningKeeper, runKeeper } from '../runKeeper.js';
import { ballast } from './ballast.js';

const hedge = {
  hedge: 'ETH',
  when: 'gas < 1000',
  band: 0.3,
  hysteresis: '0%',
  to: 0,
  on: 'perp-v2 ETH',
  maxSlippage: '2%',
};
const rules = [
  hedge,
  { topUp: 'lyra *', when: 'health < 1.5', to: 2, from: 'wallet sUSD' },
  { deleverage: 'perp-v2 cross', when: 'health < 1.2', to: 1.5 },
];

describe('on a ledger that a run has written', () => {
  let lab: Lab;
  let keeper: RunningKeeper;
  let db: string[] = [];
  const undo: (() => void | Promise<void>)[] = [];
  const until = (step: () => void | Promise<void>) => void undo.push(step);

  beforeAll(async () => {
    lab = await createLab();
    until(lab.stop);
    const account = await lab.createAccount({ USDC: 9_000, sUSD: 20_000 });
    await lab.openBook(account, {
      options: [{ expiry: 'near', kind: 'shortCallQuote', strike: 2150, amount: 3, collateral: 3_000 }],
      perp: { size: 1, margin: 1_500 },
    });
    const text = { account: account.address, rules };
    const files = writeBook(lab, text, until);
    const { name, hash } = loadBook(files).strategies[0] ?? { name: '', hash: '0x' };
    keeper = await runKeeper(lab, account, text, until, {
      files,
      // As `ballast run` does.
      before: (ledger) =>
        ledger.commit(saveStrategy({ hash, name, source: readFileSync(files.strategy, 'utf8'), at: unixMillis(0) })),
    });
    db = ['--db', files.ledger];
    await keeper.quiet();
    // Past a sample, so that what is written down is what the hedge has left.
    await lab.moveMarket(2_000, { seconds: 601 });
    await keeper.quiet();
    // A sample is written once its tick is over.
    await keeper.idle(1);
  });
  afterAll(async () => {
    for (const step of undo.reverse()) await step();
  });

  async function asked(...args: string[]) {
    const [plain, json] = await Promise.all([ballast([...args, ...db]), ballast([...args, ...db, '--json'])]);
    for (const said of [plain, json]) expect(said).toMatchObject({ code: 0, stderr: '' });
    expect(plain.stdout).toBe(stripVTControlCharacters(plain.stdout));
    expect(plain.stdout).not.toMatch(/undefined|NaN|\[object|null/);
    return { text: plain.stdout, json: JSON.parse(json.stdout) };
  }

  test('default: each rule, what it is about, and the prices at which it will act; and there it acts', async () => {
    const { text, json } = await asked('triggers');
    const lines = text.split('\n').map((line) => line.trim().replace(/ {2,}/g, ' | '));
    expect(lines[0]).toMatch(/^book \| as of /);
    expect(lines[1]).toBe('rule | about | price | now usd | below | above | then');
    const price = String.raw`\d \d{3}\.\d\d`;
    const falls = String.raw`${price} \| -\d+\.\d %`;
    const rises = String.raw`${price} \| \+\d+\.\d %`;
    expect(lines[2]).toMatch(
      new RegExp(String.raw`^hedge ETH \| ETH \| ETH \| ${price} \| ${falls} \| ${rises} \| sell ETH, `),
    );
    expect(lines[3]).toMatch(
      new RegExp(
        String.raw`^topUp lyra \* \| lyra #1 \| ETH \| ${price} \| - \| ${rises} \| add about \d+ usd to health 2$`,
      ),
    );
    expect(lines[4]).toMatch(
      new RegExp(String.raw`^deleverage perp-v2 cross \| perp-v2 cross \| ETH \| ${price} \| - \| - \| -$`),
    );
    expect(lines.join(' ')).toContain('hedge ETH: with gas ');

    const [book] = json;
    expect(book).toMatchObject({ strategy: 'book', gaps: [] });
    const [first] = book.triggers;
    expect(first).toMatchObject({ rule: 'hedge ETH', subject: { underlying: 'ETH' }, now: null, underlying: 'ETH' });
    expect(first.says).toEqual([expect.stringMatching(/^with gas [\d.]+ gwei as now$/)]);
    const { above } = first;
    expect(above).toMatchObject({ price: expect.any(Number), does: 'buy ETH, to its band' });

    const hedges = () => keeper.ticks.flatMap(({ orders }) => orders).filter(({ order }) => order.rule === 'hedge ETH');
    const before = hedges().length;
    await lab.moveMarket(above.price * 0.997, { seconds: 5 });
    await keeper.quiet();
    expect(hedges()).toHaveLength(before);
    await lab.moveMarket(above.price * 1.003, { seconds: 5 });
    await keeper.quiet();
    expect(hedges().length).toBeGreaterThan(before);
    expect(hedges()[before]?.order.terms).toMatchObject({ kind: 'trade', side: 'Buy' });
  });

  test('behavior: what orders were expected to cost, and have cost', async () => {
    const [{ text, json }, other] = await Promise.all([asked('costs'), asked('costs', '--since', '5m')]);
    expect(text).toMatch(/buy \d\.\d{4} perp-v2 ETH +Filled +\d+\.\d\d +\d+\.\d\d/);
    expect(text).toMatch(/^venue +orders +mean error/m);
    expect(json.venues.map(({ venue }: { venue: string }) => venue)).toEqual(['lyra', 'perp-v2']);
    expect(other.json.orders.length).toBeLessThanOrEqual(json.orders.length);
    const wrong = await ballast(['costs', '--since', 'monday', ...db]);
    expect(wrong).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('a time like 24h or 7d') });
  });
});
