/** A statement takes so many values at most on every database; fewer are as quick. */
const atOnce = 500;

/** Asks for many by their names, a few hundred at a time: a statement with one value each would be refused where there are too many. */
export async function inPieces<Name, Row>(
  names: readonly Name[],
  ask: (some: Name[]) => PromiseLike<readonly Row[]>,
): Promise<Row[]> {
  const rows: Row[] = [];
  for (let i = 0; i < names.length; i += atOnce) rows.push(...(await ask(names.slice(i, i + atOnce))));
  return rows;
}
