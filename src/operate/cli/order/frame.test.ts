import { expect, test } from 'vitest';
import { fitColumns } from './fitColumns.js';
import { frameOf, screenOf } from './frame.js';
import { cutTo, shownWidth } from './shownWidth.js';

const screen = { columns: 20, rows: 4 };
/** As a terminal would show it. */
const shown = (frame: string) =>
  frame
    .replaceAll('\u001b[H', '')
    .replaceAll('\u001b[K', '')
    .replaceAll('\u001b[J', '')
    .replaceAll('\u001b[0m', '')
    .split('\r\n');

test('default: each line is cut to the screen, and no more lines are written than there are', () => {
  expect(shown(frameOf('head', 'one\ntwo', screen))).toEqual(['head', 'one', 'two']);
  expect(shown(frameOf('head', 'one\ntwo\nthree', screen))).toEqual(['head', 'one', 'two', 'three']);
  expect(shown(frameOf('head', 'one\ntwo\nthree\nfour', screen))).toEqual([
    'head',
    'one',
    'two',
    '2 more lines: make …',
  ]);
  expect(shown(frameOf('head', 'x'.repeat(30), screen))).toEqual(['head', `${'x'.repeat(19)}…`]);
  for (const rows of [1, 2, 3]) expect(shown(frameOf('head', 'a\nb\nc\nd', { columns: 5, rows }))).toHaveLength(rows);
  expect(screenOf({ columns: 0 })).toEqual({ columns: 80, rows: 24 });
});

test('behavior: what steers a terminal is written out, and no colour runs into the next line', () => {
  const frame = frameOf('head', 'a\u001b[2J\u001b]0;t\u0007b\u202e\n\u001b[31mred', { columns: 80, rows: 24 });
  expect(shown(frame)[1]).toBe('a\\x1b[2J\\x1b]0;t\\x07b\\u202e');
  expect(frame.endsWith('\u001b[J\u001b[31mred\u001b[0m')).toBe(true);
});

test('behavior: what is wide takes two places, what is put on another none, and colours none', () => {
  expect(['漢字', 'e\u0301', '\u001b[2mdim\u001b[22m', '👍'].map(shownWidth)).toEqual([4, 1, 3, 2]);
  expect(cutTo('漢字漢字', 6)).toBe('漢字…');
  expect(cutTo('\u001b[2mlong text\u001b[22m', 5)).toBe('\u001b[2mlong…\u001b[22m');
  expect([0, 1, 2].map((room) => cutTo('abc', room))).toEqual(['', '…', 'a…']);
});

test('behavior: columns give way by rank, and what may be cut is cut to what is left', () => {
  const rows = [{ id: 'order-1', terms: 'sell 1 perp-v2 ETH', text: 'a\u0007b', status: 'New' }];
  const columns = [
    { title: 'id', cell: (row: (typeof rows)[0]) => row.id },
    { title: 'terms', cell: (row: (typeof rows)[0]) => row.terms, cut: { good: 10, least: 4 } },
    { title: 'status', cell: (row: (typeof rows)[0]) => row.status },
    { title: 'text', cell: (row: (typeof rows)[0]) => row.text, rank: 1 },
  ];
  const columnsAt = (width: number) =>
    fitColumns(rows, columns, width).map((column) => rows.map((row) => column.cell(row)).join());
  expect(columnsAt(Number.POSITIVE_INFINITY)).toEqual(['order-1', 'sell 1 perp-v2 ETH', 'New', 'a\u0007b']);
  expect(columnsAt(60)).toEqual(['order-1', 'sell 1 perp-v2 ETH', 'New', 'a\\x07b']);
  expect(columnsAt(40)).toEqual(['order-1', 'sell 1 perp-v2…', 'New', 'a\\x07b']);
  expect(columnsAt(30)).toEqual(['order-1', 'sell 1 perp-…', 'New']);
  expect(columnsAt(5)).toEqual(['order-1', 'sel…', 'New']);
});
