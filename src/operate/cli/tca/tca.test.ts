import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { CostEstimate } from '../../../model/cost.js';
import type { Fill, Order } from '../../../model/order.js';
import { fromFloat, unixMillis, wei } from '../../../model/units.js';
import { newId } from '../../../record/id.js';
import { type Ledger, openLedger } from '../../../record/ledger.js';
import { insertAttempt } from '../../../record/statements/attempts.js';
import { insertFill } from '../../../record/statements/orders.js';
import { sampleAttempt, sampleOrder, temporaryFolder, workOf } from '../../../record/testing/sample.js';
import { tcaReport } from './tca.js';

const made = 1_700_000_000_000;
const now = made + 3_600_000;
const asked = { since: 86_400_000, by: 'venue' } as const;

const cost: CostEstimate = {
  ...{ fee: 5.31, impact: 4.82, carry: 0.25, gas: 0.63, keeper: 0, total: 11.01, slippage: 9 },
  basis: { mark: 2_200, gasToken: 2_000 },
};

let nonce = 0;

/** 2.41 sold at a mark of 2 200, for 0.6 USD of gas. */
async function sold(ledger: Ledger, price: number, change: Partial<Order> = {}, share = 1): Promise<Order> {
  nonce += 1;
  const order = sampleOrder({ status: 'Filled', cost, createdAt: unixMillis(made), ...change });
  const attempt = sampleAttempt(order, { nonce, state: 'Final', gasCost: wei(3n * 10n ** 14n) });
  const fill: Fill = {
    ...{ kind: 'trade', instrument: 'perp-v2 ETH', underlying: 'ETH', side: 'Sell' },
    ...{ quantity: fromFloat(2.41 * share, 'down'), price: fromFloat(price, 'down'), fee: fromFloat(5.31, 'down') },
  };
  const at = unixMillis(made + 2_000);
  const filled = share > 0 ? [insertFill({ id: newId(at), order: order.id, attempt: attempt.id, fill, at })] : [];
  await ledger.commit([
    workOf(order),
    insertAttempt({ ...attempt, hash: `0x${nonce.toString(16).padStart(64, '0')}` }),
    ...filled,
  ]);
  return order;
}

function open(): Ledger {
  const ledger = openLedger({ file: ':memory:' });
  onTestFinished(() => ledger.close());
  return ledger;
}

test('default: each order in its parts, and all of a venue together', async () => {
  const ledger = open();
  await sold(ledger, 2_198);
  await sold(ledger, 2_196);
  const { text, json } = await tcaReport(ledger, now, asked);
  const lines = text.split('\n').map((line) => line.trim().replace(/ {2,}/g, ' | '));
  // 2.41 × 2 and × 4 below the mark, of 5 302: 20.2 and 29.3 bps.
  expect(lines[1]).toMatch(
    /Filled \| 100 % \| 2 200\.00 \| 2 198\.00 \| 4\.82 \| 5\.31 \| 0\.60 \| 10\.73 \| \+20\.2$/,
  );
  expect(lines[2]).toMatch(/\| 9\.64 \| 5\.31 \| 0\.60 \| 15\.55 \| \+29\.3$/);
  expect(lines[5]).toMatch(
    /^perp-v2 \| 2 \| 10 604 \| 100 % \| 0 % \| 0 % \| 2\.0 s \|.*\| 26\.28 \| \+24\.8 \| \+24\.8 ± 4\.5 \|/,
  );
  expect(json).toMatchObject({
    orders: [{ kind: 'rule', side: 'Sell', ordered: 2.41 }, {}],
    by: 'venue',
  });
});

test('behavior: what is left undone is not known where no price of the end was kept, and counts as that', async () => {
  const ledger = open();
  await sold(ledger, 2_198, { status: 'Canceled' }, 0.5);
  await sold(ledger, 2_198, { mode: 'shadow' });
  await sold(ledger, 2_198, { createdAt: unixMillis(made - 86_400_000) });
  const { json } = await tcaReport(ledger, now, asked);
  expect(json).toMatchObject({
    orders: [
      { filledShare: expect.closeTo(0.5, 12), shortfall: { total: Number.NaN, parts: { opportunity: Number.NaN } } },
    ],
    all: { quality: { orders: 1, canceled: 1, shortfall: { count: 0, unknown: 1 } } },
  });
});

test('behavior: one order in full, by the beginning of its id', async () => {
  const ledger = open();
  const { id } = await sold(ledger, 2_198);
  const { text } = await tcaReport(ledger, now, { ...asked, order: id.slice(0, 23) });
  const lines = text.split('\n').map((line) => line.trim().replace(/ {2,}/g, ' | '));
  expect(lines).toContain('decision | 2 200.0000 | +9.1 | when it was wanted');
  expect(lines).toContain('impact | 4.82 | +9.1');
  expect(lines).toContain('funding | - | - | nobody has told it: in no figure');
  expect(lines).toContain('total | 10.73 | +20.2 | against the mark when it was wanted');
});

test('args: an id that is not there, one that is several, a book that is not there, a file that cannot be written', async () => {
  const ledger = open();
  const { id } = await sold(ledger, 2_198);
  await sold(ledger, 2_198);
  await expect(tcaReport(ledger, now, { ...asked, order: 'ffff' })).rejects.toThrow('no trade');
  await expect(tcaReport(ledger, now, { ...asked, order: id.slice(0, 8) })).rejects.toThrow(
    'is the beginning of 2 ids',
  );
  await expect(tcaReport(ledger, now, { ...asked, strategy: 'other' })).rejects.toThrow('no strategy `other`');
  const folder = temporaryFolder(onTestFinished);
  const html = join(folder, 'none', 'report.html');
  await expect(tcaReport(ledger, now, { ...asked, html })).rejects.toThrow('cannot be written');
});

test('default: a line an order for programs, and a page for people', async () => {
  const ledger = open();
  const { id } = await sold(ledger, 2_198);
  const folder = temporaryFolder(onTestFinished);
  const [csv, html] = [join(folder, 'orders.csv'), join(folder, 'report.html')];
  const { text } = await tcaReport(ledger, now, { ...asked, csv, html });
  expect(text).toContain(`written to ${csv}`);
  const [titles = '', line = '', end] = readFileSync(csv, 'utf8').split('\r\n');
  const row = Object.fromEntries(titles.split(',').map((title, i) => [title, line.split(',')[i]]));
  expect(row).toMatchObject({
    order: id,
    kind: 'rule',
    measured_from: 'decision',
    funding_usd: '',
    interval_price: '',
  });
  expect(Number(row['shortfall_usd'])).toBeCloseTo(10.73, 9);
  expect(end).toBe('');
  expect(readFileSync(html, 'utf8')).toContain('What the shortfall is made of');
});

test('behavior: without any trade it says so', async () => {
  expect((await tcaReport(open(), now, asked)).text).toBe('no trade was asked for in the last 24 h');
});
