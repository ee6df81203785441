import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { unixMillis, WAD, wad } from '../../model/units.js';
import { newId } from '../../record/id.js';
import { type Ledger, openLedger } from '../../record/ledger.js';
import { parentsById } from '../../record/queries/parentOrders.js';
import { insertDecision } from '../../record/statements/orders.js';
import { insertParents, recordEvents } from '../../record/statements/parentOrders.js';
import { insertTick } from '../../record/statements/ticks.js';
import { sampleDecision, sampleOrder, sampleTick, temporaryFolder, workOf } from '../../record/testing/sample.js';
import { sampleParent } from '../../record/testing/sampleParent.js';
import { ordersAsked } from './asked.js';
import { orderView, readOrder } from './order.js';
import { ordersView, readOrders } from './orders.js';
import { plansOf, slowIn } from './testing/plansOf.js';

const at = unixMillis(1_700_000_000_000);

function emptyFile() {
  const file = join(temporaryFolder(onTestFinished), 'ballast.db');
  const ledger = openLedger({ file });
  onTestFinished(() => ledger.close());
  return { ledger, file };
}

const page = (ledger: Ledger, asked: object = {}) => readOrders(ledger, at, ordersAsked.parse(asked));

test('default: what people ask for and what rules want, newest first; parts are folded into what they are of', async () => {
  const { ledger } = emptyFile();
  const parent = sampleParent({ createdAt: at });
  const later = unixMillis(at + 1_000);
  await ledger.commit(insertParents([parent]));
  await ledger.commit(
    recordEvents(parent, [{ event: { kind: 'accept' }, text: '' }], { author: 'ballast', at: later }),
  );
  await ledger.commit(workOf(sampleOrder({ parent: parent.id, createdAt: later, status: 'New' })));
  const rule = sampleOrder({ createdAt: later, status: 'Filled' });
  await ledger.commit(workOf(rule));
  const view = await page(ledger);
  expect(ordersView.parse(JSON.parse(JSON.stringify(view)))).toEqual(view);
  expect(view.rows).toMatchObject([
    { id: rule.id, kind: 'rule', author: 'ballast', quantity: '2.41', isOpen: false, may: [], decision: rule.decision },
    {
      ...{ id: parent.id, kind: 'asked', name: parent.clOrdId, author: 'ana', quantity: '10', limitPriceUsd: '2000' },
      ...{ isOpen: true, parts: 1, openParts: 1, may: expect.arrayContaining(['cancel', 'pause']) },
    },
  ]);
  expect(view.open).toBe(1);
  expect((await page(ledger, { open: 'true' })).rows.map(({ id }) => id)).toEqual([parent.id]);
  expect((await page(ledger, { status: 'Filled' })).rows.map(({ id }) => id)).toEqual([rule.id]);
});

test('behavior: pages of both have no holes and no repeats', async () => {
  const { ledger } = emptyFile();
  const parents = Array.from({ length: 9 }, (_, i) =>
    sampleParent({ createdAt: unixMillis(at + i * 3), terms: { side: i % 2 ? 'Buy' : 'Sell' } }),
  );
  await ledger.commit(insertParents(parents));
  for (let i = 0; i < 14; i += 1) {
    const status = i % 4 === 0 ? 'New' : 'Filled';
    await ledger.commit(workOf(sampleOrder({ createdAt: unixMillis(at + i * 2), status })));
  }
  for (const asked of [{}, { side: 'Sell' }, { status: 'Filled' }, { open: 'true' }, { strategy: 'eth-book' }]) {
    const whole = (await page(ledger, { ...asked, limit: 100 })).rows.map(({ id }) => id);
    const pieces: string[] = [];
    let before: string | null = null;
    do {
      const view = await page(ledger, { ...asked, limit: 3, ...(before === null ? {} : { before }) });
      pieces.push(...view.rows.map(({ id }) => id));
      before = view.nextCursor;
    } while (before !== null);
    expect(pieces, JSON.stringify(asked)).toEqual(whole);
    expect(whole.length).toBeGreaterThan(3);
  }
});

