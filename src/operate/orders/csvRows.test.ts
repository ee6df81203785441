import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { csvRows, csvText } from './csvRows.js';
import { type OrderFields, orderFields } from './orderFields.js';
import { createProblemList } from './problemList.js';

async function read(chunks: Iterable<Buffer | string>) {
  const problems = createProblemList();
  const rows: { fields: OrderFields; line: number; column: number | undefined }[] = [];
  for await (const row of csvRows(chunks, problems)) {
    if (row) rows.push({ fields: row.fields, line: row.line, column: row.columnOf('quantity') });
  }
  return { rows, problems: problems.kept };
}

const fieldsOf = async (text: string) => (await read([text])).rows.map(({ fields }) => fields);

const titles = 'clOrdId,side,quantity,instrument';

test('default: titles, then a line an order, each with its place', async () => {
  const { rows, problems } = await read([`${titles}\na-1,Sell,2,perp-v2 ETH\na-2,Buy,0.5,perp-v2 BTC\n`]);
  expect(problems).toEqual([]);
  expect(rows).toEqual([
    { fields: { clOrdId: 'a-1', side: 'Sell', quantity: '2', instrument: 'perp-v2 ETH' }, line: 2, column: 10 },
    { fields: { clOrdId: 'a-2', side: 'Buy', quantity: '0.5', instrument: 'perp-v2 BTC' }, line: 3, column: 9 },
  ]);
});

describe('what spreadsheets write', () => {
  const wanted = [{ clOrdId: 'a-1', side: 'Sell', quantity: '1_000.5', instrument: 'perp-v2 ETH' }];

  test.each([
    ['a byte order mark', `\uFEFF${titles}\na-1,Sell,1_000.5,perp-v2 ETH`],
    ['CRLF', `${titles}\r\na-1,Sell,1_000.5,perp-v2 ETH\r\n`],
    ['semicolons', 'clOrdId;side;quantity;instrument\na-1;Sell;1_000.5;perp-v2 ETH\n'],
    ['tabs', 'clOrdId\tside\tquantity\tinstrument\na-1\tSell\t1_000.5\tperp-v2 ETH\n'],
    ['quotes', '"clOrdId","side","quantity","instrument"\n"a-1","Sell","1_000.5","perp-v2 ETH"\n'],
    ['spaces around cells', 'clOrdId , side , quantity , instrument\na-1 , Sell , 1_000.5 , perp-v2 ETH\n'],
    ['empty lines', `\n\n${titles}\n\na-1,Sell,1_000.5,perp-v2 ETH\n\n`],
    ['lines of empty cells', `${titles}\na-1,Sell,1_000.5,perp-v2 ETH\n,,,\n`],
    ['empty cells', `${titles},price,text\na-1,Sell,1_000.5,perp-v2 ETH,,\n`],
    ['cells that are left out at the end', `${titles},price,text\na-1,Sell,1_000.5,perp-v2 ETH\n`],
    ['names of FIX', 'ClOrdID,Side,OrderQty,Symbol\na-1,Sell,1_000.5,perp-v2 ETH\n'],
  ])('behavior: %s', async (_, text) => {
    const { rows, problems } = await read([text]);
    expect(problems).toEqual([]);
    expect(rows.map(({ fields }) => fields)).toEqual(wanted);
    expect(rows[0]?.line).toBe(text.split(/\r?\n/).findIndex((line) => line.includes('a-1')) + 1);
  });

  test('behavior: a quoted cell may have separators, quotes and lines in it', async () => {
    const text = `${titles},text\r\na-1,Sell,2,perp-v2 ETH,"said ""now"",\r\nand so it is"\r\na-2,Buy,1,perp-v2 ETH,\r\n`;
    const { rows } = await read([text]);
    expect(rows.map(({ fields, line }) => [fields.text, line])).toEqual([
      ['said "now",\r\nand so it is', 2],
      [undefined, 4],
    ]);
  });
});

