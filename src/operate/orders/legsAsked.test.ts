import { expect, onTestFinished, test } from 'vitest';
import { unixMillis } from '../../model/units.js';
import { type Ledger, openLedger } from '../../record/ledger.js';
import { openAlerts } from '../../record/queries/alerts.js';
import { legsStanding, legsStates } from '../../record/queries/legsStates.js';
import { recordLegsEvent } from '../../record/statements/legs.js';
import { openBookShelf } from './bookShelf.js';
import { legsWith, scaleLegs } from './changeLegs.js';
import { importOrders } from './importOrders.js';
import { type LegsWritten, readLegs } from './legsAsked.js';
import { newOrder } from './newOrder.js';
import type { FieldProblem, OrderFields } from './orderFields.js';
import { orderRows } from './orderRows.js';
import { createProblemList } from './problemList.js';
import { seedBook } from './testing/deskLedger.js';

const now = unixMillis(Date.UTC(2026, 5, 1));
const by = { author: 'ann', at: now, text: '' };
const btc = { side: 'buy', instrument: 'perp-v2 BTC' };
const eth: OrderFields = { book: 'eth-book', side: 'sell', quantity: '2', instrument: 'perp-v2 ETH', list: 'spread' };

async function desk(): Promise<Ledger> {
  const ledger = openLedger({ file: ':memory:' });
  onTestFinished(() => ledger.close());
  await seedBook(ledger, 'eth-book', { at: unixMillis(now - 60_000) });
  return ledger;
}

async function ask(ledger: Ledger, fields: OrderFields, written: LegsWritten = { legs: '2' }) {
  const legs = readLegs(written, () => {});
  const shelf = await openBookShelf(ledger, { env: {}, chainOf: () => undefined });
  return (await newOrder(ledger, shelf, fields, { author: 'ann', at: now }, legs)).order;
}
const problemOf = (asked: Promise<unknown>) =>
  asked.then(
    () => 'it was taken',
    (error: { problems?: FieldProblem[] }) => error.problems?.map(({ message }) => message).join('; '),
  );

async function importing(text: string, prepare: (ledger: Ledger) => Promise<void> = async () => {}) {
  const ledger = await desk();
  await prepare(ledger);
  const shelf = await openBookShelf(ledger, { env: {}, chainOf: () => undefined });
  const problems = createProblemList();
  const rows = orderRows([text], problems, 10_000);
  return importOrders(ledger, shelf, rows, problems, { subject: 'a.csv', author: 'ann', at: now, kind: 'legs' });
}

test('default: the first leg makes the list, the others join it', async () => {
  const ledger = await desk();
  const first = await ask(ledger, { ...eth, clOrdId: 'a' });
  const second = await ask(ledger, { ...eth, ...btc, clOrdId: 'b' });
  const [list] = await legsStates(ledger, { strategy: 'eth-book' }, []);
  expect(list).toMatchObject({ id: 'spread', kind: 'legs', count: 2, imbalance: 0.1, onFailure: 'hold' });
  expect(list).toMatchObject({ status: 'Executing', text: '', apart: '' });
  expect(list?.parents.map(({ id }) => id)).toEqual([first.id, second.id]);
  expect(await problemOf(ask(ledger, { ...eth, clOrdId: 'c' }))).toBe('all 2 legs of `spread` are there already');
  // The same words are the same order.
  expect((await ask(ledger, { ...eth, clOrdId: 'a' })).id).toBe(first.id);
});

test('args: what does not fit is refused with all reasons, and nothing is written', async () => {
  const problems: FieldProblem[] = [];
  readLegs({ legs: '1', imbalance: '200%', onFailure: 'pray' }, (problem) => problems.push(problem));
  expect(problems).toHaveLength(3);
  const ledger = await desk();
  const { list: _, ...alone } = eth;
  expect(await problemOf(ask(ledger, alone))).toBe('legs have no list');
  await ask(ledger, { ...eth, clOrdId: 'a' });
  expect(await problemOf(ask(ledger, { ...eth, clOrdId: 'b' }, { legs: '3' }))).toMatch(/was asked for as 2 legs/);
});

test('args: two legs that undo each other are refused, one by one and in a file', async () => {
  const ledger = await desk();
  await ask(ledger, { ...eth, clOrdId: 'a' });
  const says = 'it and leg `a` trade perp-v2 ETH on opposite sides, and one would undo the other';
  expect(await problemOf(ask(ledger, { ...eth, clOrdId: 'b', side: 'buy' }))).toBe(says);
  const csv = (side: string) =>
    `clOrdId,side,quantity,instrument,list\na,Sell,2,perp-v2 ETH,other\nb,Sell,1,perp-v2 ETH,other\nc,${side},1,perp-v2 ETH,other\n`;
  expect(await problemOf(importing(csv('Buy')))).toBe(says);
  expect(await problemOf(importing(csv('Sell')))).toBe('it was taken');
});

