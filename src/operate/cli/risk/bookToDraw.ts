import { BallastError } from '../../../model/error.js';

/** A picture is of one book. @throws BallastError when there are several, or none */
export function bookToDraw<Book extends { strategy: string }>(books: readonly Book[]): Book {
  const [book, ...others] = books;
  if (book !== undefined && others.length === 0) return book;
  throw new BallastError('a picture is of one book', {
    facts: books.map(({ strategy }) => strategy),
    mend: books.length > 0 ? 'name it with --strategy' : 'nothing has been watched yet',
  });
}