test('behavior: one order’s story, in order of time, by its name, its id, or the beginning of one', async () => {
  const { ledger } = emptyFile();
  const parent = sampleParent({ createdAt: at, clOrdId: 'june-1' });
  await ledger.commit(insertParents([parent]));
  const by = { author: 'ballast', at: unixMillis(at + 500), arrivalPrice: 2_100 };
  await ledger.commit(recordEvents(parent, [{ event: { kind: 'accept' }, text: '' }], by));
  await ledger.commit(workOf(sampleOrder({ parent: parent.id, createdAt: unixMillis(at + 900) })));
  const view = await readOrder(ledger, 'june-1', at);
  expect(orderView.parse(JSON.parse(JSON.stringify(view)))).toEqual(view);
  expect(view).toMatchObject({ order: { id: parent.id }, arrivalPriceUsd: 2_100, parts: [{ status: 'PendingNew' }] });
  const times = view.events.map((event) => event.at);
  expect(times).toEqual(times.toSorted((a, b) => a - b));
  expect(view.events[0]).toMatchObject({ kind: 'asked', by: 'ana', afterMs: 0 });
  expect((await readOrder(ledger, parent.id.slice(0, 18), at)).order.id).toBe(parent.id);
  await expect(readOrder(ledger, 'july-1', at)).rejects.toThrow(/july-1/);
});

test('behavior: what comes of each other is told so also where one block has all of it', async () => {
  const { ledger } = emptyFile();
  const parent = sampleParent({ createdAt: at });
  const by = { author: 'ballast', at };
  const part = sampleOrder({ parent: parent.id, createdAt: at, status: 'Filled' });
  const trade = { kind: 'trade', child: part.id, fill: newId(at), price: wad(2_100n * WAD) } as const;
  await ledger.commit(insertParents([parent]));
  await ledger.commit(recordEvents(parent, [{ event: { kind: 'accept' }, text: '' }], by));
  await ledger.commit(workOf(part));
  const [taken] = await parentsById(ledger, [parent.id]);
  if (!taken) expect.fail('it was taken on');
  const happened = [
    { event: { ...trade, quantity: wad(4n * WAD) }, text: '' },
    { event: { kind: 'cancel' }, text: 'what could not be done at once' },
  ] as const;
  await ledger.commit(recordEvents(taken, happened, by));
  const { events } = await readOrder(ledger, parent.id, at);
  expect(events.map(({ title }) => title)).toEqual(['asked', 'taken on', 'part', 'traded', 'canceled']);
});

test.each([
  ['taken on', { verdict: 'hold', size: ['taken on'], not: [] }, 'good'],
  ['put off', { verdict: 'hold', not: ['perp-v2 was not read'] }, 'warn'],
  ['left to a person', { verdict: 'review', not: ['more than 5 000 usd'] }, 'warn'],
  ['refused', { verdict: 'refused', not: ['more than 50 000 usd'] }, 'bad'],
] as const)('behavior: an order that is looked at and %s is told in that tone', async (_, changes, tone) => {
  const { ledger } = emptyFile();
  const parent = sampleParent({ createdAt: at });
  const tick = sampleTick({ strategy: parent.strategy, at });
  const subject = { parent: parent.id };
  const decision = sampleDecision({ kind: 'capture', subject, action: null, ...changes });
  await ledger.commit(insertParents([parent]));
  await ledger.commit([
    insertTick(tick),
    insertDecision(decision, { tick: tick.id, strategy: parent.strategy, strategyHash: tick.strategyHash, at }),
  ]);
  const { events } = await readOrder(ledger, parent.id, at);
  expect(events.find(({ kind }) => kind === 'checked')).toMatchObject({
    tone,
    text: expect.stringMatching(/^1 of 1 checks passed/),
  });
});

test('behavior: of a rule’s order as well, with its transactions', async () => {
  const { ledger } = emptyFile();
  const order = sampleOrder();
  await ledger.commit(workOf(order));
  const view = await readOrder(ledger, order.id, at);
  expect(orderView.parse(JSON.parse(JSON.stringify(view)))).toEqual(view);
  expect(view).toMatchObject({ order: { kind: 'rule' }, checks: [{ code: 'ORDER_USD' }], parts: [{ id: order.id }] });
});

test.each([{}, { strategy: 'eth-book' }, { open: 'true' }, { side: 'Buy' }, { before: '0198f2c4', status: 'Filled' }])(
  'behavior: for %o no table that grows is read or sorted as a whole',
  async (asked) => {
    const { ledger, file } = emptyFile();
    const parent = sampleParent();
    await ledger.commit(insertParents([parent]));
    await ledger.commit(workOf(sampleOrder({ parent: parent.id })));
    await ledger.commit(workOf(sampleOrder()));
    expect(slowIn(await plansOf(file, (opened) => page(opened, asked)))).toEqual([]);
  },
);
