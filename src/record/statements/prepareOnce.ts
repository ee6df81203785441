import { type Column, getTableColumns, QueryPromise, type SQL, sql } from 'drizzle-orm';
import type { Database, Query } from '../sqlite.js';

/** What tables can be written to. */
type Table = Parameters<Database['insert']>[0];

/** Where the values of a row will stand, by the names of its columns. */
type Places<Of extends Table> = { [Name in keyof Of['$inferInsert']]-?: SQL };

/** What can be prepared, and then run with other values each time. */
interface Preparable {
  prepare(): { run(values: Record<string, unknown>): { changes: number } };
}

/**
 * A statement of which thousands are written: its text is built once for a connection, which takes longer than to run it. What is not
 * in the row is null, as are columns without a default in any insert.
 * @param build - Told where the values of a row stand. Other values of the row, under names that are no columns, are `sql.placeholder`s
 * there and go to the database as they are.
 */
export function prepareOnce<Of extends Table, More extends object = object>(
  table: Of,
  build: (db: Database, places: Places<Of>) => Preparable,
): (db: Database, row: Partial<Of['$inferInsert']> & More) => Query {
  const columns: [string, Column][] = Object.entries(getTableColumns(table));
  const prepared = new WeakMap<Database, ReturnType<Preparable['prepare']>>();
  // One for each column of the table, which its own type does not tell.
  const places = Object.fromEntries(columns.map(([name]) => [name, sql`${sql.placeholder(name)}`])) as Places<Of>;
  return (db, row) => {
    const statement = prepared.get(db) ?? build(db, places).prepare();
    prepared.set(db, statement);
    const values: Record<string, unknown> = { ...row };
    for (const [name, column] of columns) {
      const value = values[name] ?? null;
      values[name] = value === null ? null : column.mapToDriverValue(value);
    }
    return new Filled(() => statement.run(values));
  };
}

/** A query with its values. */
class Filled extends QueryPromise<unknown> implements Query {
  readonly run: () => { changes: number };

  constructor(run: () => { changes: number }) {
    super();
    this.run = run;
  }

  override async execute(): Promise<unknown> {
    return this.run();
  }
}
