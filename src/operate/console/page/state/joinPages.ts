/** A piece of a list that has no end, the newest first. */
export interface Piece<Row> {
  rows: readonly Row[];
  /** It was read from here down, and from its newest row down where that is newer: rows are missing where few are wanted. */
  from: string;
  /** What is older than this has not been read; null: nothing is. */
  next: string | null;
}

/**
 * The live first page with what was kept of older ones below it. Of what both know the live one counts. Where more has come than a page
 * holds, what lies between is not known: then the live one alone is told, and older ones are asked for anew.
 */
export function joinPages<Row extends { id: string }>(live: Piece<Row>, kept: Piece<Row> | null): Piece<Row> {
  const { next } = live;
  if (kept === null || next === null || (kept.next !== null && kept.next >= next)) return live;
  if (kept.from < next && !kept.rows.some(({ id }) => id >= next)) return live;
  const known = new Set(live.rows.map(({ id }) => id));
  const below = kept.rows.filter(({ id }) => id < next && !known.has(id));
  return { rows: [...live.rows, ...below], from: live.from, next: kept.next };
}
