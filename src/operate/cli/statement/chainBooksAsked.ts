import type { Ledger } from '../../../record/ledger.js';
import { booksOf } from '../../../record/queries/statements.js';
import { booksAsked } from '../booksAsked.js';

/**
 * The books, one a chain, of the strategy that was asked for, or of all that the ledger knows; one chain's alone where it is named:
 * `eth-book@base`. @throws BallastError when the ledger knows no such one
 */
export async function chainBooksAsked(ledger: Ledger, book: string | undefined): Promise<string[]> {
  const [name, chain] = book?.split('@') ?? [];
  const strategies = await booksAsked(ledger, name);
  const books = (await Promise.all(strategies.map((one) => booksOf(ledger, one)))).flat();
  if (book === undefined || chain === undefined) return books;
  return books.includes(book) ? [book] : booksAsked(ledger, book);
}
