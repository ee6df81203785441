import { fileURLToPath } from 'node:url';
import SqliteClient from 'better-sqlite3';
import { readMigrationFiles } from 'drizzle-orm/migrator';
import { applicationId } from '../applicationId.js';

/**
 * A ledger as the first `migrations` of them left it, before any later one was known: nothing is undone, so a new migration changes
 * nothing here. The caller closes it.
 */
export function oldLedger(file: string, migrations: number): SqliteClient.Database {
  const migrationsFolder = fileURLToPath(new URL('../migrations', import.meta.url));
  const client = new SqliteClient(file);
  client.pragma(`application_id = ${applicationId}`);
  client.exec('create table __drizzle_migrations (id SERIAL PRIMARY KEY, hash text NOT NULL, created_at numeric)');
  for (const { folderMillis, sql, hash } of readMigrationFiles({ migrationsFolder }).slice(0, migrations)) {
    for (const statement of sql) client.exec(statement);
    client.prepare('insert into __drizzle_migrations (hash, created_at) values (?, ?)').run(hash, folderMillis);
  }
  return client;
}
