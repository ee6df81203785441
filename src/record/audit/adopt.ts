import type SqliteClient from 'better-sqlite3';
import { type AuditedTable, auditedTables, schemaTable } from './auditedTables.js';
import { type Chain, itemText } from './chain.js';
import { chainStateOf } from './chainState.js';
import { type Difference, differences } from './differences.js';
import { addHashFunctions } from './sqlFunctions.js';

/** Items an entry when many rows are taken in at once. */
const itemsAnEntry = 1_000;

/** Tables of the ledger in the order that functions and triggers number them by, the schema's own last. */
export const tablesOf = (client: SqliteClient.Database): AuditedTable[] => [...auditedTables(client), schemaTable];

/**
 * Takes in every row as it stands: a ledger from before there was a chain, or one whose schema has been brought up to date in this
 * same transaction. Never else: nothing that the file says of itself is a reason to take in what stands there.
 * @param wrong `identityOf` those that were wrong before the schema changed: they stay so
 */
export function adopt(
  client: SqliteClient.Database,
  chain: Chain,
  tables: readonly AuditedTable[],
  wrong: ReadonlySet<string>,
  at: number,
): void {
  const seal = client.prepare(
    'insert into seals ("of", "key", hash) values (?, ?, ?) on conflict do update set hash = ?',
  );
  const unseal = client.prepare('delete from seals where "of" = ? and "key" = ?');
  let items: string[] = [];
  // Collected first: nothing can be written while rows are being read.
  for (const difference of [...differences(client, tables, chainStateOf(client))]) {
    const { table, key, by, found, unread } = difference;
    if (key === null) throw new Error(`${table} cannot be read: ${unread}`);
    if (wrong.has(identityOf(difference))) continue;
    if (by === 'chain') items.push(itemText(table, key, found === null ? 'delete' : 'adopt', found ?? ''));
    else if (found === null) unseal.run(table, key);
    else seal.run(table, key, found, found);
    if (items.length === itemsAnEntry) {
      chain.append(items, at);
      items = [];
    }
  }
  if (items.length > 0) chain.append(items, at);
}

/** What is wrong now, so that no migration makes it right. Nothing where there is no chain yet. Inside the transaction that migrates. */
export function wrongNow(client: SqliteClient.Database): Set<string> {
  const hasChain = client.prepare("select 1 from sqlite_schema where name = 'audit'").get();
  if (!hasChain) return new Set();
  const tables = tablesOf(client);
  addHashFunctions(client, tables);
  return new Set([...differences(client, tables, chainStateOf(client))].map(identityOf));
}

const identityOf = ({ table, key, by }: Difference): string => `${by} ${table} ${key}`;