describe('bad input', () => {
  test.each([
    ['nothing', '', [{ message: 'the file is empty' }]],
    ['nothing but lines', '\n\n', [{ message: 'the file is empty' }]],
    ['a title that is none', `${titles},pric\n`, [{ line: 1, column: 34, mend: 'did you mean `price`?' }]],
    ['a title twice', `${titles},qty\n`, [{ line: 1, column: 34, message: '`qty` means the same as `quantity`' }]],
    [
      'a cell too many',
      `${titles}\na-1,Sell,1,000,perp-v2 ETH\n`,
      [{ line: 2, column: 16, message: expect.stringContaining('5 cells') }],
    ],
    [
      'a quote that is not closed',
      `${titles}\na-1,Sell,"2,perp-v2 ETH\na-2,Sell,2,perp-v2 ETH\n`,
      [{ line: 2, message: expect.stringContaining('never closed') }],
    ],
    [
      'something after a quote',
      `${titles}\na-1,Sell,"2"x,perp-v2 ETH\n`,
      [{ line: 2, message: expect.stringContaining('follows a closing quote') }],
    ],
    [
      'a quote in a cell',
      `${titles}\na-1,Sell,2"2,perp-v2 ETH\n`,
      [{ line: 2, message: expect.stringContaining('in the middle') }],
    ],
    [
      'a line without end',
      `${titles}\n${'x'.repeat(70_000)}\n`,
      [{ line: 2, message: expect.stringContaining('longer than') }],
    ],
  ])('behavior: %s', async (_, text, wanted) => {
    const { problems } = await read([text]);
    expect(problems).toHaveLength(wanted.length);
    expect(problems).toMatchObject(wanted);
  });
});

test.each([
  ['without an end', 'x'.repeat(200_000), 'a line is longer than 65536 characters'],
  ['of nothing but blanks', ' '.repeat(200_000), 'a line is longer than 65536 characters'],
  ['of nothing but lines', '\n'.repeat(200_000), 'the file is empty'],
])('behavior: a text %s is read in time in proportion to its length', async (_, text, message) => {
  expect((await read([text])).problems).toMatchObject([{ message }]);
});

/** What a cell may hold: anything but what reading takes away, spaces around it. */
const cell = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 12 })
  .map((text) => text.trim())
  .filter((text) => text !== '' && !text.includes('\0'));
const awkward = fc.constantFrom(
  'a,b',
  'a;b',
  'say "no"',
  'two\nlines',
  'two\r\nlines',
  '"',
  '1_000.25',
  '0.000000000000000001',
);
const row = fc
  .dictionary(fc.constantFrom(...orderFields), fc.oneof(cell, awkward), { minKeys: 1 })
  .map((fields): OrderFields => ({ ...fields }));

test('invariant: what is written is read back exactly, in whatever pieces it comes', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(row, { minLength: 1, maxLength: 8 }),
      fc.integer({ min: 1, max: 40 }),
      async (rows, size) => {
        const bytes = Buffer.from(csvText(rows));
        const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
          bytes.subarray(i * size, (i + 1) * size),
        );
        const found = await read(pieces);
        expect(found.problems).toEqual([]);
        expect(found.rows.map(({ fields }) => fields)).toEqual(rows);
      },
    ),
  );
});

test('invariant: a place is where the cell begins', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom('x', '"a,b"', '', '"say ""no"""'), { minLength: 4, maxLength: 4 }),
      async (cells) => {
        const line = [cells[0], cells[1], '777', cells[3]].join(',');
        const { rows } = await read([`${titles}\n${line}\n`]);
        expect(rows[0]?.column).toBe(line.indexOf('777') + 1);
      },
    ),
  );
});

test('behavior: a writer leaves out what no row says', () => {
  expect(csvText([{ quantity: '2' }, { side: 'Buy' }])).toBe('side,quantity\r\n,2\r\nBuy,\r\n');
});

test('behavior: rows come while the rest is still being read', async () => {
  let given = 0;
  function* chunks() {
    yield `${titles}\n`;
    for (; given < 10_000; given++) yield `a-${given},Sell,2,perp-v2 ETH\n`;
  }
  for await (const row of csvRows(chunks(), createProblemList())) {
    expect(row?.fields.clOrdId).toBe('a-0');
    break;
  }
  expect(given).toBeLessThan(10_000);
  expect(await fieldsOf(`${titles}\na-1,Sell,2,perp-v2 ETH\n`)).toHaveLength(1);
});
