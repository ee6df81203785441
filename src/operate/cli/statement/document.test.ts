import { expect, test } from 'vitest';
import { wad } from '../../../model/units.js';
import { exact, exactNumber, exactWad } from '../../words/exact.js';
import { dayAsked } from './dayAsked.js';
import type { Document } from './document.js';
import { csvFiles, documentCsv } from './documentCsv.js';
import { documentHtml } from './documentHtml.js';
import { documentText } from './documentText.js';
import { readable } from './readable.js';

const hostile = '<script>alert("1")</script>';
const paper: Document = {
  title: `Statement of ${hostile}`,
  facts: [['why', `=HYPERLINK("x")\u001b[2J`]],
  tables: [
    {
      title: 'Fills',
      columns: ['what', 'usd'],
      rows: [
        [hostile, '-12.5'],
        ['a, "b"\nc', '3'],
      ],
      none: '',
    },
    { title: 'Breaks', columns: ['what'], rows: [], none: 'all was as it should be' },
  ],
  notes: ['one & all'],
};

test('default: a page holds no script, whatever people have written', () => {
  const html = documentHtml(paper);
  expect(html).not.toContain('<script');
  expect(html).toContain('&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;');
  expect(html).toContain('one &amp; all');
  expect(html).toContain('<td class="number">-12.5</td>');
  expect(html).toContain('all was as it should be');
  expect(html).not.toMatch(/src=|href=|url\(/);
});

test('behavior: a spreadsheet takes nothing for a formula, and numbers for numbers', () => {
  const csv = documentCsv(paper);
  expect(csv).toContain(`why,"'=HYPERLINK(""x"")`);
  expect(csv).toContain('"<script>alert(""1"")</script>",-12.5\r\n');
  expect(csv).toContain('"a, ""b""\nc",3\r\n');
  expect(csv).toContain('all was as it should be');
});

test('behavior: what people have written does not steer a terminal', () => {
  expect(documentText(paper)).not.toContain('\u001b[2J');
});

test('behavior: people get eight digits, times to the second and short names, files all there is', () => {
  const sold: Document = {
    title: 'Paper',
    facts: [['gas paid', '0.000120317000842219 ETH']],
    tables: [
      {
        title: 'Fills',
        columns: ['time', 'usd', 'funding usd', 'transaction', 'why'],
        rows: [
          [
            '2026-11-22T09:59:53.603Z',
            '4095.345526693732773702',
            '',
            `0x${'9d73ba30'.repeat(8)}`,
            'word '.repeat(40).trim(),
          ],
        ],
        none: '',
      },
    ],
    notes: ['4.999999999999999123 was held at 2026-11-22T09:59:53.000Z'],
  };
  const text = documentText(sold);
  expect(text).toContain('0.000120317 ETH');
  expect(text).toContain('5 was held at 2026-11-22 09:59:53');
  expect(text).toContain(
    'Fills, 2026-11-22\ntime             usd  transaction\n09:59:53  4 095.3455  0x9d73ba30…\n09:59:53  why: word',
  );
  expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(110);
  expect(documentCsv(sold)).toContain('4095.345526693732773702');
  for (const [cell, shown] of [
    ...[
      ['144997.690432', '144 997.69'],
      ['-0.00000000123456789012', '-0.0000000012345679'],
      ['0.000', '0'],
    ],
    ...[
      ['12', '12'],
      ['0x1Cb9f1Ce44c44f9DbB8F8C7029D7B03999d1a943', '0x1Cb9…a943'],
      ['perp-v2 ETH', 'perp-v2 ETH'],
    ],
    ...[
      ['01a202b1-ef20-7694-be0c-2985a81fb96f', '01a202b1-ef20'],
      ['99999.9999999', '100 000'],
    ],
  ] as [string, string][]) {
    expect(readable(cell)).toBe(shown);
  }
});

test('behavior: in a folder each table is a file that a program reads, and the rest is one', () => {
  const files = new Map(csvFiles(paper));
  expect([...files.keys()]).toEqual(['paper.csv', 'fills.csv', 'breaks.csv']);
  expect(files.get('breaks.csv')).toBe('what\r\n');
  expect(files.get('fills.csv')?.split('\r\n')[0]).toBe('what,usd');
  expect(files.get('paper.csv')).toContain('note,one & all');
});

test('behavior: numbers keep all their digits', () => {
  expect(exact(-1n, 6)).toBe('-0.000001');
  expect(exact(12n * 10n ** 18n, 18)).toBe('12');
  expect(exactWad(wad(123_456_789_012_345_678_901n))).toBe('123.456789012345678901');
  expect(exact(5n, 0)).toBe('5');
  expect(exactNumber(1e-9)).toBe('0.000000001');
  expect(exactNumber(Number.NaN)).toBe('');
});

test('args: a day that is none is refused', () => {
  expect(dayAsked('--day', '2026-11-22')).toBe(Date.UTC(2026, 10, 22));
  for (const text of ['2026-02-31', '2026-1-1', 'today', '2026-13-01', '']) {
    expect(() => dayAsked('--day', text)).toThrow('is not a day');
  }
});
