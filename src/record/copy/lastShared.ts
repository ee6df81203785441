import SqliteClient from 'better-sqlite3';
import { openingError } from '../errors.js';

/**
 * The number of the newest entry of the audit chain that two ledgers have in common, by number and hash; 0 where there is none.
 * @throws LedgerError where one of them has no chain that can be read
 */
export function lastShared(file: string, other: string): number {
  let client: SqliteClient.Database | undefined;
  try {
    client = new SqliteClient(file, { readonly: true, fileMustExist: true });
    client.prepare('attach ? as other').run(other);
    const shared = client
      .prepare(
        `select a.number from main.audit a cross join other.audit b on b.number = a.number
         where b.hash = a.hash order by a.number desc limit 1`,
      )
      .pluck()
      .get();
    return typeof shared === 'number' ? shared : 0;
  } catch (error) {
    throw openingError(file, error);
  } finally {
    client?.close();
  }
}
