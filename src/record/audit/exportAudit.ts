import { closeSync, existsSync, openSync, renameSync, writeFileSync } from 'node:fs';
import SqliteClient from 'better-sqlite3';
import { LedgerError, openingError } from '../errors.js';
import { tablesOf } from './adopt.js';
import { quoted } from './auditedTables.js';
import { beforeFirst, type Entry } from './entryHash.js';
import { realBits, type StoredValue, sha256 } from './rowHash.js';
import { declarationsOf } from './verifyChain.js';

export interface ExportOptions {
  /** Of the ledger. */
  file: string;
  /** That is written; it must not be there yet. */
  to: string;
  /** Unix milliseconds: entries from `since` on and before `until`. */
  since: number;
  until: number;
}

export interface Exported {
  /** Numbers of the first and the last entry. */
  first: number;
  last: number;
  rows: number;
  /** Rows that were written again after the last entry: they are named without what is in them. */
  changedLater: number;
  /** The newest of the entries that is signed; 0 for none. */
  signedTo: number;
}

/**
 * What a period's entries say with the rows they speak of, as a file that can be verified alone. A JSON value a line, as `audit/verify.mjs` reads it; of blobs only their hashes.
 * @throws LedgerError
 */
export function exportAudit({ file, to, since, until }: ExportOptions): Exported {
  if (existsSync(to)) throw new LedgerError(`${to} is there already`, { mend: 'give another file' });
  const draft = `${to}.part`;
  let client: SqliteClient.Database | undefined;
  let out: number | undefined;
  try {
    client = new SqliteClient(file, { readonly: true, fileMustExist: true });
    client.exec('begin');
    const span = spanOf(client, since, until);
    out = openSync(draft, 'w', 0o600);
    const exported = write(client, span, { since, until }, lineWriter(out));
    closeSync(out);
    out = undefined;
    renameSync(draft, to);
    return exported;
  } catch (error) {
    throw openingError(file, error);
  } finally {
    if (out !== undefined) closeSync(out);
    client?.close();
  }
}

/** The number before the first, and the last. */
interface Span {
  after: number;
  last: number;
}

function spanOf(client: SqliteClient.Database, since: number, until: number): Span {
  const number = (sql: string, ...values: number[]): number | null =>
    client
      .prepare<number[], number | null>(sql)
      .pluck()
      .get(...values) ?? null;
  // By number and not by time: a clock may have been set back.
  const first = number('select min(number) from audit where at >= ?', since);
  const last = number('select max(number) from audit where at < ?', until);
  if (first === null || last === null || first > last) {
    throw new LedgerError('there is no entry in this period', { mend: 'widen it with --since and --until' });
  }
  return { after: first - 1, last };
}

type Put = (what: 'start' | 'entries' | 'rows', value: unknown) => void;

function write(
  client: SqliteClient.Database,
  { after, last }: Span,
  period: { since: number; until: number },
  put: Put,
): Exported {
  const declared = {
    signers: {} as Record<string, string | null>,
    sealed: [] as readonly string[],
    loose: {} as object,
  };
  const live = new Map<string, { table: string; key: string }>();
  const later = new Set<string>();
  let hash = beforeFirst;
  let signedTo = 0;
  const start = () => put('start', { ...period, number: after, hash, ...declared });
  const entries = client.prepare<[], Entry>(
    'select number, holder, at, "rows", hash, signature from audit order by number',
  );
  if (after === 0) start();
  for (const entry of entries.iterate()) {
    if (entry.number <= after) {
      for (const { key, sealed, loose } of declarationsOf(entry.rows)) {
        Object.assign(declared, { sealed, loose, signers: { ...declared.signers, [entry.holder]: key } });
      }
      hash = entry.hash;
      if (entry.number === after) start();
      continue;
    }
    if (entry.number <= last) put('entries', entry);
    if (entry.number <= last && entry.signature !== null) signedTo = entry.number;
    for (const [table, keys, done] of JSON.parse(entry.rows) as [string, unknown, string][]) {
      const key = JSON.stringify(keys);
      const id = `${table} ${key}`;
      if (entry.number > last) later.add(id);
      else if (done === 'delete') live.delete(id);
      else if (done !== 'declare') live.set(id, { table, key });
    }
  }
  const rowAt = rowReader(client);
  let rows = 0;
  let changedLater = 0;
  for (const [id, { table, key }] of live) {
    const row = later.has(id) ? null : rowAt(table, key);
    if (row === undefined) continue; // It is missing, and whoever verifies will say so.
    put('rows', [table, key, row]);
    rows += 1;
    if (row === null) changedLater += 1;
  }
  return { first: after + 1, last, rows, changedLater, signedTo };
}

function rowReader(client: SqliteClient.Database) {
  const readers = new Map(
    tablesOf(client).map(({ name, columns, key }) => {
      const where = key.map((column) => `${quoted(column)} = ?`).join(' and ');
      const sql = `select ${columns.map(quoted).join(', ')} from ${quoted(name)} where ${where}`;
      return [name, client.prepare<StoredValue[], Record<string, StoredValue>>(sql).safeIntegers()];
    }),
  );
  return (table: string, key: string): Record<string, unknown> | undefined => {
    const row = readers.get(table)?.get(...(JSON.parse(key) as (string | number)[]));
    return row && exportedRow(row);
  };
}

/** Integers as numbers, reals as `{ real: their bits }`, blobs as `{ sha256 }`. */
const exportedRow = (row: Readonly<Record<string, StoredValue>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(row).map(([column, value]) => [column, exportedValue(value)]));

function exportedValue(value: StoredValue): unknown {
  if (typeof value === 'bigint') return Number(value);
  if (typeof value === 'number') return { real: realBits(value) };
  return value instanceof Uint8Array ? { sha256: sha256(value) } : value;
}

/** Whole lines, some at a time: an export may be larger than a text may be. */
function lineWriter(out: number): Put {
  return (what, value) => {
    // All of it, or an error: the system may take a part of a line.
    writeFileSync(out, `${JSON.stringify([what, value])}\n`);
  };
}
