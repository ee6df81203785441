import type { Address } from 'viem';
import { describe, expect, onTestFinished, test } from 'vitest';
import { unixMillis } from '../../model/units.js';
import { type Ledger, openLedger } from '../../record/ledger.js';
import { listsById, parentOrders } from '../../record/queries/parentOrders.js';
import { openBookShelf } from './bookShelf.js';
import { csvRows } from './csvRows.js';
import { type ImportOptions, importOrders } from './importOrders.js';
import { jsonRows } from './jsonRows.js';
import { OrderError } from './orderError.js';
import { createProblemList } from './problemList.js';
import { seedBook } from './testing/deskLedger.js';

const now = unixMillis(Date.UTC(2026, 5, 1));
const other: Address = '0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC';

async function desk(): Promise<Ledger> {
  const ledger = openLedger({ file: ':memory:' });
  onTestFinished(() => ledger.close());
  await seedBook(ledger, 'eth-book', { at: now - 60_000 });
  await seedBook(ledger, 'other-book', { at: now - 60_000, account: other });
  return ledger;
}

const titles = 'clOrdId,book,side,quantity,instrument,list,expire';
const lines = [
  'a-1,eth-book,Sell,2,perp-v2 ETH,rebalance,2h',
  'a-2,eth-book,Buy,0.1,perp-v2 BTC,rebalance,',
  'a-1,other-book,Sell,1,perp-v2 ETH,,',
];
const file = (rows: readonly string[], header = titles) => [header, ...rows].map((line) => `${line}\n`).join('');

async function bring(ledger: Ledger, text: string, options: Partial<ImportOptions> = {}) {
  const shelf = await openBookShelf(ledger, { env: {}, chainOf: () => undefined });
  const problems = createProblemList();
  return importOrders(ledger, shelf, csvRows([text], problems), problems, {
    ...{ subject: 'orders.csv', author: 'ann', at: now },
    ...options,
  });
}

/** `line:column field message` of each problem. Nothing is written. */
async function refused(ledger: Ledger, text: string, options: Partial<ImportOptions> = {}) {
  const before = await parentOrders(ledger);
  const error = await bring(ledger, text, options).then(
    () => new Error('it was taken'),
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof OrderError)) throw error;
  expect(await parentOrders(ledger)).toEqual(before);
  return error.problems.map(
    ({ line, column, field, message }) => `${line}:${column ?? '-'} ${field ?? '-'} ${message}`,
  );
}

test('default: all of a file, in its lists', async () => {
  const ledger = await desk();
  const imported = await bring(ledger, file(lines));
  expect(imported).toMatchObject({ written: 3, known: 0, books: ['eth-book', 'other-book'] });
  expect(imported.lists).toEqual([
    { id: 'rebalance', kind: 'list', count: 2, imbalance: 1, onFailure: 'hold', author: 'ann', createdAt: now },
  ]);
  expect(await listsById(ledger, ['rebalance'])).toEqual(imported.lists);
  const found = await parentOrders(ledger);
  expect(found.map(({ strategy, clOrdId, list, author }) => [strategy, clOrdId, list, author])).toEqual([
    ['other-book', 'a-1', null, 'ann'],
    ['eth-book', 'a-2', 'rebalance', 'ann'],
    ['eth-book', 'a-1', 'rebalance', 'ann'],
  ]);
});

test('args: list names what names none', async () => {
  const ledger = await desk();
  await bring(ledger, file(lines), { list: 'june' });
  expect((await parentOrders(ledger)).map(({ list }) => list)).toEqual(['june', 'rebalance', 'rebalance']);
});

test('args: dryRun looks at all of it and writes nothing', async () => {
  const ledger = await desk();
  expect(await bring(ledger, file(lines), { dryRun: true })).toMatchObject({ written: 3 });
  expect(await parentOrders(ledger)).toEqual([]);
});

test('behavior: a book may be named by its account', async () => {
  const ledger = await desk();
  await bring(ledger, file([`a-1,${other},Sell,1,perp-v2 ETH`], 'clOrdId,account,side,quantity,instrument'));
  expect((await parentOrders(ledger)).map(({ strategy }) => strategy)).toEqual(['other-book']);
});

describe('bad input', () => {
  test('behavior: every bad row is told with its place, and none of the others is written', async () => {
    const rows = [
      ...lines,
      'a-3,eth-bok,Sell,0,perp-v2 ETH,,',
      'a-4,eth-book,Sel,1,perp-v2 ETX,,',
      ',eth-book,Sell,1,perp-v2 ETH,,',
    ];
    expect(await refused(await desk(), file(rows))).toEqual([
      '5:5 book nothing was recorded of a book `eth-bok`',
      '5:18 quantity `0` is zero',
      '6:14 side `Sel` is none of Buy, Sell',
      '6:20 instrument `perp-v2 ETX` is no instrument of `eth-book`',
      '7:1 clOrdId `clOrdId` is missing',
    ]);
  });

  test('behavior: a name twice in a file', async () => {
    const rows = [...lines, 'a-2,eth-book,Buy,0.1,perp-v2 BTC,,'];
    expect(await refused(await desk(), file(rows))).toEqual(['5:1 clOrdId `a-2` is the name of line 3 already']);
  });

  test('behavior: nothing but titles, and nothing at all', async () => {
    expect(await refused(await desk(), file([]))).toEqual(['undefined:- - there are no orders in it']);
    expect(await refused(await desk(), '')).toEqual(['undefined:- - the file is empty']);
  });

  test('behavior: a list that is there already', async () => {
    const ledger = await desk();
    await bring(ledger, file(lines));
    const rows = ['b-1,eth-book,Sell,1,perp-v2 ETH,rebalance,'];
    expect(await refused(ledger, file(rows))).toEqual(['2:- list there is a list `rebalance` already']);
  });
});

