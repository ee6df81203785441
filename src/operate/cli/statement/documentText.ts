import { stripVTControlCharacters } from 'node:util';
import { bold, dim, table, yellow } from '../table.js';
import { wrapped } from '../wrapped.js';
import type { Document, DocumentTable } from './document.js';
import { readable, tidiedNumbers } from './readable.js';

/**
 * For the terminal: numbers rounded, times to the second, columns of nothing left out, and what is too long for a column below its
 * table. What people have written must not steer it.
 */
export const documentText = ({ title, facts, tables, notes }: Document): string =>
  [
    [
      ...(title === '' ? [] : [bold(tidiedNumbers(plain(title)))]),
      ...facts.map(([label, value]) => `${dim(label.padEnd(widest(facts)))}  ${tidiedNumbers(plain(value))}`),
    ].join('\n'),
    notes.map((note) => yellow(wrapped(tidiedNumbers(plain(note)), mostWide))).join('\n'),
    ...tables.map(tableText),
  ]
    .filter((part) => part !== '')
    .join('\n\n');

/** What a terminal has room for, mostly. */
const mostWide = 110;
/** A cell that is longer goes below its table. */
const longest = 48;

const widest = (facts: Document['facts']): number => Math.max(0, ...facts.map(([label]) => label.length));

function tableText({ title, columns, rows, none }: DocumentTable): string {
  const heading = title === '' ? [] : [bold(title)];
  if (rows.length === 0) return [...heading, dim(none)].join('\n');
  const cells = rows.map((row) => row.map((cell) => readable(plain(cell))));
  const days = new Set(cells.flat().flatMap((cell) => time.exec(cell)?.[1] ?? []));
  const [day] = days;
  const isOneDay = days.size === 1 && day !== undefined;
  const shown = isOneDay ? cells.map((row) => row.map((cell) => cell.replace(time, '$2'))) : cells;
  const cellsOf = (i: number) => shown.map((row) => row[i] ?? '');
  const isLong = (i: number) => i > 0 && cellsOf(i).some((cell) => cell.length > longest);
  const used = columns.map((_, i) => i).filter((i) => cellsOf(i).some((cell) => cell !== ''));
  const within = used.filter((i) => !isLong(i));
  const body = table(
    shown,
    within.map((i) => ({
      title: columns[i] ?? '',
      align: cellsOf(i).every((cell) => number.test(cell)) ? ('right' as const) : ('left' as const),
      cell: (row) => row[i] ?? '',
    })),
  );
  const [first = 0] = within;
  const below = used
    .filter(isLong)
    .flatMap((i) =>
      shown
        .filter((row) => row[i])
        .map((row) => wrapped(`${row[first] ?? ''}  ${columns[i] ?? ''}: ${row[i] ?? ''}`, mostWide)),
    );
  const dated = title === '' || !isOneDay ? heading : [bold(`${title}, ${day}`)];
  const untitled = title === '' && isOneDay ? [dim(`times are of ${day}, UTC`)] : [];
  return [...dated, ...untitled, body, ...below].join('\n');
}

const time = /^(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}:\d{2})$/;
const number = /^(-?[\d ]+(\.\d+)?)?$/;

const plain = (text: string): string => stripVTControlCharacters(text).replace(/\p{Cc}/gu, ' ');
