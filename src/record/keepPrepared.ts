import type SqliteClient from 'better-sqlite3';

/** So many at most; when there are more, all are prepared anew. */
const most = 200;
/** Longer ones write many rows at once, a different number each time. */
const longest = 4_000;

/**
 * Statements that only write are prepared once a connection: to prepare one takes longer than to run it, the more so with triggers.
 * What answers rows is not kept, since each use of it chooses how rows are given.
 */
export function keepPrepared(client: SqliteClient.Database): void {
  const prepare = client.prepare.bind(client);
  const known = new Map<string, SqliteClient.Statement>();
  const kept = (source: string): SqliteClient.Statement => {
    const before = known.get(source);
    if (before) return before;
    const statement = prepare(source);
    if (statement.reader || source.length > longest) return statement;
    if (known.size >= most) known.clear();
    known.set(source, statement);
    return statement;
  };
  Object.defineProperty(client, 'prepare', { value: kept });
}
