import { AsyncLocalStorage } from 'node:async_hooks';
import type { Life } from './life.js';

/**
 * Time that passes only when nothing else is left to do. Whatever runs inside a life sees this clock and these timers in place
 * of the machine's, and its HTTP requests come here; whatever runs outside (the lab, the test runner) sees the real ones.
 *
 * One thing happens at a time: a request is served, or the earliest timer fires, and then all that follows from it in promises
 * runs to its end. So a run depends on nothing but what is served, however slow the machine is.
 */
export interface VirtualTime {
  /** Milliseconds since 1970. */
  now(): number;
  /** Calls back at a time to come, on behalf of a life; never if that life is dead by then. */
  at(life: Life, time: number, run: () => void): void;
  /** Runs inside a life. */
  live<Value>(life: Life, run: () => Value): Value;
  /** Lets time pass up to `time`, everything included that was to happen at it. */
  passTo(time: number): Promise<void>;
}

/** A request of a life; answered when somebody resolves it, and never if the life is dead by then. */
export interface HttpRequest {
  life: Life;
  url: string;
  body: string;
  answer(response: HttpResponse): void;
  fail(error: unknown): void;
}

export interface HttpResponse {
  status: number;
  contentType: string;
  body: string;
  /** Its body comes as a stream and not at once. */
  streamed?: boolean;
}

export interface VirtualTimeOptions {
  start: number;
  /** Serves one request; the next is served when it has resolved. It says itself when the answer arrives (`at`). */
  serve(request: HttpRequest): Promise<void>;
}

interface Inside {
  life: Life;
  time: Timers;
}

interface Timers {
  now(): number;
  set(life: Life, afterMs: number, run: () => void): Timer;
  ask(request: HttpRequest): void;
}

interface Event {
  at: number;
  number: number;
  life: Life;
  run: () => void;
  cancelled: boolean;
}

const inside = new AsyncLocalStorage<Inside>();
const drained = setImmediate;

export function createVirtualTime({ start, serve }: VirtualTimeOptions): VirtualTime {
  installOnce();
  let now = start;
  let made = 0;
  let events: Event[] = [];
  const requests: HttpRequest[] = [];

  function schedule(life: Life, at: number, run: () => void): Event {
    const event = { at: Math.max(at, now), number: made++, life, run, cancelled: false };
    // From the end: most timers are for later than those before.
    let place = events.length;
    while (place > 0 && (events[place - 1]?.at ?? 0) > event.at) place--;
    events.splice(place, 0, event);
    return event;
  }

  const timers: Timers = {
    now: () => now,
    set: (life, afterMs, run) => {
      const event = schedule(life, now + Math.max(afterMs, 0), () => live(life, run));
      return new Timer(() => {
        event.cancelled = true;
      });
    },
    ask: (request) => requests.push(request),
  };
  const live = <Value>(life: Life, run: () => Value): Value => inside.run({ life, time: timers }, run);

  return {
    now: () => now,
    at: (life, time, run) => void schedule(life, time, run),
    live,
    async passTo(time) {
      for (;;) {
        await new Promise((resolve) => drained(resolve));
        const request = requests.shift();
        if (request) {
          if (!request.life.isDead()) await serve(request);
          continue;
        }
        events = events.filter(({ cancelled, life }) => !cancelled && !life.isDead());
        const [event] = events;
        if (!event || event.at > time) break;
        events.shift();
        now = event.at;
        event.run();
      }
      now = Math.max(now, time);
    },
  };
}

/** What a timer function gives back, as far as anybody uses it. */
class Timer {
  readonly cancel: () => void;
  constructor(cancel: () => void) {
    this.cancel = cancel;
  }
  ref(): this {
    return this;
  }
  unref(): this {
    return this;
  }
  hasRef(): boolean {
    return false;
  }
}

type AnyTimer = Parameters<typeof clearTimeout>[0] | Timer;
type Callback = (...args: unknown[]) => void;

let installed = false;

/** The globals of this process ask, at every call, on whose behalf it is. */
function installOnce(): void {
  if (installed) return;
  installed = true;
  const real = { setTimeout, clearTimeout, setInterval, clearInterval, fetch, dateNow: Date.now };
  const performanceNow = performance.now.bind(performance);

  const virtual = {
    setTimeout: (run: Callback, ms = 0, ...args: unknown[]) => {
      const here = inside.getStore();
      if (!here) return real.setTimeout(run, ms, ...args);
      return here.time.set(here.life, ms, () => run(...args));
    },
    setInterval: (run: Callback, ms = 0, ...args: unknown[]) => {
      const here = inside.getStore();
      if (!here) return real.setInterval(run, ms, ...args);
      let timer: Timer;
      const again = () => {
        timer = here.time.set(here.life, Math.max(ms, 1), () => {
          again();
          run(...args);
        });
      };
      again();
      return new Timer(() => timer.cancel());
    },
    clear: (clear: (timer: Parameters<typeof clearTimeout>[0]) => void) => (timer?: AnyTimer) => {
      if (timer instanceof Timer) timer.cancel();
      else clear(timer);
    },
    fetch: (input: string | URL | Request, init?: RequestInit) => {
      const here = inside.getStore();
      if (!here) return real.fetch(input, init);
      return new Promise<Response>((resolve, reject) => {
        const { signal } = init ?? {};
        signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
        here.time.ask({
          life: here.life,
          url: String(input instanceof Request ? input.url : input),
          body: String(init?.body ?? ''),
          answer: (response) => resolve(responseOf(response)),
          fail: reject,
        });
      });
    },
  };
  Object.assign(globalThis, {
    setTimeout: virtual.setTimeout,
    setInterval: virtual.setInterval,
    clearTimeout: virtual.clear(real.clearTimeout),
    clearInterval: virtual.clear(real.clearInterval),
    fetch: virtual.fetch,
  });
  Date.now = () => {
    const here = inside.getStore();
    return here ? here.life.clock(here.time.now()) : real.dateNow();
  };
  performance.now = () => inside.getStore()?.time.now() ?? performanceNow();
}

/** A real one would stream its body in turns of the real event loop. */
function responseOf({ status, contentType, body, streamed = false }: HttpResponse): Response {
  const headers = new Headers({ 'content-type': contentType });
  const told = { ok: status >= 200 && status < 300, status, statusText: `status ${status}`, headers };
  const stream = streamed ? chunksOf(body) : null;
  const response = { ...told, body: stream, text: async () => body, json: async () => JSON.parse(body) as unknown };
  return response as unknown as Response;
}

async function* chunksOf(body: string) {
  yield Buffer.from(body);
}
