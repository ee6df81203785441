const longestMs = 60_000;

/**
 * How long something waits that failed and is tried again, ms: twice as long after each further failure, a minute at most.
 * @param failures - In a row; 1 at least.
 * @param firstMs - After the first of them.
 */
export const doublingPause = (failures: number, firstMs: number): number =>
  Math.min(longestMs, firstMs * 2 ** (failures - 1));
