import type { OverviewView } from '../../../views/overview.js';
import { placeStore, refine } from '../state/route.js';
import { useStore } from '../state/store.js';
import { useView } from '../state/view.js';
import { Choice } from './Choice.js';

/** Of which book a list tells, or of all; nothing where there is one book alone. */
export function BookFilter() {
  const book = useStore(placeStore).query.get('book') ?? '';
  const { data: overview } = useView<OverviewView>('/v1/overview');
  const known = overview?.books.map((one) => one.strategy) ?? [];
  const books = book === '' || known.includes(book) ? known : [...known, book];
  if (books.length < 2) return null;
  return (
    <Choice
      label="Book"
      value={book}
      of={[['', 'All'], ...books.map((one) => [one, one] as const)]}
      choose={(next) => refine({ book: next })}
    />
  );
}
