import { type Placeholder, sql } from 'drizzle-orm';
import type { Database } from '../sqlite.js';

/** What can be prepared, and then asked with other values each time. */
interface Preparable<Row> {
  prepare(): { all(values: Record<string, unknown>): readonly Row[] | Promise<readonly Row[]> };
}

/**
 * A question that is asked at every block: its text is built once for a connection, which takes longer than to answer it.
 * @param build - Its values are `sql.placeholder`s; they go to the database as they are given.
 */
export function prepareQuery<Row>(
  build: (db: Database) => Preparable<Row>,
): (db: Database, values: Record<string, unknown>) => Promise<readonly Row[]> {
  const prepared = new WeakMap<Database, ReturnType<Preparable<Row>['prepare']>>();
  return async (db, values) => {
    const query = prepared.get(db) ?? build(db).prepare();
    prepared.set(db, query);
    return query.all(values);
  };
}

/** Far below what a database takes of values at once; and for the few that there mostly are. */
const sizes = [8, 500] as const;

/**
 * The same about any number of names, asked for a few hundred at a time.
 * @param build - Told where the names stand; all of a piece that is not full are the last one again, so that of a row there is one answer
 * for as long as the names stand in an `in`.
 */
export function prepareInPieces<Row>(
  build: (db: Database, names: Placeholder[]) => Preparable<Row>,
): (db: Database, names: readonly string[]) => Promise<Row[]> {
  const [few, many] = sizes.map((size) => {
    const keys = Array.from({ length: size }, (_, i) => `name${i}`);
    const ask = prepareQuery((db) =>
      build(
        db,
        keys.map((key) => sql.placeholder(key)),
      ),
    );
    return (db: Database, names: readonly string[]) =>
      ask(db, Object.fromEntries(keys.map((key, i) => [key, names[i] ?? names.at(-1)])));
  });
  return async (db, names) => {
    const rows: Row[] = [];
    const [small, large] = sizes;
    for (let i = 0; i < names.length; i += large) {
      const piece = names.slice(i, i + large);
      const ask = piece.length <= small ? few : many;
      if (ask) rows.push(...(await ask(db, piece)));
    }
    return rows;
  };
}
