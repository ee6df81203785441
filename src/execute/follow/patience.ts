import type { FollowedVenueOrder } from '../../record/statements/venueOrders.js';

/** How often what nothing explained so far is asked about again: nobody can say how long that goes on. */
export interface Patience {
  isDue(row: FollowedVenueOrder, head: bigint): boolean;
  /** These are asked about at this head, and not again for a while. */
  note(rows: readonly FollowedVenueOrder[], head: bigint): void;
}

/** Once in so many blocks. */
const patience = 16n;

/** Remembers nothing across a start: a new process asks at once. */
export function createPatience(): Patience {
  // With `looks`: what is suspended, and then gone, is asked about anew.
  const keyOf = ({ venue, id, looks }: FollowedVenueOrder) => `${venue} ${id} ${looks}`;
  let noted = new Map<string, bigint>();
  return {
    isDue(row, head) {
      const last = noted.get(keyOf(row));
      return last === undefined || head - last >= patience || head < last;
    },
    note(rows, head) {
      const kept = [...noted].filter(([, last]) => head - last < patience);
      noted = new Map([...kept, ...rows.map((row): [string, bigint] => [keyOf(row), head])]);
    },
  };
}
