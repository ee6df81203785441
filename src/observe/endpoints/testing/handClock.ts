import type { Clock } from '../clock.js';

export interface HandClock extends Clock {
  /** Lets so much time pass, and everything that waits for it happen in order. */
  advance(ms: number): Promise<void>;
}

/** Time that stands still until a test lets it pass. */
export function createHandClock(start = 1_700_000_000_000): HandClock {
  let now = start;
  const waiting = new Set<{ until: number; wake: () => void }>();
  return {
    now: () => now,
    pause: (ms, signal) =>
      new Promise((resolve) => {
        if (ms <= 0 || signal.aborted) return resolve();
        const wake = () => {
          waiting.delete(one);
          signal.removeEventListener('abort', wake);
          resolve();
        };
        const one = { until: now + ms, wake };
        waiting.add(one);
        signal.addEventListener('abort', wake);
      }),
    async advance(ms) {
      await turn(); // whoever was about to wait does so
      const until = now + ms;
      for (;;) {
        const [next] = [...waiting].filter((one) => one.until <= until).sort((a, b) => a.until - b.until);
        if (next === undefined) break;
        now = Math.max(now, next.until);
        next.wake();
        // Whoever was woken may wait again before the time is over.
        await turn();
      }
      now = until;
    },
  };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));
