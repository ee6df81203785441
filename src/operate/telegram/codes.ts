import { randomInt } from 'node:crypto';

/** What is done once its code is repeated. */
export interface Pending<Deed> {
  /** What is to be done, for people: `resume`. */
  verb: string;
  deed: Deed;
}

export interface CodesOptions {
  now: () => number;
  /** For tests; six digits from the system's randomness unless told. */
  draw?: () => string;
}

export type CodeAnswer<Deed> =
  | { kind: 'right'; pending: Pending<Deed> }
  /** `left`: how often it may be tried yet. */
  | { kind: 'wrong'; left: number; verb: string }
  | { kind: 'late'; verb: string }
  /** Nothing waits for one. */
  | { kind: 'none' };

/** How long a code holds, ms. */
export const codeLivesMs = 60_000;
const tries = 3;
/** So many codes may fail in a row; then nothing that wants one is begun for a while. */
const mostFailures = 3;
const lockedMs = 10 * 60_000;

export interface Codes<Deed> {
  /** A code for one deed of one person: the one before it is void. null: too many have failed, and it is to be waited until then. */
  ask(user: number, pending: Pending<Deed>): { code: string } | { lockedUntil: number };
  /** Each code answers once. */
  answer(user: number, code: string): CodeAnswer<Deed>;
  /** Nothing of it waits any more. */
  drop(user: number): boolean;
}

/** Codes that a person repeats before something dangerous: a slip of the thumb, or a message sent twice, is not enough. Kept in memory: a restart voids them. */
export function createCodes<Deed>({ now, draw = sixDigits }: CodesOptions): Codes<Deed> {
  const waiting = new Map<number, Pending<Deed> & { code: string; until: number; left: number }>();
  const failures = new Map<number, { count: number; at: number }>();

  function fail(user: number): void {
    const before = failures.get(user);
    const recent = before !== undefined && now() - before.at < lockedMs ? before.count : 0;
    failures.set(user, { count: recent + 1, at: now() });
  }

  return {
    ask(user, pending) {
      const failed = failures.get(user);
      if (failed && failed.count >= mostFailures && now() - failed.at < lockedMs)
        return { lockedUntil: failed.at + lockedMs };
      const code = draw();
      waiting.set(user, { ...pending, code, until: now() + codeLivesMs, left: tries });
      return { code };
    },
    answer(user, code) {
      const found = waiting.get(user);
      if (!found) return { kind: 'none' };
      const { verb, deed } = found;
      if (now() > found.until) {
        waiting.delete(user);
        return { kind: 'late', verb };
      }
      if (code === found.code) {
        waiting.delete(user);
        failures.delete(user);
        return { kind: 'right', pending: { verb, deed } };
      }
      found.left -= 1;
      if (found.left > 0) return { kind: 'wrong', left: found.left, verb };
      waiting.delete(user);
      fail(user);
      return { kind: 'wrong', left: 0, verb };
    },
    drop: (user) => waiting.delete(user),
  };
}

const sixDigits = (): string => randomInt(0, 1_000_000).toString().padStart(6, '0');
