import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { jsonElements, parseExactly } from './jsonElements.js';
import { jsonRows } from './jsonRows.js';
import { createProblemList } from './problemList.js';

function read(text: string) {
  const problems = createProblemList();
  const rows = [...jsonRows(text, problems)]
    .flatMap((row) => row ?? [])
    .map(({ fields, line, columnOf }) => ({
      fields,
      line,
      column: columnOf('quantity'),
    }));
  return { rows, problems: problems.kept };
}

test('default: a list of orders, each with its place', () => {
  const text = '[\n  { "clOrdId": "a-1", "quantity": 2 },\n  { "clOrdId": "a-2",\n    "quantity": "0.5" }\n]\n';
  expect(read(text)).toEqual({
    problems: [],
    rows: [
      { fields: { clOrdId: 'a-1', quantity: '2' }, line: 2, column: 23 },
      { fields: { clOrdId: 'a-2', quantity: '0.5' }, line: 3, column: expect.any(Number) },
    ],
  });
});

test('behavior: numbers are what is written, quoted or not, and never a float', () => {
  const digits = '0.123456789012345678';
  expect(
    read(`[{"quantity": ${digits}}, {"quantity": "${digits}"}]`).rows.map(({ fields }) => fields.quantity),
  ).toEqual([digits, digits]);
  expect(
    read('[{"quantity": 1e3, "text": "12: 1.50, \\"2\\"", "reduceOnly": true, "price": null}]').rows[0]?.fields,
  ).toEqual({
    quantity: '1e3',
    text: '12: 1.50, "2"',
    reduceOnly: 'yes',
  });
});

describe('bad input', () => {
  test.each([
    ['nothing', '', 'the file is empty', 1, 1],
    ['an object', '{"orders": []}', 'it is not a list', 1, 1],
    ['an empty list', ' [ ] ', 'the list is empty', undefined, undefined],
    ['a list that does not end', '[{"quantity": "2"}', 'never closed', 1, 2],
    ['a quote that does not end', '[\n{"quantity": "2}]', 'never closed', 2, 1],
    ['something after the list', '[{"quantity": "2"}] x', 'something follows the list', 1, 21],
    ['an element that is no JSON', '[{"quantity": 2},\n {quantity: 2}]', 'element 2 is not JSON', 2, 2],
    ['a number as a key', '[{1: 2}]', 'element 1 is not JSON', 1, 2],
    ['a comma at the end', '[{"quantity": 2},]', 'element 2 is not JSON', 1, 18],
    ['an element that is no order', '[7]', 'an order is an object', 1, 2],
    ['a field that is none', '[{"quantty": 2}]', 'there is no field `quantty`', 1, 3],
    ['a field twice', '[{"quantity": 2, "OrderQty": 3}]', '`quantity` is said twice', 1, 18],
    ['a field that is a list', '[{"quantity": [2]}]', '`quantity` is not a single value', 1, 3],
  ])('behavior: %s', (_, text, message, line, column) => {
    const { problems } = read(text);
    expect(problems).toHaveLength(1);
    expect(problems[0]?.message).toContain(message);
    expect([problems[0]?.line, problems[0]?.column]).toEqual([line, column]);
  });
});

describe('size: what takes time in proportion to its square does not end in time', () => {
  test('behavior: a list on one line', () => {
    const rows = Array.from({ length: 100_000 }, (_, i) => ({ clOrdId: `a-${i}`, quantity: '2' }));
    const { rows: found, problems } = read(JSON.stringify(rows));
    expect(problems).toEqual([]);
    expect(found).toHaveLength(100_000);
    expect(found.at(-1)).toMatchObject({ fields: { clOrdId: 'a-99999' }, line: 1 });
  });

  test('behavior: digits that are no number', () => {
    expect(() => parseExactly(`[${'1'.repeat(400_000)}x]`)).toThrow(SyntaxError);
    expect(() => parseExactly(`[1${' '.repeat(400_000)}:2]`)).toThrow(SyntaxError);
    expect(parseExactly(`[${'1'.repeat(400_000)}]`)).toEqual(['1'.repeat(400_000)]);
  });

  test('behavior: an element that is larger than any order, and one of more fields than there are', () => {
    const many = Object.fromEntries(Array.from({ length: 5_000 }, (_, i) => [`k${i}`, 1]));
    const { problems } = read(`[{"text": "${'x'.repeat(70_000)}"},\n${JSON.stringify(many)}, {"quantity": 2}]`);
    expect(problems.map(({ message, line }) => [message, line])).toEqual([
      ['element 1 is longer than 65536 characters', 1],
      ['an object with 5000 fields is no order', 2],
    ]);
  });
});

test('invariant: the elements of a list are those of the list', () => {
  fc.assert(
    fc.property(fc.array(fc.jsonValue(), { minLength: 1 }), fc.constantFrom(0, 2, '\t'), (values, space) => {
      const text = JSON.stringify(values, null, space);
      expect([...jsonElements(text)].map((element) => JSON.parse(element.text))).toEqual(JSON.parse(text));
    }),
  );
});

test('invariant: read exactly, only numbers differ, and stand as they are written', () => {
  const numbersAsText = (value: unknown): unknown =>
    JSON.parse(JSON.stringify(value), (_, one: unknown) => (typeof one === 'number' ? JSON.stringify(one) : one));
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(parseExactly(JSON.stringify(value))).toEqual(numbersAsText(value));
    }),
  );
});

test('behavior: of a field that stands twice neither is taken, however it is written', () => {
  for (const twice of ['"side": "Sell", "side": "Buy"', '"side": "Sell", "\\u0073ide": "Sell"']) {
    const { rows, problems } = read(`[{"clOrdId": "a-1", ${twice}}, {"clOrdId": "a-2", "text": "\\"side\\": 1"}]`);
    expect(rows.map(({ fields }) => fields.clOrdId)).toEqual(['a-2']);
    expect(problems).toMatchObject([{ message: '`side` is said twice', mend: 'keep one of them', line: 1 }]);
  }
  expect(() => parseExactly('{"side": "Buy", "side": "Sell"}')).toThrow('`side` stands twice');
  expect(parseExactly('[{"a": {"a": 1}}, {"a": 1}]')).toEqual([{ a: { a: '1' } }, { a: '1' }]);
});
