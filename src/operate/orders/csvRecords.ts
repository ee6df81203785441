import { StringDecoder } from 'node:string_decoder';

/** A record of a CSV text: its cells as they read, and where each begins. */
export interface CsvRecord {
  cells: readonly string[];
  /** 1-based, counted from where the record begins. */
  columns: readonly number[];
  /** Where it begins, 1-based. */
  line: number;
  /** Why it cannot be read, and where that shows; null where it can. */
  problem: { column: number; message: string; mend: string } | null;
}

export type Chunks = AsyncIterable<Buffer | string> | Iterable<Buffer | string>;

/** Longest record that is read as one: a quote that is not closed must not swallow the file. */
const mostCharacters = 64 * 1_024;

/**
 * The records of a CSV text one after the other (RFC 4180): quotes, a byte order mark, either end of line. What cannot be read is told
 * with its place, and reading goes on with the next line. Empty lines are none. Never holds more than a piece and a record.
 * @param delimiter told by the first line when it is left out: comma, semicolon or tab
 */
export async function* csvRecords(chunks: Chunks, delimiter?: string): AsyncGenerator<CsvRecord> {
  const decoder = new StringDecoder('utf8');
  let separator = delimiter;
  let text = '';
  let line = 1;
  let isFirst = true;
  /** Within a line that is too long to be read. */
  let isSkipping = false;
  function* taken(isEnd: boolean): Generator<CsvRecord> {
    if (isFirst && text.length > 0) {
      text = text.replace(/^\uFEFF/, '');
      isFirst = false;
    }
    if (separator === undefined) {
      const begin = afterBlanks(text);
      const end = lineEnd(text, begin);
      // Its end may be in a later piece.
      if (end >= text.length && !isEnd && text.length <= mostCharacters) return;
      separator = separatorOf(text.slice(begin, Math.min(end, begin + mostCharacters)));
    }
    let at = 0;
    while (at < text.length) {
      if (isSkipping) {
        at = lineEnd(text, at);
        if (at >= text.length) break;
        const after = afterLine(text, at, isEnd);
        if (after === null) break;
        [at, isSkipping, line] = [after, false, line + 1];
        continue;
      }
      if (text[at] === '\n' || text[at] === '\r') {
        const after = afterLine(text, at, isEnd);
        if (after === null) break;
        [at, line] = [after, line + 1];
        continue;
      }
      const read = readRecord(text, at, separator, isEnd);
      if (read === null && !isEnd && text.length - at <= mostCharacters) break;
      if (read === null || read.end - at > mostCharacters) {
        yield { cells: [], columns: [], line, problem: notClosed(text, at, separator) };
        isSkipping = true;
        continue;
      }
      yield { ...read, line };
      line += linesIn(text, at, read.end);
      at = read.end;
    }
    text = text.slice(at);
  }
  for await (const chunk of chunks) {
    text += typeof chunk === 'string' ? chunk : decoder.write(chunk);
    yield* taken(false);
  }
  text += decoder.end();
  yield* taken(true);
}

/** Where the first character is that is to be seen. */
function afterBlanks(text: string): number {
  let at = 0;
  while (at < text.length && text.charCodeAt(at) <= 0x20) at += 1;
  return at;
}

function separatorOf(line: string): string {
  const choices = [',', ';', '\t'];
  const counts = choices.map((one) => line.split(one).length);
  return choices[counts.indexOf(Math.max(...counts))] ?? ',';
}

type Read = Omit<CsvRecord, 'line'> & { end: number };

/** The record that begins at `from`; null where the text ends before it does. */
function readRecord(text: string, from: number, separator: string, isEnd: boolean): Read | null {
  const cells: string[] = [];
  const columns: number[] = [];
  let at = from;
  for (;;) {
    let begin = at;
    while (text[begin] === ' ') begin += 1;
    columns.push((text[begin] === '"' ? begin : at) - from + 1);
    if (text[begin] === '"') {
      const cell = quotedCell(text, begin, isEnd);
      if (cell === null) return null;
      cells.push(cell.value);
      at = cell.end;
      while (text[at] === ' ') at += 1;
      if (at < text.length && text[at] !== separator && text[at] !== '\n' && text[at] !== '\r') {
        const message = 'something follows a closing quote';
        return broken(text, from, at, isEnd, message, 'a quote within quotes is written twice: ""');
      }
    } else {
      const end = endOfCell(text, at, separator);
      const value = text.slice(at, end);
      const quote = value.indexOf('"');
      if (quote >= 0) {
        const message = 'a quote stands in the middle of a cell';
        return broken(
          text,
          from,
          at + quote,
          isEnd,
          message,
          'put the whole cell between quotes, and write the quote twice: ""',
        );
      }
      cells.push(value);
      at = end;
    }
    if (at >= text.length) return isEnd ? { cells, columns, problem: null, end: at } : null;
    if (text[at] === separator) {
      at += 1;
      if (at < text.length) continue;
      if (!isEnd) return null;
      return { cells: [...cells, ''], columns: [...columns, at - from + 1], problem: null, end: at };
    }
    const end = afterLine(text, at, isEnd);
    return end === null ? null : { cells, columns, problem: null, end };
  }
}

function quotedCell(text: string, begin: number, isEnd: boolean): { value: string; end: number } | null {
  let at = begin + 1;
  for (;;) {
    const quote = text.indexOf('"', at);
    if (quote < 0 || quote - begin > mostCharacters) return null;
    if (text[quote + 1] === '"') at = quote + 2;
    else if (quote + 1 >= text.length && !isEnd) return null;
    else return { value: text.slice(begin + 1, quote).replaceAll('""', '"'), end: quote + 1 };
  }
}

function endOfCell(text: string, from: number, separator: string): number {
  let at = from;
  while (at < text.length && text[at] !== separator && text[at] !== '\n' && text[at] !== '\r') at += 1;
  return at;
}

/** After the end of line at `at`; null where it may go on in the next piece. */
function afterLine(text: string, at: number, isEnd: boolean): number | null {
  if (text[at] === '\n') return at + 1;
  if (text[at + 1] === '\n') return at + 2;
  return at + 1 >= text.length && !isEnd ? null : at + 1;
}

/** What cannot be read ends with its line. */
function broken(text: string, from: number, at: number, isEnd: boolean, message: string, mend: string): Read | null {
  const end = lineEnd(text, at);
  if (end >= text.length && !isEnd) return null;
  const after = end >= text.length ? end : afterLine(text, end, isEnd);
  return after === null
    ? null
    : { cells: [], columns: [], problem: { column: at - from + 1, message, mend }, end: after };
}

function lineEnd(text: string, from: number): number {
  let at = from;
  while (at < text.length && text[at] !== '\n' && text[at] !== '\r') at += 1;
  return at;
}

/** Of a record that has no end: the last quote that opens a cell of its first line, or its mere length. */
function notClosed(text: string, from: number, separator: string): CsvRecord['problem'] {
  const line = text.slice(from, Math.min(lineEnd(text, from), from + mostCharacters));
  const quote = line.lastIndexOf(`${separator}"`);
  if (quote >= 0 || line.trimStart().startsWith('"')) {
    const mend = 'close it; a quote within quotes is written twice: ""';
    return {
      column: quote < 0 ? line.indexOf('"') + 1 : quote + 2,
      message: 'a quote is opened and never closed',
      mend,
    };
  }
  return {
    column: 1,
    message: `a line is longer than ${mostCharacters} characters`,
    mend: 'is an end of line missing?',
  };
}

const linesIn = (text: string, from: number, end: number): number =>
  text.slice(from, end).match(/\r\n|\n|\r/g)?.length ?? 0;
