import { BallastError } from '../../model/error.js';
import type { Chunks } from './csvRecords.js';
import { csvRows } from './csvRows.js';
import { jsonRows } from './jsonRows.js';
import type { OrderRow } from './orderRow.js';
import type { ProblemList } from './problemList.js';

/**
 * The orders of a text: a JSON list where its first character is a bracket, and CSV otherwise. CSV is read as it comes.
 * @param mostCharacters - More than these are not read. @throws BallastError when there are more, or it is not UTF-8
 */
export async function* orderRows(
  chunks: Chunks,
  problems: ProblemList,
  mostCharacters: number,
): AsyncGenerator<OrderRow | null> {
  const pieces = textOf(chunks, mostCharacters);
  const blank: string[] = [];
  for (;;) {
    const next = await pieces.next();
    const text = next.done ? '' : next.value;
    const first = text.trimStart()[0];
    if (first === undefined && !next.done) {
      blank.push(text);
      continue;
    }
    const begun = join([...blank, text], pieces);
    if (first !== '[' && first !== '{') return yield* csvRows(begun, problems);
    let whole = '';
    for await (const piece of begun) whole += piece;
    return yield* jsonRows(whole, problems);
  }
}

async function* join(begun: readonly string[], rest: AsyncIterable<string>): AsyncGenerator<string> {
  yield* begun;
  yield* rest;
}

async function* textOf(chunks: Chunks, mostCharacters: number): AsyncGenerator<string> {
  // A mark at the beginning is left to whoever reads the text.
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let length = 0;
  for await (const chunk of chunks) {
    const text = typeof chunk === 'string' ? chunk : decoded(() => decoder.decode(chunk, { stream: true }));
    length += text.length;
    if (length > mostCharacters) {
      throw new BallastError(`it is longer than ${mostCharacters / 1e6} million characters`, {
        mend: 'cut it into several',
      });
    }
    yield text;
  }
  yield decoded(() => decoder.decode());
}

/** A name of which a letter is lost is another name. */
function decoded(decode: () => string): string {
  try {
    return decode();
  } catch (cause) {
    throw new BallastError('it is not UTF-8 text', { mend: 'save it as UTF-8', cause });
  }
}
