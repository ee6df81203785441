import { strategyOfBook } from '../../../../chains/strategyOn.js';
import { createStore } from './store.js';

/** Where the page is: a path, and what is looked for in it. */
export interface Place {
  path: string;
  query: URLSearchParams;
}

const here = (): Place => ({ path: location.pathname, query: new URLSearchParams(location.search) });

/** Where the page is now. */
export const placeStore = createStore<Place>(here());

/** The book that is looked at stays from page to page, where the place does not name one itself; one on a further chain as its strategy's. */
function withBook(to: string): string {
  const book = new URLSearchParams(location.search).get('book');
  const { pathname, searchParams } = new URL(to, location.origin);
  if (book === null || searchParams.has('book')) return to;
  searchParams.set('book', strategyOfBook(book));
  return `${pathname}?${searchParams}`;
}

/** Goes to a place of this page, with the book that is looked at. */
export function go(path: string): void {
  const to = withBook(path);
  if (to === location.pathname + location.search) return;
  history.pushState(null, '', to);
  placeStore.set(here());
  window.scrollTo(0, 0);
}

/** Says something else of the same place, without a step in the history. */
export function refine(query: Readonly<Record<string, string | null>>): void {
  const all = new URLSearchParams(location.search);
  for (const [name, value] of Object.entries(query)) {
    if (value === null || value === '') all.delete(name);
    else all.set(name, value);
  }
  const text = all.toString();
  history.replaceState(null, '', location.pathname + (text === '' ? '' : `?${text}`));
  placeStore.set(here());
}

/** Follows links of this page without loading it anew, and the browser's back. @returns what ends it */
export function followLinks(): () => void {
  const clicked = (event: MouseEvent) => {
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
    const link = (event.target as Element | null)?.closest?.('a');
    if (link?.target !== '' || link.origin !== location.origin || link.hasAttribute('download')) return;
    if (link.pathname.startsWith('/v1/') || (link.hash !== '' && link.pathname === location.pathname)) return;
    event.preventDefault();
    go(link.pathname + link.search);
  };
  const moved = () => placeStore.set(here());
  document.addEventListener('click', clicked);
  window.addEventListener('popstate', moved);
  return () => {
    document.removeEventListener('click', clicked);
    window.removeEventListener('popstate', moved);
  };
}
