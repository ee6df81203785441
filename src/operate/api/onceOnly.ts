import { createHash } from 'node:crypto';
import { ApiError } from './answers.js';

/** What was answered: enough to say it again. */
export interface Kept {
  status: number;
  text: string;
}

/** Does what carries one `Idempotency-Key` once, however often it is sent. */
export interface OnceOnly {
  /**
   * @param of what is asked: method, path and body
   * @returns the answer, and whether it was given before
   * @throws ApiError where the key was used for something else
   */
  answer(who: string, key: string, of: string, doing: () => Promise<Kept>): Promise<Kept & { isRepeat: boolean }>;
}

const mostKept = 1_000;
const mostKeptOfOne = 200;
const dayMs = 86_400_000;

/**
 * Answers are remembered for a day, in memory. After a restart the ledger itself says of what was done already that it was: an order by
 * its `clOrdId`, a review and a state of trading by how they stand.
 * @param clock milliseconds that only go forward
 */
export function createOnceOnly(clock: () => number = () => performance.now()): OnceOnly {
  const kept = new Map<string, { who: string; of: string; at: number; answer: Promise<Kept> }>();

  function makeRoom(who: string): void {
    for (const [name, one] of kept) if (clock() - one.at >= dayMs) kept.delete(name);
    // Whoever fills it loses their own first.
    const own = [...kept].filter(([, one]) => one.who === who);
    for (const [name] of own.slice(0, Math.max(0, own.length - mostKeptOfOne + 1))) kept.delete(name);
    for (const name of kept.keys()) {
      if (kept.size < mostKept) break;
      kept.delete(name);
    }
  }

  return {
    async answer(who, key, of, doing) {
      if (!/^[\x21-\x7e]{1,128}$/.test(key)) {
        const mend = 'send up to 128 letters and digits, other ones for each thing that is asked';
        throw new ApiError(400, 'bad_request', 'the header `Idempotency-Key` cannot be used', mend);
      }
      const name = `${who} ${key}`;
      const hash = createHash('sha256').update(of).digest('base64');
      const before = kept.get(name);
      if (before && before.of !== hash) {
        const mend = 'send another key with another request';
        throw new ApiError(422, 'key_used', 'this `Idempotency-Key` was sent with something else before', mend);
      }
      if (before) return { ...(await before.answer), isRepeat: true };
      makeRoom(who);
      const answer = doing();
      kept.set(name, { who, of: hash, at: clock(), answer });
      const forget = () => kept.delete(name);
      try {
        const told = await answer;
        // What failed here, or came too early, may be tried again.
        if (told.status >= 500 || told.status === 429) forget();
        return { ...told, isRepeat: false };
      } catch (error) {
        forget();
        throw error;
      }
    },
  };
}
