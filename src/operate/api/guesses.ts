/** Keeps who says wrong tokens from saying many. */
export interface Guesses {
  /** 0 when somebody at this address may say a token now; else after how many milliseconds. */
  wait(address: string): number;
  /** @returns how many in a row from there, of which one is worth to be told */
  wrong(address: string): { inARow: number; isTold: boolean };
  right(address: string): void;
}

/** Wrong ones that cost nothing: people mistype. */
const free = 5;
const longestMs = 15 * 60_000;
/** More wrong ones a minute than this, from wherever, and nobody has any that cost nothing. */
const manyPerMinute = 100;
const mostKnown = 4_096;

/**
 * After the fifth wrong token in a row an address waits a second, then two, four, up to a quarter of an hour. Who is at another
 * address is not kept out by it, however many guess: a clean address may always say one token.
 * @param clock milliseconds that only go forward
 */
export function createGuesses(clock: () => number = () => performance.now()): Guesses {
  const known = new Map<string, { wrong: number; until: number }>();
  let minute = { from: Number.NEGATIVE_INFINITY, wrong: 0 };
  return {
    wait: (address) => Math.max(0, Math.ceil((known.get(networkOf(address))?.until ?? 0) - clock())),
    wrong(address) {
      const at = clock();
      const who = networkOf(address);
      if (at - minute.from >= 60_000) minute = { from: at, wrong: 0 };
      minute.wrong += 1;
      const wrong = (known.get(who)?.wrong ?? 0) + 1;
      const over = wrong - (minute.wrong > manyPerMinute ? 0 : free);
      known.delete(who);
      known.set(who, { wrong, until: over > 0 ? at + Math.min(longestMs, 1_000 * 2 ** Math.min(over - 1, 20)) : 0 });
      for (const other of known.keys()) {
        if (known.size <= mostKnown) break;
        known.delete(other);
      }
      // Each of the first, and then ever fewer: a flood of guesses is no flood of lines.
      return { inARow: wrong, isTold: wrong <= free + 1 || Number.isInteger(Math.log2(wrong)) };
    },
    right: (address) => void known.delete(networkOf(address)),
  };
}

/** Somebody with IPv6 has a whole network of addresses. */
function networkOf(address: string): string {
  if (!address.includes(':') || address.startsWith('::ffff:')) return address;
  return address.split(':').slice(0, 4).join(':');
}
