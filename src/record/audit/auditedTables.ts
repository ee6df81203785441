import type SqliteClient from 'better-sqlite3';
import { evidence, keysElsewhere, loose, ofTheChain, sealed } from './tableKinds.js';

/** A table as the chain sees it. */
export interface AuditedTable {
  name: string;
  kind: 'chained' | 'sealed' | 'evidence';
  /** All, by name. */
  columns: readonly string[];
  /** Those that entries are about, by name. */
  chained: readonly string[];
  /** Primary key, in its order. */
  key: readonly string[];
}

/** Where SQLite keeps what the tables are: it is covered like a table, when the schema has been brought up to date. */
export const schemaTable: AuditedTable = {
  name: 'sqlite_schema',
  kind: 'chained',
  columns: ['name', 'sql', 'tbl_name', 'type'],
  chained: ['name', 'sql', 'tbl_name', 'type'],
  key: ['type', 'name'],
};

/** The condition that leaves out what SQLite keeps for itself. */
export const ourSchema = "substr(name, 1, 7) <> 'sqlite_'";

/** Asked of the database itself, so that no table is forgotten. Its own schema is not among them. */
export function auditedTables(client: SqliteClient.Database): AuditedTable[] {
  const names = client
    .prepare<[], string>(`select name from sqlite_schema where type = 'table' and ${ourSchema} order by name`)
    .pluck()
    .all();
  return names.filter((name) => !ofTheChain.includes(name)).map((name) => described(client, name));
}

function described(client: SqliteClient.Database, name: string): AuditedTable {
  const found = client
    .prepare<[string], { name: string; pk: number }>('select name, pk from pragma_table_info(?)')
    .all(name);
  const columns = found.map((column) => column.name).sort();
  const primary = found.filter(({ pk }) => pk > 0).sort((one, other) => one.pk - other.pk);
  const apart = loose[name] ?? [];
  return {
    name,
    kind: name in sealed ? 'sealed' : name in evidence ? 'evidence' : 'chained',
    columns,
    chained: columns.filter((column) => !apart.includes(column)),
    key: keysElsewhere[name] ?? (primary.length > 0 ? primary.map((column) => column.name) : columns),
  };
}

export const isLoose = ({ columns, chained }: AuditedTable): boolean => chained.length < columns.length;

export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** `"a", "b"`, each of `row` where one is given. */
export const listed = (columns: readonly string[], row = ''): string =>
  columns.map((column) => (row === '' ? quoted(column) : `${row}.${quoted(column)}`)).join(', ');
