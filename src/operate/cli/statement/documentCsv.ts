import type { Document, DocumentTable } from './document.js';

/**
 * Each table with its title in a line of its own before it, and an empty line after it. RFC 4180: fields with a comma, a quote or
 * a line break are quoted.
 */
export const documentCsv = ({ title, facts, tables, notes }: Document): string =>
  [
    linesOf([[title], ...facts, ...notes.map((note) => ['note', note])]),
    ...tables.map((one) => linesOf([[one.title]]) + (one.rows.length > 0 ? tableCsv(one) : linesOf([[one.none]]))),
  ].join('\r\n');

/** The same in files of their own, by name: one a table, each with its columns in the first line, and `paper.csv` with the rest. */
export const csvFiles = ({ title, facts, tables, notes }: Document): [name: string, text: string][] => [
  ['paper.csv', linesOf([['fact', 'value'], ['title', title], ...facts, ...notes.map((note) => ['note', note])])],
  ...tables.map((one): [string, string] => [`${fileName(one.title)}.csv`, tableCsv(one)]),
];

/** `Positions at closing (…)` is `positions-at-closing`. */
const fileName = (title: string): string =>
  title
    .replace(/[(,].*$/, '')
    .trim()
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-');

/** One table alone, with its columns in the first line. */
export const tableCsv = ({ columns, rows }: Pick<DocumentTable, 'columns' | 'rows'>): string =>
  linesOf([columns, ...rows]);

const linesOf = (rows: readonly (readonly string[])[]): string =>
  rows.map((row) => `${row.map(fieldOf).join(',')}\r\n`).join('');

const number = /^-?\d+(\.\d+)?$/;

/** What a spreadsheet would take for a formula is kept from being one. */
function fieldOf(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) && !number.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
