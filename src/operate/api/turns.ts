/** How many may do something heavy at once. */
export interface Turns {
  /** @returns what ends the turn; undefined where there is none now */
  take(who: string): (() => void) | undefined;
}

export interface TurnsOptions {
  /** Of one caller. */
  each: number;
  /** Of all together. */
  all: number;
}

/** Counts who is at it. Nobody waits here: whoever finds no turn comes again. */
export function createTurns({ each, all }: TurnsOptions): Turns {
  const busy = new Map<string, number>();
  let total = 0;
  return {
    take(who) {
      const own = busy.get(who) ?? 0;
      if (own >= each || total >= all) return undefined;
      busy.set(who, own + 1);
      total += 1;
      return () => {
        const left = (busy.get(who) ?? 1) - 1;
        if (left > 0) busy.set(who, left);
        else busy.delete(who);
        total -= 1;
      };
    },
  };
}
