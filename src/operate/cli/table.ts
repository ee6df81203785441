import { stripVTControlCharacters, styleText } from 'node:util';
import type { Column } from '../words/column.js';

/** Rows as aligned text, two spaces between columns; the title line is dimmed on a terminal. */
export function table<Row>(rows: readonly Row[], columns: readonly Column<Row>[]): string {
  const cells = rows.map((row) => columns.map((column) => column.cell(row)));
  const widths = columns.map((column, i) =>
    Math.max(column.title.length, ...cells.map((line) => widthOf(line[i] ?? ''))),
  );
  const lay = (line: readonly string[]): string =>
    line
      .map((text, i) => {
        const space = ' '.repeat(Math.max(0, (widths[i] ?? 0) - widthOf(text)));
        return columns[i]?.align === 'right' ? space + text : text + space;
      })
      .join('  ')
      .trimEnd();
  return [dim(lay(columns.map((column) => column.title))), ...cells.map(lay)].join('\n');
}

const widthOf = (text: string): number => [...stripVTControlCharacters(text)].length;

/** Colours only where somebody sees them; `NO_COLOR` is honoured by styleText itself. */
const painted =
  (style: Parameters<typeof styleText>[0]) =>
  (text: string): string =>
    process.stdout.isTTY && !process.env['NO_COLOR'] ? styleText(style, text) : text;

export const dim = painted('dim');
export const bold = painted('bold');
export const red = painted('red');
export const yellow = painted('yellow');
export const green = painted('green');
