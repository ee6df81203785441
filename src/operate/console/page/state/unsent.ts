import { useEffect, useState } from 'preact/hooks';
import { sessionStore } from './session.js';

/** What somebody has written and not sent yet, by the names of its fields. */
export type Fields = Readonly<Record<string, string>>;

/** In this tab and no other, and of one person: whoever logs in next finds nothing. null: nobody is logged in. */
function placeOf(what: string): string | null {
  const { session } = sessionStore.get();
  return session ? `ballast-unsent ${JSON.stringify([session.name, what])}` : null;
}

function keptOf(what: string): Fields | null {
  const place = placeOf(what);
  try {
    const kept: unknown = JSON.parse((place && sessionStorage.getItem(place)) ?? 'null');
    return typeof kept === 'object' && kept !== null ? (kept as Fields) : null;
  } catch {
    return null;
  }
}

function keep(what: string, fields: Fields | null): void {
  const place = placeOf(what);
  if (place === null) return;
  try {
    if (fields === null) sessionStorage.removeItem(place);
    else sessionStorage.setItem(place, JSON.stringify(fields));
  } catch {
    // A browser that keeps nothing still asks before the tab is closed over it.
  }
}

/** Whether the person who is logged in has left something unsent. */
export const hasUnsent = (what: string): boolean => keptOf(what) !== null;

/** Something that is being written. */
export interface Unsent {
  fields: Fields;
  /** Whether it goes on from what was written before this was opened. */
  isTakenUp: boolean;
  write: (fields: Fields) => void;
  /** It was sent, or is not wanted any more: it begins anew. */
  forget: () => void;
}

/**
 * Keeps what is being written until it is sent or thrown away: over other pages, a session that ends, a page that is loaded anew.
 * The browser asks before the tab is closed over it.
 * @param what the same thing has the same name
 * @param begin how it begins
 */
export function useUnsent(what: string, begin: () => Fields): Unsent {
  const [kept, take] = useState(() => keptOf(what));
  const [fields, set] = useState(() => kept ?? begin());
  const [isDirty, dirty] = useState(kept !== null);
  useEffect(() => {
    if (!isDirty) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [isDirty]);
  return {
    fields,
    isTakenUp: kept !== null,
    write(changed) {
      const next = { ...fields, ...changed };
      const isAsBegun = JSON.stringify(next) === JSON.stringify(begin());
      keep(what, isAsBegun ? null : next);
      set(next);
      dirty(!isAsBegun);
    },
    forget() {
      keep(what, null);
      take(null);
      set(begin());
      dirty(false);
    },
  };
}
