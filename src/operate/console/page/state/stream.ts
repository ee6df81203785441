import { AskError } from './ask.js';
import { heardTime } from './clock.js';
import { askSession } from './logIn.js';
import { sessionStore } from './session.js';
import { createStore } from './store.js';

/** Whether the page hears of changes: not yet, it does, or not since when (unix ms of this device). */
export type StreamState = { state: 'joining' } | { state: 'live' } | { state: 'lost'; since: number };

/** Whether the page hears of changes. */
export const streamStore = createStore<StreamState>({ state: 'joining' });

/** True once the daemon serves a newer page than this one. */
export const newerPageStore = createStore(false);

const hearers = new Set<(kinds: readonly string[]) => void>();

/** Hears which kinds of things have changed; none named means anything may have. @returns what ends it */
export function onChanged(hear: (kinds: readonly string[]) => void): () => void {
  hearers.add(hear);
  return () => hearers.delete(hear);
}

const tell = (kinds: readonly string[]) => {
  for (const hear of [...hearers]) hear(kinds);
};

/** Longer than the daemon's beat: a stream that is silent for so long is dead, whatever the socket says. */
const silence = 40_000;
/** A page that nobody sees for so long lets its stream go: a browser has only six lines to one place, and a session is to end. */
const outOfSight = 5_000;

/** Follows the daemon's live stream while the page is in sight, and joins it again whenever it is lost. @returns what ends it */
export function followStream(): () => void {
  let source: EventSource | null = null;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let watchdog: ReturnType<typeof setTimeout> | undefined;
  let tries = 0;
  let joining = 0;
  let away: ReturnType<typeof setTimeout> | undefined;
  let isAway = document.visibilityState === 'hidden';
  // What the page shows may be old where it is joined late, the first time as well.
  let mayHaveMissed = false;

  const lost = () => {
    mayHaveMissed = true;
    source?.close();
    source = null;
    clearTimeout(watchdog);
    clearTimeout(retry);
    if (streamStore.get().state !== 'lost') streamStore.set({ state: 'lost', since: Date.now() });
    retry = setTimeout(join, Math.min(500 * 2 ** tries++, 10_000));
  };
  const heard = () => {
    clearTimeout(watchdog);
    watchdog = setTimeout(lost, silence);
  };
  // Who was given another role, here or while nobody listened, sees what is theirs to do now.
  const hearRights = (event: Event) => {
    const { rights } = dataOf(event);
    const { session } = sessionStore.get();
    if (Array.isArray(rights) && session && rights.join() !== session.rights.join()) askSession().catch(lost);
  };
  const joined = () => {
    tries = 0;
    streamStore.set({ state: 'live' });
    heard();
    // Whatever happened while nobody listened is asked for anew.
    if (mayHaveMissed) {
      tell([]);
      void lookForNewerPage();
    }
    mayHaveMissed = false;
  };
  const join = async () => {
    const mine = ++joining;
    if (isAway || sessionStore.get().state !== 'in') return;
    if (tries > 0) {
      try {
        await askSession();
      } catch (error) {
        if (mine !== joining) return;
        if (error instanceof AskError) return lost();
      }
      // The device may have come back twice while it was asked: one stream is enough.
      if (sessionStore.get().state !== 'in' || mine !== joining) return;
    }
    source?.close();
    source = new EventSource('/v1/live');
    source.addEventListener('open', joined);
    source.addEventListener('hello', (event) => {
      heard();
      hearTime(event);
      hearRights(event);
    });
    source.addEventListener('rights', (event) => {
      heard();
      hearTime(event);
      hearRights(event);
    });
    source.addEventListener('heartbeat', (event) => {
      heard();
      hearTime(event);
      // A keeper that has stopped changes nothing, and that is to be seen.
      tell(['heartbeat']);
    });
    source.addEventListener('changed', (event) => {
      heard();
      hearTime(event);
      const { kinds } = dataOf(event);
      tell(Array.isArray(kinds) ? kinds.filter((one) => typeof one === 'string') : []);
    });
    source.addEventListener('error', lost);
  };
  const online = () => {
    mayHaveMissed = true;
    tries = 0;
    clearTimeout(retry);
    void join();
  };
  const offline = () => lost();
  const letGo = () => {
    isAway = true;
    joining += 1;
    source?.close();
    source = null;
    clearTimeout(watchdog);
    clearTimeout(retry);
    if (streamStore.get().state === 'live') streamStore.set({ state: 'joining' });
  };
  const seen = () => {
    clearTimeout(away);
    if (document.visibilityState === 'hidden') {
      away = setTimeout(letGo, outOfSight);
      return;
    }
    isAway = false;
    // A phone that slept may hold a socket that is long dead.
    if (streamStore.get().state !== 'live') online();
  };
  window.addEventListener('online', online);
  window.addEventListener('offline', offline);
  document.addEventListener('visibilitychange', seen);
  void join();
  return () => {
    joining += 1;
    source?.close();
    clearTimeout(retry);
    clearTimeout(watchdog);
    clearTimeout(away);
    window.removeEventListener('online', online);
    window.removeEventListener('offline', offline);
    document.removeEventListener('visibilitychange', seen);
    streamStore.set({ state: 'joining' });
  };
}

/** Each event says what time it is at the daemon. */
function hearTime(event: Event): void {
  const { now } = dataOf(event);
  if (typeof now === 'number') heardTime(now);
}

function dataOf(event: Event): Record<string, unknown> {
  try {
    const data: unknown = JSON.parse(String((event as MessageEvent).data));
    return typeof data === 'object' && data !== null ? (data as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

/** Asks whether there is a newer page than this one. Files are named after their content: a page that names another one is newer. */
export async function lookForNewerPage(): Promise<void> {
  const mine = document.querySelector<HTMLScriptElement>('script[type=module]')?.src;
  if (!mine) return;
  try {
    const text = await (await fetch('/', { cache: 'no-store', credentials: 'same-origin' })).text();
    if (text.includes('type="module"') && !text.includes(new URL(mine).pathname)) newerPageStore.set(true);
  } catch {
    // Nobody answered: the stream says so already.
  }
}
