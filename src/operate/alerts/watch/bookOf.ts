import type { BookView } from '../../views/book.js';

/** The book that the subject of an alert begins with; undefined where it is none of these. */
export const bookOf = (books: readonly BookView[], subject: string): BookView | undefined =>
  books.find(({ strategy }) => subject.startsWith(`${strategy} `));