test('args: legs on several chains are refused, one by one and in a file', async () => {
  const ledger = await desk();
  await ask(ledger, { ...eth, clOrdId: 'a' });
  await seedBook(ledger, 'eth-book@far', { at: unixMillis(now - 60_000), chainId: 10 });
  const says = 'the legs of `spread` are on another chain';
  expect(await problemOf(ask(ledger, { ...eth, clOrdId: 'b', instrument: 'far:perp-v2 ETH' }))).toBe(says);
  const csv = (chain: string) =>
    `clOrdId,book,side,quantity,instrument,list\na,eth-book,Sell,2,perp-v2 BTC,spread\nb,eth-book,Sell,1,${chain}perp-v2 ETH,spread\n`;
  const isFar = (other: Ledger) => seedBook(other, 'eth-book@far', { at: unixMillis(now - 60_000), chainId: 10 });
  expect(await problemOf(importing(csv('far:'), isFar))).toBe(says);
  expect(await problemOf(importing(csv(''), isFar))).toBe('it was taken');
});

test('behavior: legs are canceled and scaled together', async () => {
  const ledger = await desk();
  const first = await ask(ledger, { ...eth, clOrdId: 'a' });
  const second = await ask(ledger, { ...eth, ...btc, clOrdId: 'b', quantity: '3' });
  expect((await legsWith(ledger, second as never)).map(({ id }) => id)).toEqual([second.id, first.id]);
  const scaled = await scaleLegs(ledger, 'spread', '150%', by);
  expect(scaled.map(({ state }) => state.replacing?.quantity)).toEqual([3n * 10n ** 18n, 45n * 10n ** 17n]);
  expect(await problemOf(scaleLegs(ledger, 'other', '50%', by))).toBe('there are no legs of that name');
});

test('behavior: what is said of how far legs are apart is one alert, until they are together', async () => {
  const ledger = await desk();
  await ask(ledger, { ...eth, clOrdId: 'a' });
  const said = (from: string, text: string) => recordLegsEvent({ kind: 'legsApart', list: 'spread', from, text }, by);
  const failed = { kind: 'moveList', list: 'spread', from: 'Executing', to: 'Alert', text: 'leg a failed' } as const;
  await ledger.commit([recordLegsEvent(failed, by), said('', 'a 50 %')]);
  await ledger.commit(said('a 50 %', 'a 60 %'));
  expect((await openAlerts(ledger)).map(({ code, subject, text }) => [code, subject, text])).toEqual([
    ['LEGS_APART', 'spread', 'a 60 %'],
  ]);
  // Whoever decided on what was before is told to decide anew.
  await expect(ledger.commit(said('', 'a 50 %'))).rejects.toThrow('has changed meanwhile');
  await expect(ledger.commit(recordLegsEvent(failed, by))).rejects.toThrow('is not Executing any more');
  await ledger.commit(said('a 60 %', ''));
  expect(await legsStanding(ledger, 'spread')).toMatchObject({ status: 'Alert', apart: '' });
  expect(await openAlerts(ledger)).toEqual([]);
});

test("behavior: an order that is no leg may not name the legs' list, of whichever book it is", async () => {
  const ledger = await desk();
  await seedBook(ledger, 'btc-book', { at: unixMillis(now - 60_000), account: `0x${'aa'.repeat(20)}` });
  await ask(ledger, { ...eth, clOrdId: 'a' });
  for (const book of ['eth-book', 'btc-book']) {
    const asked = newOrder(
      ledger,
      await openBookShelf(ledger, { env: {}, chainOf: () => undefined }),
      { ...eth, book, clOrdId: 'c' },
      { author: 'bob', at: now },
    );
    expect(await problemOf(asked)).toBe('`spread` is the list of 2 legs');
  }
  expect(await legsStates(ledger, { strategy: 'eth-book' }, [])).toMatchObject([{ parents: [{ clOrdId: 'a' }] }]);
});

test('behavior: a leg on the account that the book kept before does not fit one on the account that it keeps now', async () => {
  const ledger = await desk();
  await ask(ledger, { ...eth, clOrdId: 'a' });
  await seedBook(ledger, 'eth-book', { at: unixMillis(now - 1_000), account: `0x${'aa'.repeat(20)}` });
  expect(await problemOf(ask(ledger, { ...eth, ...btc, clOrdId: 'b' }))).toBe(
    'the legs of `spread` are on another account',
  );
});
