import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { PnlReport } from '../../../model/pnl.js';
import { unixMillis } from '../../../model/units.js';
import { openLedger } from '../../../record/ledger.js';
import { temporaryFolder } from '../../../record/testing/sample.js';
import { elementsOf } from '../../plot/testing/elementsOf.js';
import { drawPnl } from './drawPnl.js';
import { pnl } from './pnl.js';

const day = 86_400_000;
const parts = { delta: 90, gamma: -30, vega: 5, higher: 0, theta: 12, funding: -2, borrow: 0, fees: -4, trades: 0 };
const report: PnlReport = {
  from: unixMillis(0),
  to: unixMillis(day),
  total: 72,
  parts: { ...parts, unexplained: 1 },
  gross: 143,
  byUnderlying: [],
  byPosition: [],
  transfers: 0,
  gas: 0,
  gaps: [],
};

test('default: each day that there is, and the parts that are not 0', () => {
  const file = join(temporaryFolder(onTestFinished), 'pnl.svg');
  const lines = [0, day].map((at) => ({ day: unixMillis(at), closed: true, report }));
  expect(drawPnl('eth-book', lines, file)).toBe(`P&L of 2 days drawn to ${file}`);
  const texts = elementsOf(readFileSync(file, 'utf8')).flatMap(({ name, text }) => (name === 'text' ? [text] : []));
  expect(texts).toContain('eth-book: P&amp;L explained, day by day');
  expect(texts.join('\n')).toContain('total 144 USD, of which unexplained 2;');
  expect(texts).toContain('gamma');
  expect(texts).not.toContain('borrow');
});

test('args: a picture is of one book', async () => {
  const ledger = openLedger({ file: ':memory:' });
  onTestFinished(() => ledger.close());
  const plot = join(temporaryFolder(onTestFinished), 'pnl.svg');
  await expect(pnl(ledger, day, { plot })).rejects.toThrow('a picture is of one book');
  expect(existsSync(plot)).toBe(false);
});

test('args: a day that is none', async () => {
  const ledger = openLedger({ file: ':memory:' });
  onTestFinished(() => ledger.close());
  for (const from of ['2026-02-31', '2026-02-31T08:00', 'yesterday'])
    await expect(pnl(ledger, Date.UTC(2026, 4, 1), { from })).rejects.toThrow(
      `--from is not a day or a moment: ${from}`,
    );
});
