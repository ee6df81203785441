import { CsvError, type Options, parse } from 'csv-parse';
import { type OrderField, type OrderFields, orderFields } from './orderFields.js';
import { type OrderRow, readTitles } from './orderRow.js';
import type { ProblemList } from './problemList.js';

/** Longest line that is read as one: an unclosed quote must not swallow the file. */
const mostCharacters = 64 * 1_024;

interface Parsed {
  record: readonly string[];
  raw: string;
  info: { lines: number };
}

/**
 * The orders of a CSV text, one after the other: a line of titles, then a line an order. Commas, semicolons or tabs, told by the
 * first line; quotes, a byte order mark and either end of line are as RFC 4180 has them. An empty cell says nothing.
 * @param chunks the text, in pieces of any size
 * @param problems gets what is wrong with it as CSV
 */
export async function* csvRows(
  chunks: AsyncIterable<Buffer | string> | Iterable<Buffer | string>,
  problems: ProblemList,
): AsyncGenerator<OrderRow> {
  const { delimiter, all } = await withFirstLine(chunks);
  const parser = parse(optionsFor(delimiter));
  const fed = feed(all, parser);
  let fields: readonly (OrderField | undefined)[] | null = null;
  let endOfLast = 0;
  try {
    for await (const { record, raw, info } of parser as AsyncIterable<Parsed>) {
      const blanks = /^(?:\r?\n|\r)*/.exec(raw)?.[0].match(/\r\n|\n|\r/g)?.length ?? 0;
      const line = endOfLast + 1 + blanks;
      endOfLast = info.lines;
      const text = raw.trimStart();
      const columnAt = (index: number): number => columnOfCell(text, index, delimiter);
      if (fields === null) {
        const titles = readTitles(record.map((title) => title.trim()));
        fields = titles.fields;
        for (const { index, ...problem } of titles.problems)
          problems.add({ field: null, ...problem, line, column: columnAt(index) });
        continue;
      }
      if (record.every((cell) => cell.trim() === '')) continue;
      if (record.length > fields.length) {
        const message = `it has ${record.length} cells, and there are ${fields.length} titles`;
        const mend = `put what has a ${delimiter === '\t' ? 'tab' : `\`${delimiter}\``} in it between quotes`;
        problems.add({ field: null, message, mend, line, column: columnAt(fields.length) });
      }
      yield rowOf(record, fields, line, columnAt);
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    problems.add({ field: null, line: lineOf(error, endOfLast), ...said(error) });
  } finally {
    parser.destroy();
    await fed;
  }
  if (fields === null && problems.count === 0)
    problems.add({ field: null, message: 'the file is empty', mend: `begin with a line of titles: ${examples}` });
}

const examples = 'clOrdId,book,side,quantity,instrument';

const optionsFor = (delimiter: string): Options => ({
  bom: true,
  delimiter,
  info: true,
  raw: true,
  max_record_size: mostCharacters,
  relax_column_count: true,
  skip_empty_lines: true,
});

function rowOf(
  record: readonly string[],
  titles: readonly (OrderField | undefined)[],
  line: number,
  columnAt: (index: number) => number,
): OrderRow {
  const fields: Partial<Record<OrderField, string>> = {};
  titles.forEach((field, index) => {
    const cell = record[index]?.trim();
    if (field !== undefined && cell !== undefined && cell !== '') fields[field] ??= cell;
  });
  return {
    fields: fields satisfies OrderFields,
    line,
    columnOf(field) {
      const index = field === null ? -1 : titles.indexOf(field);
      return index < 0 || index >= record.length ? undefined : columnAt(index);
    },
  };
}

/** Where a cell begins in its line, 1-based. Quoted line ends count as characters. */
function columnOfCell(raw: string, index: number, delimiter: string): number {
  let cell = 0;
  let quoted = false;
  for (let at = 0; at < raw.length; at++) {
    if (cell === index) return at + 1;
    const character = raw[at];
    if (character === '"') quoted = !quoted;
    else if (character === delimiter && !quoted) cell += 1;
  }
  return raw.length + (cell === index ? 1 : 0);
}

type Chunks = AsyncIterable<Buffer | string> | Iterable<Buffer | string>;

/** What separates the cells, told by the first line; and everything again, from the beginning. */
async function withFirstLine(chunks: Chunks): Promise<{ delimiter: string; all: AsyncGenerator<Buffer> }> {
  const iterator = toBuffers(chunks)[Symbol.asyncIterator]();
  const taken: Buffer[] = [];
  let first = '';
  let length = 0;
  while (!/\S[^\r\n]*[\r\n]/.test(first) && length < mostCharacters) {
    const { value, done } = await iterator.next();
    if (done) break;
    taken.push(value);
    length += value.length;
    first = Buffer.concat(taken)
      .toString('utf8')
      .replace(/^\uFEFF/, '');
  }
  const line = first.trimStart().split(/[\r\n]/)[0] ?? '';
  const counts = [',', ';', '\t'].map((one) => line.split(one).length);
  const delimiter = [',', ';', '\t'][counts.indexOf(Math.max(...counts))] ?? ',';
  async function* all(): AsyncGenerator<Buffer> {
    yield* taken;
    for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value;
  }
  return { delimiter, all: all() };
}

async function* toBuffers(chunks: Chunks): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) yield typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
}

/** Writes as fast as the other side reads. */
async function feed(chunks: AsyncIterable<Buffer>, parser: ReturnType<typeof parse>): Promise<void> {
  try {
    for await (const chunk of chunks) {
      if (parser.destroyed) return;
      if (!parser.write(chunk)) {
        await new Promise<void>((resolve) => {
          parser.once('drain', resolve);
          parser.once('close', resolve);
        });
      }
    }
    if (!parser.destroyed) parser.end();
  } catch (error) {
    parser.destroy(error instanceof Error ? error : new Error(String(error)));
  }
}

const lineOf = (error: CsvError, endOfLast: number): number => {
  const { lines } = error as { lines?: unknown };
  return typeof lines === 'number' ? Math.max(lines, 1) : endOfLast + 1;
};

function said(error: CsvError): { message: string; mend: string } {
  switch (error.code) {
    case 'CSV_QUOTE_NOT_CLOSED':
      return {
        message: 'a quote is opened and never closed',
        mend: 'close it; a quote within quotes is written twice',
      };
    case 'CSV_INVALID_CLOSING_QUOTE':
      return { message: 'something follows a closing quote', mend: 'a quote within quotes is written twice: ""' };
    case 'INVALID_OPENING_QUOTE':
      return { message: 'a quote stands in the middle of a cell', mend: 'put the whole cell between quotes' };
    case 'CSV_MAX_RECORD_SIZE':
      return { message: `a line is longer than ${mostCharacters} characters`, mend: 'is a quote not closed?' };
    default:
      return { message: `it is not CSV: ${error.message}`, mend: 'a line an order, cells apart by commas' };
  }
}

/** Of a row, as `csvRows` reads it back: the fields that are said of any of them, in one order. */
export function csvText(rows: readonly OrderFields[]): string {
  const used = orderFields.filter((field) => rows.some((row) => row[field] !== undefined));
  const line = (cells: readonly string[]): string => cells.map(quoted).join(',');
  return [line(used), ...rows.map((row) => line(used.map((field) => row[field] ?? '')))]
    .map((one) => `${one}\r\n`)
    .join('');
}

const quoted = (cell: string): string => (/[",;\t\r\n]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
