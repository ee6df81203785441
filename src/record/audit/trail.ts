import type SqliteClient from 'better-sqlite3';
import { adopt, tablesOf } from './adopt.js';
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
  /** Signs what is not signed yet, where that can be done. */
  close(at: number): void;
  /** Why checkpoints cannot be signed; null while they can. */
  problem(): string | null;
}

/** @param wrong what was wrong before the schema was brought up to date, as `wrongNow` tells it */
export function keepTrail(
  client: SqliteClient.Database,
  holder: string,
  wrong: ReadonlySet<string>,
  at: number,
): Trail {
  const tables = tablesOf(client);
  addHashFunctions(client, tables);
  const chain = createChain(client, holder);
  client.transaction(() => adopt(client, chain, tables, wrong, at)).immediate();
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
    close(at) {
      try {
        client.transaction(() => chain.sign(at)).immediate();
      } catch {
        // The next process signs what this one could not.
      }
    },
    problem: chain.problem,
  };
}
