import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import SqliteClient from 'better-sqlite3';
import { type BetterSQLite3Database, drizzle } from 'drizzle-orm/better-sqlite3';
import { readMigrationFiles } from 'drizzle-orm/migrator';
import {
  blob as blobColumn,
  customType as customColumn,
  integer as integerColumn,
  real as realColumn,
  sqliteTable,
  index as tableIndex,
  primaryKey as tableKey,
  text as textColumn,
  uniqueIndex as uniqueTableIndex,
} from 'drizzle-orm/sqlite-core';
import { applicationId } from './applicationId.js';
import { keepTrail, type Migration, type Trail } from './audit/trail.js';
import { copyBeforeMigration } from './copy/copyBeforeMigration.js';
import { LedgerError, LedgerOutdated, openingError, writingError } from './errors.js';
import { keepPrepared } from './keepPrepared.js';
import { migrationsDue, newestSchema } from './knownMigrations.js';

/**
 * Everything that is specific to SQLite: the raw column builders, the driver, its settings, migration and how a unit of
 * work is run. Another database is another file with the same exports.
 */

export const table = sqliteTable;
export const text = textColumn;
export const integer = integerColumn;
export const real = realColumn;
export const blob = blobColumn;
export const custom = customColumn;
export const index = tableIndex;
export const uniqueIndex = uniqueTableIndex;
export const primaryKey = tableKey;

/** How values that have no column type of their own are kept. */
export const stored = { flag: 'integer', json: 'text', big: 'text', height: 'integer' } as const;

/** What statements and queries are built on. */
export type Database = Omit<BetterSQLite3Database, 'transaction'>;

/** A built query; awaiting it runs it, here as with an asynchronous driver. */
export type Query = PromiseLike<unknown> & { run(): { changes: number } };

export interface Driver {
  db: Database;
  /** Brings the schema up to date; from then on all that is written goes into the audit chain, in this holder's name. @throws LedgerError */
  writeAs(holder: string, isSpare: boolean): void;
  /** All or nothing, and on the disk when it returns. `check` is given the rows changed, one number a query. */
  commit(build: (db: Database) => readonly Query[], check: (changes: readonly number[]) => void): void;
  /** Why entries of the audit chain cannot be signed; null while they can, or nothing is written. */
  auditProblem(): string | null;
  /** Of all that was ever written under an id of our own; null when nothing was. @throws LedgerError */
  newestId(): string | null;
  close(): void;
}

const migrationsFolder = fileURLToPath(new URL('./migrations', import.meta.url));

/** Of pages, in each connection. The driver's own 16 MB fill with whatever was ever read; the operating system keeps pages as well. */
const cacheKib = 4_000;

/** How long a writer waits for another process's commit. */
const busyTimeoutMs = 5_000;

/** @throws LedgerError */
export function openSqlite(file: string, readonly: boolean, patienceMs: number = busyTimeoutMs): Driver {
  if (readonly && !existsSync(file)) {
    throw new LedgerError(`there is no ledger at ${file}`, { mend: 'start `ballast run` once, or give another --db' });
  }
  if (file !== ':memory:' && !existsSync(dirname(file))) {
    throw new LedgerError(`the folder of the ledger does not exist: ${dirname(file)}`, {
      mend: `mkdir -p ${dirname(file)}`,
    });
  }
  let client: SqliteClient.Database | undefined;
  try {
    client = new SqliteClient(file, { readonly, timeout: patienceMs });
    client.pragma('foreign_keys = ON');
    client.pragma(`cache_size = -${cacheKib}`);
    refuseForeignFile(client, file);
    if (!readonly) {
      client.pragma('journal_mode = WAL');
      client.pragma('synchronous = FULL');
      keepPrepared(client);
    }
    const db = drizzle(client, { casing: 'snake_case' });
    refuseOtherVersion(client, file, readonly);
    return driverOf(client, db);
  } catch (error) {
    client?.close();
    throw openingError(file, error);
  }
}

