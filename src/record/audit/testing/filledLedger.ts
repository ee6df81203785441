import { copyFileSync, existsSync } from 'node:fs';
import SqliteClient from 'better-sqlite3';
import { sql } from 'drizzle-orm';
import { type Ledger, openLedger, type Statement } from '../../ledger.js';
import { type AuditedTable, auditedTables, quoted } from '../auditedTables.js';

/** Rows of every table there is, whatever it holds, written like any others: no table can be forgotten here. */
export async function filledLedger(file: string): Promise<Ledger> {
  const ledger = openLedger({ file });
  const client = new SqliteClient(file, { readonly: true });
  const kinds = client.prepare<[string], [string, string]>('select name, type from pragma_table_info(?)').raw();
  const inserts = auditedTables(client)
    .filter(({ name }) => name !== '__drizzle_migrations')
    .map((table): [AuditedTable, [string, string][]] => [
      table,
      kinds.all(table.name) as unknown as [string, string][],
    ]);
  client.close();
  for (const row of [1, 2]) {
    // Whatever refers to another row finds it: all rows of one number have the same keys.
    await ledger.commit([
      statement('pragma defer_foreign_keys = on'),
      ...inserts.map(([{ name }, columns]) =>
        statement(
          `insert into ${quoted(name)} (${columns.map(([column]) => quoted(column))}) values (${columns.map(([, kind]) => sampleValue(kind, row))})`,
        ),
      ),
    ]);
  }
  return ledger;
}

const sampleValue = (kind: string, row: number): string => {
  if (/int/i.test(kind)) return String(1_700_000_000 + row);
  if (/real/i.test(kind)) return `${row}.5`;
  return /blob/i.test(kind) ? `x'0${row}ff00'` : `'row ${row}, 2 198.7 €'`;
};

/** One that is no query of the builder. */
export const statement =
  (text: string): Statement =>
  (db) =>
    Object.assign(Promise.resolve(), { run: () => db.run(sql.raw(text)) });

/** As a killed process would leave it. */
export function copyLedger(from: string, to: string): string {
  for (const end of ['', '-wal']) if (existsSync(from + end)) copyFileSync(from + end, to + end);
  return to;
}
