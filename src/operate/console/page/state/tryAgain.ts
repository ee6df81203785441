import type { AskError } from './ask.js';

/** What failed is not asked for again sooner, however much is heard of other things, ms. */
const restMs = 5_000;

/**
 * Whether what failed is to be asked for again now that the daemon is heard: what may be answered later, and not in a row.
 * @param askedAt by `performance.now()`
 */
export const isToTryAgain = (error: AskError | null, askedAt: number, now = performance.now()): boolean =>
  error?.mayPass === true && now - askedAt >= restMs;
