import { type Chunks, csvRecords } from './csvRecords.js';
import { type OrderField, type OrderFields, orderFields } from './orderFields.js';
import { type OrderRow, readTitles } from './orderRow.js';
import type { ProblemList } from './problemList.js';

/**
 * The orders of a CSV text, one after the other, null for a line that is none (of empty cells, or
 * wrong, which is told): a line of titles, then a line an order. Commas, semicolons or tabs, told by the
 * first line. An empty cell says nothing.
 * @param chunks the text, in pieces of any size
 * @param problems gets what is wrong with it as CSV
 */
export async function* csvRows(chunks: Chunks, problems: ProblemList): AsyncGenerator<OrderRow | null> {
  let fields: readonly (OrderField | undefined)[] | null = null;
  for await (const { cells, columns, line, problem } of csvRecords(chunks)) {
    if (problem) {
      problems.add({ field: null, line, ...problem });
      yield null;
    }
    if (cells.every((cell) => cell.trim() === '')) {
      if (!problem && fields !== null) yield null;
      continue;
    }
    if (fields === null) {
      const titles = readTitles(cells.map((title) => title.trim()));
      fields = titles.fields;
      for (const { index, ...wrong } of titles.problems)
        problems.add({ field: null, ...wrong, line, column: columns[index] ?? 1 });
      continue;
    }
    if (cells.length > fields.length) {
      const message = `it has ${cells.length} cells, and there are ${fields.length} titles`;
      const mend = 'put what has a separator in it between quotes';
      problems.add({ field: null, message, mend, line, column: columns[fields.length] ?? 1 });
      yield null;
      continue;
    }
    yield rowOf(cells, columns, fields, line);
  }
  if (fields === null && problems.count === 0)
    problems.add({ field: null, message: 'the file is empty', mend: `begin with a line of titles: ${examples}` });
}

const examples = 'clOrdId,book,side,quantity,instrument';

function rowOf(
  cells: readonly string[],
  columns: readonly number[],
  titles: readonly (OrderField | undefined)[],
  line: number,
): OrderRow {
  const fields: Partial<Record<OrderField, string>> = {};
  titles.forEach((field, index) => {
    const cell = cells[index]?.trim();
    if (field !== undefined && cell !== undefined && cell !== '') fields[field] ??= cell;
  });
  return { fields, line, columnOf: (field) => (field === null ? undefined : columns[titles.indexOf(field)]) };
}

/** Of orders, as `csvRows` reads them back: the fields that are said of any of them, in one order. */
export function csvText(rows: readonly OrderFields[]): string {
  const used = orderFields.filter((field) => rows.some((row) => row[field] !== undefined));
  const line = (cells: readonly string[]): string => `${cells.map(quoted).join(',')}\r\n`;
  return [line(used), ...rows.map((row) => line(used.map((field) => row[field] ?? '')))].join('');
}

const quoted = (cell: string): string =>
  /[",;\t\r\n\uFEFF]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
