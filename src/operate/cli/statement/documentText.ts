import { stripVTControlCharacters } from 'node:util';
import { bold, dim, table, yellow } from '../table.js';
import type { Document, DocumentTable } from './document.js';

/** For the terminal. What people have written must not steer it. */
export const documentText = ({ title, facts, tables, notes }: Document): string =>
  [
    [bold(plain(title)), ...facts.map(([label, value]) => `${dim(label.padEnd(widest(facts)))}  ${plain(value)}`)].join(
      '\n',
    ),
    ...notes.map((note) => yellow(plain(note))),
    ...tables.map(tableText),
  ].join('\n\n');

const widest = (facts: Document['facts']): number => Math.max(0, ...facts.map(([label]) => label.length));

function tableText({ title, columns, rows, none }: DocumentTable): string {
  if (rows.length === 0) return `${bold(title)}\n${dim(none)}`;
  const shown = table(
    rows,
    columns.map((column, i) => ({ title: column, cell: (row) => plain(row[i] ?? '') })),
  );
  return `${bold(title)}\n${shown}`;
}

const plain = (text: string): string => stripVTControlCharacters(text).replace(/\p{Cc}/gu, ' ');
