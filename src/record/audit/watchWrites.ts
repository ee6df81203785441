import type SqliteClient from 'better-sqlite3';
import { type AuditedTable, isLoose, listed, quoted } from './auditedTables.js';
import type { Done } from './entryHash.js';
import { keyText, rowHash, type StoredValue } from './rowHash.js';
import { tableAt } from './sqlFunctions.js';

/** A row that was written since the notes were last cleared. */
export interface Note {
  table: AuditedTable;
  key: string;
  done: Done;
  /** As it stands; empty where it was deleted. */
  hash: string;
}

/**
 * Watches a connection: whatever statement writes a row, by a cascade or not, the row is noted, or its checksum is written with it.
 * By triggers of this connection alone: they are not in the file, and a reader has none.
 * @param tables as `addHashFunctions` was given them
 * @returns the notes, by table and key: the newest of each row
 */
export function watchWrites(client: SqliteClient.Database, tables: readonly AuditedTable[]): Map<string, Note> {
  const notes = new Map<string, Note>();
  const options = { varargs: true, safeIntegers: true } as const;

  client.function('ballast_note', options, (i: unknown, done: unknown, ...values: unknown[]) => {
    const table = tableAt(tables, i);
    const row = values as StoredValue[];
    const key = keyText(table.key.map((column) => row[table.chained.indexOf(column)] ?? null));
    const id = `${table.name}${key}`;
    const isNew = done === 'insert' || notes.get(id)?.done === 'insert';
    const hash = rowHash(table.name, table.chained, row);
    notes.set(id, { table, key, done: isNew ? 'insert' : 'update', hash });
    return null;
  });

  client.function('ballast_gone', options, (i: unknown, ...values: unknown[]) => {
    const table = tableAt(tables, i);
    const key = keyText(values as StoredValue[]);
    const id = `${table.name}${key}`;
    if (notes.get(id)?.done === 'insert') notes.delete(id);
    else notes.set(id, { table, key, done: 'delete', hash: '' });
    return null;
  });

  // A statement that fires triggers keeps a journal of its own, which would be a file that is made and dropped each time.
  client.pragma('temp_store = MEMORY');
  // So that a row that another one takes the place of is noted as well.
  client.pragma('recursive_triggers = ON');
  client.exec(tables.flatMap(triggersOf).join('\n'));
  return notes;
}

function triggersOf(table: AuditedTable, i: number): string[] {
  const { name, kind, columns, chained, key } = table;
  const seals = kind === 'sealed' || isLoose(table);
  const written = (done: Done): string =>
    [
      kind === 'sealed' ? '' : `select ballast_note(${i}, '${done}', ${listed(chained, 'NEW')});`,
      seals ? seal(table, i) : '',
    ].join(' ');
  const gone = [
    kind === 'sealed' ? '' : `select ballast_gone(${i}, ${listed(key, 'OLD')});`,
    seals ? unseal(table) : '',
  ].join(' ');
  const trigger = (what: string, when: string, body: string): string =>
    `create temp trigger ${quoted(`audit_${what}_${name}`)} after ${when} begin ${body} end;`;
  const on = `on main.${quoted(name)}`;
  return [
    trigger('insert', `insert ${on}`, written('insert')),
    // What writes the same again, or what is loose alone, is no news to the chain.
    trigger('update', `update ${on} when ${differ(kind === 'sealed' ? columns : chained)}`, written('update')),
    isLoose(table) ? trigger('reseal', `update ${on} when not (${differ(chained)})`, seal(table, i)) : '',
    trigger('rekey', `update of ${listed(key)} ${on} when ${differ(key)}`, gone),
    trigger('delete', `delete ${on}`, gone),
  ];
}

const differ = (columns: readonly string[]): string =>
  columns.map((column) => `OLD.${quoted(column)} is not NEW.${quoted(column)}`).join(' or ');

const seal = ({ name, columns, key }: AuditedTable, i: number): string =>
  `insert into seals ("of", "key", hash) values ('${name}', ballast_key(${listed(key, 'NEW')}), ` +
  `ballast_hash(${i}, ${listed(columns, 'NEW')})) on conflict do update set hash = excluded.hash;`;

const unseal = ({ name, key }: AuditedTable): string =>
  `delete from seals where "of" = '${name}' and "key" = ballast_key(${listed(key, 'OLD')});`;
