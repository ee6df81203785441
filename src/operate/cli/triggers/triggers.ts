import type { Ledger } from '../../../record/ledger.js';
import { bookRules, type Environment } from '../../books/bookRules.js';
import { bookTriggers } from '../../books/bookTriggers.js';
import { booksAsked } from '../booksAsked.js';
import type { Answer } from '../output.js';
import { bold, dim } from '../table.js';
import { triggersText } from './triggersText.js';

export interface TriggersOptions {
  strategy?: string | undefined;
  /** Where variables of the strategy file are looked up. */
  env: Environment;
}

/** At which prices the rules of each book will act next, by what it held at its newest sample. */
export async function triggers(ledger: Ledger, now: number, { strategy, env }: TriggersOptions): Promise<Answer> {
  const names = await booksAsked(ledger, strategy);
  const books = await Promise.all(
    names.map(async (name) => bookTriggers(ledger, name, await bookRules(ledger, name, env))),
  );
  const text = books.map((book) =>
    book.at === null
      ? `${bold(book.strategy)}\n${book.gaps.map((gap) => dim(gap)).join('\n')}`
      : triggersText({ ...book, at: book.at }, now),
  );
  return { json: books, text: text.join('\n\n') || dim('nothing has been watched yet') };
}
