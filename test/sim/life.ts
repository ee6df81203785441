/**
 * One start of the keeper, to the moment it dies. A dead process does nothing any more: its timers never fire, its requests are
 * never answered, its commits never return, and so no `catch` or `finally` of it ever runs.
 */
export interface Life {
  /** From 1. */
  number: number;
  isDead(): boolean;
  die(): void;
  /** What its machine's clock says when the true time is `time`, ms. */
  clock(time: number): number;
  /** Its machine's clock is wrong by so much from now on, ms. */
  skew(ms: number): void;
}

export function createLife(number: number, skewMs = 0): Life {
  let dead = false;
  let off = skewMs;
  return {
    number,
    isDead: () => dead,
    die() {
      dead = true;
    },
    clock: (time) => time + off,
    skew(ms) {
      off = ms;
    },
  };
}

/** What a dead process waits for. */
export const forever = (): Promise<never> => new Promise(() => {});
