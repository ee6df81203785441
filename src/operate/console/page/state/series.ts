import { useEffect, useRef, useState } from 'preact/hooks';
import type { SeriesView } from '../../../views/series.js';
import { type AskError, ask, askErrorOf } from './ask.js';
import { serverNow } from './clock.js';
import { onChanged } from './stream.js';
import { isToTryAgain } from './tryAgain.js';

/** What is kept of a series at most: more than a screen has columns, and far less than a phone has memory. */
const points = 1_600;
/** Appended steps until the whole is asked for anew, thinned evenly. */
const mostAppended = 1_200;

/**
 * How a book went over the last `spanMs`: asked for once whole, then only what is new is asked for and put at its end, as often as a
 * step moves. After many new points, or when the answer's steps have another length, the whole is asked for again.
 */
export function useSeries(book: string, spanMs: number) {
  const [series, setSeries] = useState<SeriesView | null>(null);
  const [error, setError] = useState<AskError | null>(null);
  const renew = useRef<() => void>(() => undefined);
  useEffect(() => {
    let kept: SeriesView | null = null;
    let appended = 0;
    let ended = false;
    let busy = false;
    let wanted = false;
    let askedAt = Number.NEGATIVE_INFINITY;
    let failed: AskError | null = null;
    let timer: ReturnType<typeof setTimeout> | undefined;
    setSeries(null);
    const load = async () => {
      if (busy) {
        wanted = true;
        return;
      }
      const wait = askedAt + (kept ? paceOf(kept.stepMs) : 0) - performance.now();
      if (wait > 0) {
        timer ??= setTimeout(() => {
          timer = undefined;
          void load();
        }, wait);
        return;
      }
      askedAt = performance.now();
      busy = true;
      wanted = false;
      try {
        const to = Math.ceil(serverNow());
        const whole = kept === null || appended > mostAppended;
        const part = whole ? `from=${to - spanMs}` : `from=${to - spanMs}&since=${kept?.since ?? 0}`;
        const next = await ask<SeriesView>(
          `/v1/series?book=${encodeURIComponent(book)}&${part}&points=${points}&columns=equityUsd,deltaUsd,worstHealth`,
        );
        if (ended) return;
        failed = null;
        setError(null);
        if (whole || kept === null) {
          appended = 0;
          kept = next;
          setSeries(kept);
        } else if (next.stepMs !== kept.stepMs) {
          kept = null;
          wanted = true;
        } else {
          appended += added(next);
          kept = joined(kept, next, to - spanMs);
          setSeries(kept);
        }
      } catch (caught) {
        failed = askErrorOf(caught);
        if (!ended) setError(failed);
      }
      busy = false;
      if (wanted) void load();
    };
    renew.current = () => void load();
    void load();
    const off = onChanged((kinds) => {
      const concerns = kinds.length === 0 || kinds.includes('tick') || kinds.includes('series');
      if (concerns || isToTryAgain(failed, askedAt)) void load();
    });
    return () => {
      ended = true;
      clearTimeout(timer);
      off();
    };
  }, [book, spanMs]);
  return { series, error, again: () => renew.current() };
}

/** How long nothing is asked for after it was, ms: a screen shows no more of a step than a quarter. */
export const paceOf = (stepMs: number): number => Math.max(1_000, stepMs / 4);

/** How many steps an answer adds: where it is told in steps, the first is the one that was not over yet. */
export const added = ({ at, stepMs }: Pick<SeriesView, 'at' | 'stepMs'>): number =>
  Math.max(0, at.length - (stepMs > 0 ? 1 : 0));

/** The new steps at the end: the first of them replaces the last of the old, which was not over yet. */
export function joined(old: SeriesView, next: SeriesView, from: number): SeriesView {
  const starts = next.at[0];
  if (starts === undefined) return { ...next, at: old.at, columns: old.columns, stepMs: old.stepMs };
  const step = next.stepMs;
  const isBefore = (at: number) => (step > 0 ? Math.floor(at / step) < Math.floor(starts / step) : at < starts);
  let until = old.at.length;
  while (until > 0 && !isBefore(old.at[until - 1] ?? 0)) until -= 1;
  let first = 0;
  while (first < until && (old.at[first] ?? 0) < from) first += 1;
  const keep = <Value>(values: readonly Value[]) => values.slice(first, until);
  const nothing = (count: number): null[] => Array.from({ length: count }, () => null);
  const names = [...new Set([...old.columns, ...next.columns].map((column) => column.name))];
  const columns = names.flatMap((name) => {
    const before = old.columns.find((column) => column.name === name);
    const after = next.columns.find((column) => column.name === name);
    const one = after ?? before;
    if (!one) return [];
    const join = (part: 'last' | 'min' | 'max') => [
      ...keep(before ? (before[part] ?? before.last) : nothing(old.at.length)),
      ...(after ? (after[part] ?? after.last) : nothing(next.at.length)),
    ];
    const hasReach = (before?.min ?? null) !== null || (after?.min ?? null) !== null;
    return [{ ...one, last: join('last'), min: hasReach ? join('min') : null, max: hasReach ? join('max') : null }];
  });
  return { ...next, at: [...keep(old.at), ...next.at], columns };
}
