import { expect, test } from 'vitest';
import { wad } from '../../../model/units.js';
import { dayAsked } from './dayAsked.js';
import type { Document } from './document.js';
import { documentCsv } from './documentCsv.js';
import { documentHtml } from './documentHtml.js';
import { documentText } from './documentText.js';
import { exact, exactNumber, exactWad } from './exact.js';

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
