import { createPace } from '../api/pace.js';

/** How often somebody may ask. */
export interface Limiter {
  /** `told`: the first too many of a row, which is answered with a word; the others are silence. */
  take(user: number): 'yes' | 'told' | 'no';
}

const burst = 20;
const perMinute = 20;

/**
 * So many at once, and so many a minute after that, each person by themselves.
 * @param clock - milliseconds that only go forward: a machine's clock that is set back would keep people out
 */
export function createLimiter(clock?: () => number): Limiter {
  const pace = createPace({ atOnce: burst, perSecond: perMinute / 60, ...(clock ? { clock } : {}) });
  const told = new Set<number>();
  return {
    take(user) {
      if (pace.wait(String(user)) === 0) {
        told.delete(user);
        return 'yes';
      }
      if (told.has(user)) return 'no';
      told.add(user);
      return 'told';
    },
  };
}
