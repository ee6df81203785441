import type SqliteClient from 'better-sqlite3';
import { type AuditedTable, isLoose, listed, ourSchema, quoted, schemaTable } from './auditedTables.js';
import type { ChainState } from './chainState.js';

/** A row that is not what the chain, or its checksum, says. */
export interface Difference {
  table: string;
  /** JSON list; null where the table cannot be read. */
  key: string | null;
  by: 'chain' | 'seal';
  /** What was written down; null for nothing. */
  kept: string | null;
  /** What should be written down, as the row stands; null where nothing should. */
  found: string | null;
  /** Is the row there? */
  there: boolean;
  /** Why it cannot be read. */
  unread?: string;
}

interface Row {
  key: string;
  all: string;
  chained: string;
}

/**
 * All of them, table by table. What the chain says of tables that are not given is told as gone.
 * @param tables as `addHashFunctions` was given them, the schema's own last
 */
export function* differences(
  client: SqliteClient.Database,
  tables: readonly AuditedTable[],
  state: ChainState,
): Generator<Difference> {
  for (const [i, table] of tables.entries()) yield* ofTable(client, table, i, state.get(table.name) ?? new Map());
  const known = tables.map(({ name }) => name);
  for (const [table, keys] of state) {
    if (known.includes(table)) continue;
    for (const [key, kept] of keys) yield { table, key, by: 'chain', kept, found: null, there: false };
  }
  const others = client.prepare<[], { of: string; key: string; hash: string }>('select "of", "key", hash from seals');
  for (const { of, key, hash } of others.iterate()) {
    if (!known.includes(of)) yield { table: of, key, by: 'seal', kept: hash, found: null, there: false };
  }
}

function* ofTable(
  client: SqliteClient.Database,
  table: AuditedTable,
  i: number,
  chain: ReadonlyMap<string, string>,
): Generator<Difference> {
  const { name, kind } = table;
  const seen = new Set<string>();
  try {
    const seals = sealsOf(client, name);
    for (const { key, all, chained } of rowsOf(client, table, i)) {
      seen.add(key);
      const kept = { chain: chain.get(key) ?? null, seal: seals.get(key) ?? null };
      const inChain = kind === 'chained' || (kind === 'evidence' && kept.chain !== null);
      const found = { chain: inChain ? chained : null, seal: !inChain || isLoose(table) ? all : null };
      for (const by of ['chain', 'seal'] as const) {
        if (kept[by] !== found[by]) {
          yield { table: name, key, by, kept: kept[by], found: found[by], there: true };
        }
      }
    }
    for (const [by, keys] of [['chain', chain] as const, ['seal', seals] as const]) {
      for (const [key, kept] of keys) {
        if (!seen.has(key)) yield { table: name, key, by, kept, found: null, there: false };
      }
    }
  } catch (error) {
    const unread = error instanceof Error ? error.message : String(error);
    yield { table: name, key: null, by: 'chain', kept: null, found: null, there: true, unread };
  }
}

const sealsOf = (client: SqliteClient.Database, table: string): Map<string, string> =>
  new Map(
    client
      .prepare<[string], [string, string]>('select "key", hash from seals where "of" = ?')
      .raw()
      .all(table) as unknown as [string, string][],
  );

/** From the table itself, and never from an index that may say something else. */
function rowsOf(client: SqliteClient.Database, table: AuditedTable, i: number): IterableIterator<Row> {
  const { name, columns, chained, key } = table;
  const from = name === schemaTable.name ? `${name} where ${ourSchema}` : `main.${quoted(name)} not indexed`;
  return client
    .prepare<[], Row>(
      `select ballast_key(${listed(key)}) as "key", ballast_hash(${i}, ${listed(columns)}) as "all", ` +
        `ballast_chain_hash(${i}, ${listed(chained)}) as "chained" from ${from}`,
    )
    .iterate();
}
