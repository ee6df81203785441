const firstPauseMs = 250;
const longestPauseMs = 15_000;

export interface BackOff {
  /** Failures since the last success; those during a pause are not counted. */
  readonly failures: number;
  /** What is left of the pause, ms. */
  remainingMs(): number;
  /** @returns whether it is counted: a failure during a pause says nothing new */
  failed(): boolean;
  /** @returns the failures that are over */
  succeeded(): number;
}

/**
 * Counts failures of several that stand in for each other: no pause before the next one, a pause once all have failed
 * in turn, and each time twice as long, up to 15 s.
 */
export function createBackOff(standIns: number, now: () => number = () => performance.now()): BackOff {
  let failures = 0;
  let until = 0;
  const remainingMs = () => {
    const left = Math.round(until - now());
    return left > 1 ? left : 0; // timers fire a millisecond early at times
  };
  return {
    get failures() {
      return failures;
    },
    remainingMs,
    failed() {
      if (remainingMs() > 0) return false;
      failures++;
      const rounds = failures / standIns;
      if (Number.isInteger(rounds))
        until = now() + Math.min(firstPauseMs * 2 ** Math.min(rounds - 1, 16), longestPauseMs);
      return true;
    },
    succeeded() {
      const over = failures;
      failures = 0;
      until = 0;
      return over;
    },
  };
}
