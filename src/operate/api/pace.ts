/** How often somebody may ask: so many at once, and so many a second in the long run. */
export interface Pace {
  /** 0 when it may be done now; else after how many milliseconds. Doing it counts. */
  wait(who: string): number;
}

export interface PaceOptions {
  atOnce: number;
  perSecond: number;
  /** Milliseconds that only go forward. */
  clock?: () => number;
}

/** How many are remembered. Who was forgotten begins anew. */
const mostKnown = 4_096;

/** A bucket of tokens for each caller, which fills again by itself. */
export function createPace({ atOnce, perSecond, clock = () => performance.now() }: PaceOptions): Pace {
  const buckets = new Map<string, { left: number; at: number }>();
  return {
    wait(who) {
      const at = clock();
      const before = buckets.get(who) ?? { left: atOnce, at };
      const left = Math.min(atOnce, before.left + ((at - before.at) / 1_000) * perSecond);
      // Whoever asked last is forgotten last.
      buckets.delete(who);
      buckets.set(who, { left: left >= 1 ? left - 1 : left, at });
      for (const known of buckets.keys()) {
        if (buckets.size <= mostKnown) break;
        buckets.delete(known);
      }
      return left >= 1 ? 0 : Math.ceil(((1 - left) / perSecond) * 1_000);
    },
  };
}
