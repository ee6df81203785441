/** What became of one message. */
export type Outcome =
  | { kind: 'sent'; answer: string }
  /** It did not get through; the same may get through later. */
  | { kind: 'later'; answer: string; retryAfterMs?: number }
  /** Nothing gets through until somebody mends the address or the token. */
  | { kind: 'barred'; answer: string }
  /** This very message is not taken; another may be. */
  | { kind: 'refused'; answer: string };

/** No receiver is left alone for longer, whatever it asks for. */
export const longestPause = 15 * 60_000;

const longestOwn = 5 * 60_000;
const shortestBarred = 30_000;

/**
 * How long a receiver is left alone after so many failures one after another, ms: twice as long after each, up to 5 min, or as it
 * asked for up to 15.
 * @param chance 0 to 1: up to half of the pause is left to it, so that not all come back at once
 */
export function pauseAfter(outcome: Outcome, failures: number, chance: number): number {
  const doubled = Math.min(longestOwn, 2_000 * 2 ** Math.min(20, Math.max(0, failures - 1)));
  const own = Math.max(outcome.kind === 'barred' ? shortestBarred : 0, doubled) * (1 - chance / 2);
  const asked = outcome.kind === 'later' ? (outcome.retryAfterMs ?? 0) : 0;
  return Math.round(Math.min(longestPause, Math.max(own, asked)));
}
