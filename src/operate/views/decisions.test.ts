import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Decision } from '../../model/decision.js';
import { unixMillis } from '../../model/units.js';
import { newId } from '../../record/id.js';
import { type Ledger, openLedger } from '../../record/ledger.js';
import { insertDecision } from '../../record/statements/orders.js';
import { insertParents } from '../../record/statements/parentOrders.js';
import { insertTick } from '../../record/statements/ticks.js';
import { sampleDecision, sampleOrder, sampleTick, temporaryFolder, workOf } from '../../record/testing/sample.js';
import { sampleParent } from '../../record/testing/sampleParent.js';
import { decisionsAsked } from './asked.js';
import { decisionView, readDecision } from './decision.js';
import { decisionsView, readDecisions } from './decisions.js';
import { plansOf, slowIn } from './testing/plansOf.js';

const at = unixMillis(1_700_000_000_000);

async function ledgerWith(decisions: readonly Decision[], strategies?: string[]) {
  const file = join(temporaryFolder(onTestFinished), 'ballast.db');
  const ledger = openLedger({ file });
  onTestFinished(() => ledger.close());
  await addDecisions(ledger, decisions, strategies);
  return { ledger, file };
}

/** To each of the books by turns. */
async function addDecisions(ledger: Ledger, decisions: readonly Decision[], strategies = ['eth-book']): Promise<void> {
  const ticks = strategies.map((strategy) => sampleTick({ strategy }));
  await ledger.commit(ticks.map((tick) => insertTick(tick)));
  for (const [i, decision] of decisions.entries()) {
    const tick = ticks[i % ticks.length];
    if (!tick) throw new Error('a book is wanted');
    const { id, strategy, strategyHash } = tick;
    await ledger.commit(insertDecision(decision, { tick: id, strategy, strategyHash, at }));
  }
}

const held = (changes: Partial<Decision> = {}): Decision =>
  sampleDecision({ verdict: 'hold', action: null, not: ['cooldown for 40.123456 s more'], ...changes });

const page = (ledger: Ledger, asked: object = {}) => readDecisions(ledger, at, decisionsAsked.parse(asked));

test('default: newest first, each with why, why not and what became of it, and nothing that JSON has no word for', async () => {
  const { ledger } = await ledgerWith([held()]);
  await ledger.commit(workOf(sampleOrder({ decision: newId(1_700_000_000_000), status: 'Filled' })));
  await addDecisions(ledger, [sampleDecision({ verdict: 'refused' })]);
  const view = await page(ledger);
  expect(decisionsView.parse(JSON.parse(JSON.stringify(view)))).toEqual(view);
  expect(view.rows.map(({ outcomeText }) => outcomeText)).toEqual(['refused', 'filled', 'held']);
  expect(view.rows[1]).toMatchObject({
    ...{ rule: 'hedge ETH', subject: 'ETH', what: expect.stringContaining('sell 2.41'), notionalUsd: 5_312.07 },
    ...{ because: ['delta 2.41 ETH is over 1.5'], checksPassed: 1, checksOther: 0, alternatives: 0 },
    orders: [{ status: 'Filled' }],
  });
  expect(view.rows[2]).toMatchObject({ what: null, not: ['cooldown for 40.1235 s more'] });
  expect(view.nextCursor).toBeNull();
});

test('behavior: an order that a person asked for is told as what, how much and by whom', async () => {
  const parent = sampleParent({ author: 'ana' });
  const { ledger } = await ledgerWith([held({ subject: { parent: parent.id } })]);
  await ledger.commit(insertParents([parent]));
  const view = await page(ledger);
  expect(view.rows).toMatchObject([
    { what: null, parent: parent.id, subject: 'sell 10 perp-v2 ETH, limit 2 000.00, asked for by ana' },
  ]);
});

test('behavior: pages have no holes and no repeats, whatever is asked for', async () => {
  const many = Array.from({ length: 23 }, (_, i) => (i % 3 === 0 ? sampleDecision() : held({ rule: `rule ${i % 2}` })));
  const { ledger } = await ledgerWith(many, ['eth-book', 'btc-book']);
  for (const asked of [
    {},
    { strategy: 'eth-book' },
    { verdict: 'hold' },
    { verdict: 'hold', rule: 'rule 1' },
    { orderClass: 'delta' },
  ]) {
    const whole = (await page(ledger, { ...asked, limit: 100 })).rows.map(({ id }) => id);
    const pieces: string[] = [];
    let before: string | null = null;
    do {
      const view = await page(ledger, { ...asked, limit: 4, ...(before === null ? {} : { before }) });
      pieces.push(...view.rows.map(({ id }) => id));
      before = view.nextCursor;
    } while (before !== null);
    expect(pieces).toEqual(whole);
    expect(whole.length).toBeGreaterThan(4);
    expect([...whole].sort().reverse()).toEqual(whole);
  }
});

test('behavior: one decision, by its id, the beginning of it, or that of its order', async () => {
  const { ledger } = await ledgerWith([]);
  const order = sampleOrder();
  await ledger.commit(workOf(order));
  const view = await readDecision(ledger, order.decision, at);
  expect(decisionView.parse(JSON.parse(JSON.stringify(view)))).toEqual(view);
  expect(view).toMatchObject({
    ...{ size: ['to 0: -2.41 ETH; nothing in flight'], read: { blockNumber: 401_223_187, tookMs: 12.5 } },
    metrics: [
      { name: 'delta', value: 2.41 },
      { name: 'liquidationPrice', value: null },
      { name: 'worstHealth', value: null },
    ],
    checks: [{ code: 'ORDER_USD', verdict: 'pass', text: '5 312 of 50 000 usd' }],
    orders: [{ order: { id: order.id, kind: 'rule', statusText: expect.any(String) } }],
  });
  expect((await readDecision(ledger, order.id, at)).decision.id).toBe(order.decision);
  await expect(readDecision(ledger, newId(at + 5), at)).rejects.toThrow('nothing that was decided begins with');
  await expect(readDecision(ledger, 'x', at)).rejects.toThrow('nothing that was decided begins with');
});

test.each([
  {},
  { strategy: 'eth-book' },
  { verdict: 'hold' },
  { rule: 'hedge ETH' },
  { before: '0198f2c4' },
  { strategy: 'eth-book', verdict: 'act', before: '0198f2c4' },
])('behavior: of %o no table that grows is read or sorted as a whole', async (asked) => {
  const { file } = await ledgerWith([sampleDecision()]);
  const plans = await plansOf(file, (ledger) => page(ledger, asked));
  expect(plans.some(({ query }) => query.includes('decisions'))).toBe(true);
  expect(slowIn(plans)).toEqual([]);
});

test('behavior: nor for the story of one', async () => {
  const { ledger, file } = await ledgerWith([]);
  const order = sampleOrder();
  await ledger.commit(workOf(order));
  expect(slowIn(await plansOf(file, (opened) => readDecision(opened, order.decision, at)))).toEqual([]);
});
