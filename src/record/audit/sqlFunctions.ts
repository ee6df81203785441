import type SqliteClient from 'better-sqlite3';
import type { AuditedTable } from './auditedTables.js';
import { keyText, rowHash, type StoredValue } from './rowHash.js';

/**
 * Makes hashing known to a connection: `ballast_hash(i, all columns of table i)`, `ballast_chain_hash(i, those that entries are
 * about)` and `ballast_key(columns of the key)`.
 */
export function addHashFunctions(client: SqliteClient.Database, tables: readonly AuditedTable[]): void {
  const hashBy =
    (columnsOf: (table: AuditedTable) => readonly string[]) =>
    (i: unknown, ...values: unknown[]): string => {
      const table = tableAt(tables, i);
      return rowHash(table.name, columnsOf(table), values as StoredValue[]);
    };
  // Integers as bigint: a real with no fraction is something else.
  const options = { varargs: true, safeIntegers: true, deterministic: true } as const;
  client.function(
    'ballast_hash',
    options,
    hashBy((table) => table.columns),
  );
  client.function(
    'ballast_chain_hash',
    options,
    hashBy((table) => table.chained),
  );
  client.function('ballast_key', options, (...values: unknown[]) => keyText(values as StoredValue[]));
}

export function tableAt(tables: readonly AuditedTable[], i: unknown): AuditedTable {
  const table = tables[Number(i)];
  if (!table) throw new RangeError(`there is no table ${String(i)}`);
  return table;
}
