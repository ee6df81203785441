import { strategyOfBook } from '../../../../chains/strategyOn.js';
import { placeStore, refine } from './route.js';
import { useStore } from './store.js';

/** Which book is looked at: the one that the address names, else one of the same strategy, else the first. It stays from page to page by the address. */
export function useBook(books: readonly string[]): [string | null, (book: string) => void] {
  const { query } = useStore(placeStore);
  const asked = query.get('book');
  const ofSame = (one: string) => asked !== null && strategyOfBook(one) === strategyOfBook(asked);
  const book = books.find((one) => one === asked) ?? books.find(ofSame) ?? books[0] ?? null;
  return [book, (next) => refine({ book: next })];
}
