import { pause } from './pause.js';

/** The time that endpoints are judged by, and every wait for them. */
export interface Clock {
  /** Milliseconds since 1970, never less than before. */
  now(): number;
  /** Resolves after so many milliseconds, or when the signal fires. */
  pause(ms: number, signal: AbortSignal): Promise<void>;
}

/**
 * The wall clock as it was when the process began, and from there on steady: somebody who sets the machine's clock must
 * neither make every block look old nor prolong a pause.
 */
export const steadyClock: Clock = { now: () => performance.timeOrigin + performance.now(), pause };
