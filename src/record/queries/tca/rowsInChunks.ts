/** Asks about many things a few at a time: far below what a database takes of parameters. */
export async function rowsInChunks<Key, Row>(
  keys: readonly Key[],
  ask: (some: Key[]) => Promise<Row[]>,
): Promise<Row[]> {
  const rows: Row[] = [];
  for (let i = 0; i < keys.length; i += 500) rows.push(...(await ask(keys.slice(i, i + 500))));
  return rows;
}

/** By one of their properties, in their order. */
export function grouped<Key, Row>(rows: readonly Row[], keyOf: (row: Row) => Key): Map<Key, Row[]> {
  const groups = new Map<Key, Row[]>();
  for (const row of rows) {
    const group = groups.get(keyOf(row));
    if (group) group.push(row);
    else groups.set(keyOf(row), [row]);
  }
  return groups;
}
