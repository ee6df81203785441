import type { Strategy } from '../model/strategy.js';
import type { Part } from './part.js';

/** Where the books of a strategy tell each other what they hold. In memory: after a start nothing is known until it was read. */
export interface Board {
  /** null for a strategy of one chain. */
  seatOf(strategy: Strategy): Seat | null;
}

/** One book's place at the board. */
export interface Seat {
  /** The newest that the others have told. */
  others(): readonly Part[];
  /** How many orders the others have made known so far: what was decided before the last of them was decided without it. */
  madeByOthers(): number;
  tell(part: Part, made: number): void;
  /**
   * One book of a strategy at a time: what is decided in here is recorded and told before another decides. Kept short: nothing
   * in it may wait for a chain.
   */
  inTurn<Result>(work: () => Promise<Result>): Promise<Result>;
}

interface Table {
  parts: Map<string, Part>;
  made: Map<string, number>;
  /** Settles when whoever came last is done. */
  last: Promise<unknown>;
}

export function createBoard(): Board {
  const tables = new Map<string, Table>();

  function seatAt(table: Table, chain: string): Seat {
    const { parts, made } = table;
    const ofOthers = <Value>(told: ReadonlyMap<string, Value>): Value[] =>
      [...told].filter(([from]) => from !== chain).map(([, value]) => value);
    return {
      others: () => ofOthers(parts),
      madeByOthers: () => ofOthers(made).reduce((sum, count) => sum + count, 0),
      tell(part, count) {
        parts.set(chain, part);
        made.set(chain, (made.get(chain) ?? 0) + count);
      },
      inTurn(work) {
        const turn = table.last.then(work);
        // Whoever comes next waits for this one, however it ends.
        table.last = turn.catch(() => {});
        return turn;
      },
    };
  }

  return {
    seatOf({ name, chain, elsewhere }) {
      if (!elsewhere) return null;
      const table = tables.get(name) ?? { parts: new Map(), made: new Map(), last: Promise.resolve() };
      tables.set(name, table);
      return seatAt(table, chain);
    },
  };
}
