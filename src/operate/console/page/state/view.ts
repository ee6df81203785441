import { useEffect, useState } from 'preact/hooks';
import { type AskError, ask, askErrorOf } from './ask.js';
import { onChanged } from './stream.js';
import { isToTryAgain } from './tryAgain.js';

/** What is known of a view: its newest answer, and what went wrong the last time it was asked for. */
export interface Viewed<View> {
  data: View | null;
  error: AskError | null;
  /** True while the first answer is waited for. */
  loading: boolean;
  /** Asks now. */
  again: () => void;
}

/** One view, asked for once for all who look at it. */
interface Shared {
  data: unknown;
  error: AskError | null;
  hearers: Set<() => void>;
  kinds: readonly string[] | null;
  pace: number;
  busy: boolean;
  wanted: boolean;
  askedAt: number;
  timer: ReturnType<typeof setTimeout> | undefined;
}

const shared = new Map<string, Shared>();
const mostKept = 40;

function sharedOf(path: string): Shared {
  const known = shared.get(path);
  if (known) return known;
  for (const [other, one] of shared) {
    if (shared.size < mostKept) break;
    if (one.hearers.size === 0) shared.delete(other);
  }
  const made: Shared = {
    ...{ data: null, error: null, hearers: new Set<() => void>(), kinds: null, pace: 0 },
    ...{ busy: false, wanted: false, askedAt: 0, timer: undefined },
  };
  shared.set(path, made);
  return made;
}

/** One question at a time: what is wanted meanwhile is asked for once that is answered. */
async function refresh(path: string): Promise<void> {
  const one = sharedOf(path);
  if (one.busy) {
    one.wanted = true;
    return;
  }
  const wait = one.askedAt + one.pace - performance.now();
  if (one.data !== null && wait > 0) {
    one.timer ??= setTimeout(() => {
      one.timer = undefined;
      void refresh(path);
    }, wait);
    return;
  }
  one.busy = true;
  one.wanted = false;
  one.askedAt = performance.now();
  try {
    one.data = await ask(path);
    one.error = null;
  } catch (error) {
    one.error = askErrorOf(error);
  }
  one.busy = false;
  for (const hear of [...one.hearers]) hear();
  if (one.wanted && one.hearers.size > 0) void refresh(path);
}

onChanged((kinds) => {
  for (const [path, one] of shared) {
    if (one.hearers.size === 0) continue;
    const concerns = kinds.length === 0 || one.kinds === null || one.kinds.some((kind) => kinds.includes(kind));
    if (concerns || isToTryAgain(one.error, one.askedAt)) void refresh(path);
  }
});

/** Forgets every answer: whoever logs in next must not see what another was shown. */
export function forgetViews(): void {
  shared.clear();
}

/** Asks for views anew that somebody looks at, after something was done. */
export function refreshViews(start: string): void {
  for (const [path, one] of shared) if (one.hearers.size > 0 && path.startsWith(start)) void refresh(path);
}

export interface ViewOptions {
  /** Which changes concern it; absent: all. */
  kinds?: readonly string[];
  /** At most one question in so many ms. */
  pace?: number;
}

/** The newest of a view: asked for once, then whenever the daemon says that something changed. @param path null asks nothing */
export function useView<View>(path: string | null, { kinds, pace = 0 }: ViewOptions = {}): Viewed<View> {
  const [, redraw] = useState({});
  const names = kinds?.join(' ') ?? null;
  useEffect(() => {
    if (path === null) return;
    const one = sharedOf(path);
    const hear = () => redraw({});
    one.hearers.add(hear);
    one.kinds = names === null ? null : names.split(' ');
    one.pace = pace;
    void refresh(path);
    return () => {
      one.hearers.delete(hear);
    };
  }, [path, names, pace]);
  const one = path === null ? undefined : shared.get(path);
  return {
    data: (one?.data ?? null) as View | null,
    error: one?.error ?? null,
    loading: path !== null && (one === undefined || (one.data === null && one.error === null)),
    again: () => path !== null && void refresh(path),
  };
}
