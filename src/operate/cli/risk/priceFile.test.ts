import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toFloat } from '../../../model/units.js';
import { readPriceFile } from './priceFile.js';

const hoursOf = (text: string) =>
  readPriceFile(text).rows.map(({ hour, price }) => [new Date(hour).toISOString(), toFloat(price)]);

test('default: times and closing prices, by the titles of their columns', () => {
  const text = 'time,open,close,volume\n2025-01-31T14:00Z,1,3312.5,7\n2025-01-31T15:00Z,1,3300,7\n';
  expect(readPriceFile(text).problems).toEqual([]);
  expect(hoursOf(text)).toEqual([
    ['2025-01-31T14:00:00.000Z', 3312.5],
    ['2025-01-31T15:00:00.000Z', 3300],
  ]);
});

test('behavior: ISO with or without a zone, Unix seconds and milliseconds are one time', () => {
  const times = [
    '2025-01-31T14:00Z',
    '2025-01-31 14:00:00.000000',
    '2025-01-31T15:00:00+01:00',
    '2025-01-31T13:00:00-0100',
    '2025-01-31 14:00:00 UTC',
    '1738332000',
    '1738332000000',
    '"2025-01-31T14:00:00Z"',
  ];
  for (const time of times) expect(hoursOf(`time,close\r\n${time},5\r\n`)).toEqual([['2025-01-31T14:00:00.000Z', 5]]);
  expect(hoursOf('date,close\n2025-01-31,5')).toEqual([['2025-01-31T00:00:00.000Z', 5]]);
});

test('behavior: of shorter candles the last of each hour counts, in whatever order they come', () => {
  const text = 'Timestamp,Price\n2025-01-31T14:59Z,3\n2025-01-31T14:01Z,1\n2025-01-31T15:01Z,4\n2025-01-31T13:30Z,0.5';
  expect(hoursOf(text).map(([, price]) => price)).toEqual([0.5, 3, 4]);
});

test('args: everything that is wrong is told, with its line', () => {
  const text =
    'time,close\nyesterday,5\n2025-02-30T00:00Z,5\n2025-01-01T00:00Z,-1\n2025-01-01T01:00Z,0\n2025-01-01T02:00Z\n2025-01-01T03:00Z,5\n2025-01-01T03:00Z,6\n2025-01-01T04:00Z,NaN';
  expect(readPriceFile(text).problems).toEqual([
    'line 2: `yesterday` is not a time',
    'line 3: `2025-02-30T00:00Z` is not a time',
    'line 4: `-1` is not a price above 0',
    'line 5: `0` is not a price above 0',
    'line 6: `` is not a price above 0',
    'line 8: the time of line 7 again',
    'line 9: `NaN` is not a price above 0',
  ]);
});

test('args: a file without the columns, or without lines', () => {
  expect(readPriceFile('a,b\n1,2').problems).toHaveLength(2);
  expect(readPriceFile('').problems).toHaveLength(2);
  expect(readPriceFile('time,close\n').problems).toEqual(['there is no line of prices']);
});

test('invariant: what is written in any of the ways comes back', () => {
  const rows = fc.uniqueArray(
    fc.tuple(fc.integer({ min: 300_000, max: 700_000 }), fc.double({ min: 1e-6, max: 1e7, noNaN: true })),
    {
      selector: ([hour]) => hour,
      minLength: 1,
      maxLength: 20,
    },
  );
  const written = fc.constantFrom(
    (hour: number) => new Date(hour).toISOString(),
    (hour: number) => String(hour),
    (hour: number) => String(hour / 1000),
  );
  fc.assert(
    fc.property(rows, written, (candles, write) => {
      const text = ['time,close', ...candles.map(([hour, price]) => `${write(hour * 3_600_000)},${price}`)].join('\n');
      const { rows: found, problems } = readPriceFile(text);
      expect(problems).toEqual([]);
      const expected = [...candles].sort(([a], [b]) => a - b);
      expect(found.map(({ hour }) => hour / 3_600_000)).toEqual(expected.map(([hour]) => hour));
      for (const [i, { price }] of found.entries())
        expect(Math.abs(toFloat(price) - (expected[i]?.[1] ?? 0))).toBeLessThan(1e-8);
    }),
  );
});