function driverOf(client: SqliteClient.Database, db: BetterSQLite3Database): Driver {
  let trail: Trail | null = null;
  return {
    db,
    writeAs(holder, isSpare) {
      try {
        const due = client.memory || isSpare ? [] : migrationsDue(versionOf(client));
        // What has no schema yet holds nothing.
        if (due[0] !== undefined && versionOf(client) > 0) copyBeforeMigration(client, due[0]);
        trail = keepTrail(client, holder, migrationOf(client), Date.now());
      } catch (error) {
        client.close();
        throw openingError(client.name, error);
      }
    },
    commit(build, check) {
      try {
        // Immediate: a transaction that starts by reading could not wait for another writer.
        client
          .transaction(() => {
            trail?.begin();
            check(build(db).map((query) => query.run().changes));
            trail?.finish(Date.now());
          })
          .immediate();
        trail?.committed();
      } catch (error) {
        trail?.rolledBack();
        throw writingError(client.name, error);
      }
    },
    auditProblem: () => trail?.problem() ?? null,
    newestId() {
      try {
        return newestIdIn(client);
      } catch (error) {
        throw openingError(client.name, error);
      }
    },
    close() {
      client.close();
    },
  };
}

/** Where ids are compared, or tell what came first. */
const dated = ['runs', 'ticks', 'orders', 'attempts', 'alerts', 'signatures'];

function newestIdIn(client: SqliteClient.Database): string | null {
  // What is damaged is told by whoever needs it, and not by whoever opens it.
  const there = client.prepare("select name from sqlite_master where type = 'table'").pluck().all();
  const each = dated
    .filter((name) => there.includes(name))
    .map((name) => `select max(id) as id from ${name}`)
    .join(' union all ');
  if (each === '') return null;
  const newest = client.prepare(`select max(id) from (${each})`).pluck().get();
  return typeof newest === 'string' ? newest : null;
}

function refuseForeignFile(client: SqliteClient.Database, file: string): void {
  const id = client.pragma('application_id', { simple: true });
  if (id === applicationId) return;
  const tables = client.prepare("select count(*) from sqlite_master where type = 'table'").pluck().get();
  if (id !== 0 || tables !== 0) {
    throw new LedgerError(`${file} is a database of another program`, { mend: 'give another --db' });
  }
  if (client.readonly) throw new LedgerError(`${file} is empty`, { mend: 'start `ballast run` once' });
  client.pragma(`application_id = ${applicationId}`);
}

function refuseOtherVersion(client: SqliteClient.Database, file: string, readonly: boolean): void {
  const known = newestSchema();
  const version = versionOf(client);
  if (version > known) {
    throw new LedgerError(`${file} was written by a newer ballast`, {
      facts: [`its schema is of ${dateOf(version)}, the newest known here is of ${dateOf(known)}`],
      mend: 'update ballast, or give another --db',
    });
  }
  if (readonly && version < known) {
    throw new LedgerOutdated(`${file} was written by an older ballast`, {
      mend: 'start `ballast run` once: it brings the schema up to date',
    });
  }
}

/**
 * As the tool's own, that opens a transaction of its own, would do it: here it must be the one in which the audit chain takes in what
 * has changed. A crash between the two would leave rows that nobody can tell from those that something else wrote.
 */
const migrationOf = (client: SqliteClient.Database): Migration => ({
  isDue: () => versionOf(client) < newestSchema(),
  run() {
    const version = versionOf(client);
    client.exec(
      'create table if not exists __drizzle_migrations (id SERIAL PRIMARY KEY, hash text NOT NULL, created_at numeric)',
    );
    for (const { folderMillis, sql, hash } of readMigrationFiles({ migrationsFolder })) {
      if (folderMillis <= version) continue;
      for (const statement of sql) client.exec(statement);
      client.prepare('insert into __drizzle_migrations (hash, created_at) values (?, ?)').run(hash, folderMillis);
    }
  },
});

/** When the newest migration that a file has was made, Unix milliseconds; 0 when none was ever applied. */
function versionOf(client: SqliteClient.Database): number {
  const there = client.prepare("select 1 from sqlite_master where name = '__drizzle_migrations'").get();
  if (!there) return 0;
  return Number(client.prepare('select coalesce(max(created_at), 0) from __drizzle_migrations').pluck().get());
}

const dateOf = (version: number): string => new Date(version).toISOString().slice(0, 10);
