/** How often somebody may ask. */
export interface Limiter {
  /** `told`: the first too many of a row, which is answered with a word; the others are silence. */
  take(user: number): 'yes' | 'told' | 'no';
}

const burst = 20;
const perMinute = 20;

/** So many at once, and so many a minute after that, each person by themselves. */
export function createLimiter(now: () => number): Limiter {
  const people = new Map<number, { left: number; at: number; told: boolean }>();
  return {
    take(user) {
      const before = people.get(user) ?? { left: burst, at: now(), told: false };
      const left = Math.min(burst, before.left + (Math.max(0, now() - before.at) / 60_000) * perMinute);
      if (left >= 1) {
        people.set(user, { left: left - 1, at: now(), told: false });
        return 'yes';
      }
      people.set(user, { left, at: now(), told: true });
      return before.told ? 'no' : 'told';
    },
  };
}
