import type SqliteClient from 'better-sqlite3';
import { adopt, tablesOf, wrongNow } from './adopt.js';
import { createChain, itemText } from './chain.js';
import { addHashFunctions } from './sqlFunctions.js';
import { type Note, watchWrites } from './watchWrites.js';

/** What one process adds to the chain of a ledger that it writes. Times are Unix milliseconds. */
export interface Trail {
  /** A unit of work begins. */
  begin(): void;
  /** It has written what it writes: its entry goes into the same transaction. */
  finish(at: number): void;
  committed(): void;
  rolledBack(): void;
  /** Why entries cannot be signed; null while they can. */
  problem(): string | null;
}

/** How the schema is brought up to date. Both are called inside one transaction, so that nobody else writes between them. */
export interface Migration {
  isDue(): boolean;
  run(): void;
}

/** Brings the schema up to date, where that is due, and takes in what that has changed: all of it, or nothing. */
export function keepTrail(client: SqliteClient.Database, holder: string, migration: Migration, at: number): Trail {
  const prepare = () => {
    const tables = tablesOf(client);
    addHashFunctions(client, tables);
    return { tables, chain: createChain(client, holder) };
  };
  const migrated = () => {
    // Another process may have opened the same file and been first.
    if (!migration.isDue()) return prepare();
    const wrong = wrongNow(client);
    migration.run();
    const { tables, chain } = prepare();
    adopt(client, chain, tables, wrong, at);
    return { tables, chain };
  };
  const { tables, chain } = migration.isDue() ? client.transaction(migrated).immediate() : prepare();
  chain.keep();
  const notes = watchWrites(client, tables.slice(0, -1));
  const seal = client.prepare(
    'insert into seals ("of", "key", hash) values (?, ?, ?) on conflict do update set hash = ?',
  );
  const reseal = client.prepare('update seals set hash = ? where "of" = ? and "key" = ?');
  const unseal = client.prepare('delete from seals where "of" = ? and "key" = ?');

  /** False where its checksum says it: it was, or is, written apart from all that is chained. */
  function isForTheChain({ table: { name, kind }, done, key, hash }: Note, hasCompany: boolean): boolean {
    if (kind !== 'evidence') return true;
    if (done === 'delete') return unseal.run(name, key).changes === 0;
    if (done === 'update') return reseal.run(hash, name, key).changes === 0;
    if (!hasCompany) seal.run(name, key, hash, hash);
    return hasCompany;
  }

  return {
    begin: () => notes.clear(),
    finish(at) {
      if (notes.size === 0) return;
      const written = [...notes.values()];
      const hasCompany = written.some(({ table }) => table.kind === 'chained');
      const items = written
        .filter((note) => isForTheChain(note, hasCompany))
        .map(({ table, key, done, hash }) => itemText(table.name, key, done, hash));
      if (items.length > 0) chain.append(items, at);
    },
    committed: chain.keep,
    rolledBack: chain.forget,
    problem: chain.problem,
  };
}
