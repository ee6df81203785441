import { useEffect, useRef, useState } from 'preact/hooks';
import { idsFrom } from '../../../../model/idsFrom.js';
import { type AskError, ask, askErrorOf } from './ask.js';
import { joinPages, type Piece } from './joinPages.js';
import { useView, type Viewed, type ViewOptions } from './view.js';

/** A list whose first page is live, and whose older pages are added when somebody asks for them. */
export interface Older<Row> {
  rows: readonly Row[];
  /** null: there are no more. */
  more: (() => void) | null;
  busy: boolean;
  error: AskError | null;
}

/** @param pageOf takes the rows and the next cursor out of an answer */
export function useOlder<View extends { at: number }, Row extends { id: string }>(
  path: string,
  options: ViewOptions,
  pageOf: (view: View) => Omit<Piece<Row>, 'from'>,
): { view: Viewed<View>; older: Older<Row> } {
  const view = useView<View>(path, options);
  const [kept, keep] = useState<Piece<Row> | null>(null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<AskError | null>(null);
  const shown = useRef(path);
  const live: Piece<Row> =
    view.data === null ? { rows: [], from: '', next: null } : readAt(view.data.at, pageOf(view.data));
  const { rows, from, next } = joinPages(live, shown.current === path ? kept : null);
  useEffect(() => {
    shown.current = path;
    keep(null);
    setBusy(false);
    setError(null);
  }, [path]);
  // What new rows push off the live page is kept as it stood last.
  useEffect(() => keep((before) => before && joinPages(live, before)), [view.data]);
  const load = async () => {
    if (busy || next === null) return;
    setBusy(true);
    try {
      const answer = pageOf(
        await ask<View>(`${path}${path.includes('?') ? '&' : '?'}before=${encodeURIComponent(next)}`),
      );
      if (shown.current !== path) return;
      keep({ rows: [...rows, ...answer.rows], from, next: answer.next });
      setError(null);
    } catch (caught) {
      if (shown.current !== path) return;
      setError(askErrorOf(caught));
    }
    setBusy(false);
  };
  return { view, older: { rows, more: next === null ? null : () => void load(), busy, error } };
}

/** Ids run ahead of a clock that was set back: a piece begins above its end all the same. */
function readAt<Row>(at: number, piece: Omit<Piece<Row>, 'from'>): Piece<Row> {
  const [now, { next }] = [idsFrom(at), piece];
  return { ...piece, from: next !== null && next > now ? next : now };
}

/** A path with what is asked for in it; what is empty is left out. */
export function asking(path: string, query: Readonly<Record<string, string | null>>): string {
  const said = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== null && value !== '') said.set(name, value);
  const text = said.toString();
  return text === '' ? path : `${path}?${text}`;
}