describe('the same file twice', () => {
  test('behavior: all of it is there already, days later as well, and nothing is written', async () => {
    const ledger = await desk();
    await bring(ledger, file(lines));
    const before = await parentOrders(ledger);
    expect(await bring(ledger, file(lines))).toMatchObject({ written: 0, known: 3 });
    expect(await bring(ledger, file(lines), { at: unixMillis(now + 3 * 86_400_000) })).toMatchObject({
      written: 0,
      known: 3,
    });
    expect(await parentOrders(ledger)).toEqual(before);
  });

  test('behavior: with a row more it says which are there', async () => {
    const ledger = await desk();
    await bring(ledger, file(lines));
    expect(await refused(ledger, file([...lines, 'a-9,eth-book,Sell,1,perp-v2 ETH,,']))).toEqual([
      expect.stringMatching(/^2:1 clOrdId `a-1` is there already/),
      expect.stringMatching(/^3:1 clOrdId `a-2` is there already/),
      expect.stringMatching(/^4:1 clOrdId `a-1` is there already/),
    ]);
  });

  test('behavior: with other terms it says which', async () => {
    const ledger = await desk();
    await bring(ledger, file(lines));
    const [first = '', ...rest] = lines;
    const said = await refused(ledger, file([first.replace('Sell,2', 'Sell,3'), ...rest]));
    expect(said[0]).toMatch(/^2:1 clOrdId `a-1` is an order of `eth-book` with other terms already/);
  });
});

describe('two at once', () => {
  test('behavior: of one file, one is written and the other told that it is there already', async () => {
    const ledger = await desk();
    const both = await Promise.all([
      bring(ledger, file(lines)),
      bring(ledger, file(lines), { at: unixMillis(now + 5_000) }),
    ]);
    expect(both.map(({ written, known }) => [written, known])).toEqual([
      [3, 0],
      [0, 3],
    ]);
    expect(await parentOrders(ledger)).toHaveLength(3);
  });

  test('behavior: of files that have some orders in common, the second is told which, and not written', async () => {
    const ledger = await desk();
    const more = [...lines.slice(1), 'a-9,eth-book,Sell,1,perp-v2 ETH,,'];
    const [first, second] = await Promise.allSettled([bring(ledger, file(lines)), bring(ledger, file(more))]);
    expect(first.status).toBe('fulfilled');
    if (second.status !== 'rejected') throw new Error('it was taken');
    expect(second.reason).toBeInstanceOf(OrderError);
    expect(second.reason.message).toContain('line 2:1  clOrdId: `a-2` is there already');
    expect(await parentOrders(ledger)).toHaveLength(3);
  });

  test('behavior: of other orders in a list of one name, the second is told that the list is taken', async () => {
    const ledger = await desk();
    const others = lines.map((line) => line.replace('a-', 'b-'));
    const [, second] = await Promise.allSettled([bring(ledger, file(lines)), bring(ledger, file(others))]);
    if (second.status !== 'rejected') throw new Error('it was taken');
    expect(second.reason.message).toContain('there is a list `rebalance` already');
  });
});

test('behavior: lines that are no orders count as well against how many may be brought at once', async () => {
  const bad = JSON.stringify(Array.from({ length: 200_500 }, () => 7));
  const ledger = await desk();
  const problems = createProblemList();
  const shelf = await openBookShelf(ledger, { env: {}, chainOf: () => undefined });
  const brought = importOrders(ledger, shelf, jsonRows(bad, problems), problems, {
    ...{ subject: 'orders.json', author: 'ann', at: now },
  });
  await expect(brought).rejects.toThrow('200002 problems in orders.json');
  expect(problems.count).toBe(200_002);
});

describe('legs', () => {
  test('default: the orders of a list are one trade', async () => {
    const ledger = await desk();
    await bring(ledger, file(lines.slice(0, 2)), { kind: 'legs', imbalance: 0.1, onFailure: 'unwind' });
    expect(await listsById(ledger, ['rebalance'])).toMatchObject([
      { kind: 'legs', imbalance: 0.1, onFailure: 'unwind' },
    ]);
  });

  test('behavior: one leg is none, and legs are of one book', async () => {
    const rows = [
      'a-1,eth-book,Sell,2,perp-v2 ETH,x,',
      'a-2,eth-book,Sell,2,perp-v2 ETH,y,',
      'a-3,other-book,Sell,2,perp-v2 ETH,y,',
    ];
    expect(await refused(await desk(), file(rows), { kind: 'legs' })).toEqual([
      '2:- list `x` has one leg',
      '3:- list the legs of `y` are of several books: eth-book, other-book',
    ]);
  });
});

test('behavior: of a file of nothing but mistakes all are counted, and so many kept', async () => {
  const ledger = await desk();
  const rows = Array.from({ length: 12_000 }, (_, i) => `a-${i},eth-book,Sell,0,perp-v2 ETH,,`);
  const error = await bring(ledger, file(rows)).catch((thrown: unknown) => thrown);
  if (!(error instanceof OrderError)) throw error;
  expect([error.count, error.problems.length]).toEqual([12_000, 10_000]);
  expect(error.message.split('\n').filter((line) => line.includes('is zero'))).toHaveLength(50);
  expect(error.message).toMatch(/^12000 problems in orders\.csv; nothing was written\n/);
  expect(error.message).toMatch(/\n {2}and 11950 more$/);
});
