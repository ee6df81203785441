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

/**
 * Samples make a million rows a month and more, so what is kept of a row is looked up with the row. Only where some of what is kept was
 * not met by any row is the table read once more, to say which.
 */
function* ofTable(
  client: SqliteClient.Database,
  table: AuditedTable,
  i: number,
  chain: ReadonlyMap<string, string>,
): Generator<Difference> {
  const { name, kind } = table;
  try {
    const sealOf = client
      .prepare<[string, string], string>('select hash from seals where "of" = ? and "key" = ?')
      .pluck();
    const met = { chain: 0, seal: 0 };
    for (const { key, all, chained } of rowsOf(client, table, i)) {
      const kept = { chain: chain.get(key) ?? null, seal: sealOf.get(name, key) ?? null };
      const inChain = kind === 'chained' || (kind === 'evidence' && kept.chain !== null);
      const found = { chain: inChain ? chained : null, seal: !inChain || isLoose(table) ? all : null };
      for (const by of ['chain', 'seal'] as const) {
        if (kept[by] !== null) met[by] += 1;
        if (kept[by] !== found[by]) {
          yield { table: name, key, by, kept: kept[by], found: found[by], there: true };
        }
      }
    }
    if (met.chain !== chain.size) yield* notMet(client, table, i, 'chain', chain);
    const seals = sealsOf(client, name);
    if (met.seal !== seals.count()) yield* notMet(client, table, i, 'seal', seals.all());
  } catch (error) {
    const unread = error instanceof Error ? error.message : String(error);
    yield { table: name, key: null, by: 'chain', kept: null, found: null, there: true, unread };
  }
}

/** What is kept of rows that are not there. */
function* notMet(
  client: SqliteClient.Database,
  table: AuditedTable,
  i: number,
  by: Difference['by'],
  keptOf: Iterable<readonly [string, string]>,
): Generator<Difference> {
  const seen = new Set<string>();
  for (const { key } of rowsOf(client, table, i)) seen.add(key);
  for (const [key, kept] of keptOf) {
    if (!seen.has(key)) yield { table: table.name, key, by, kept, found: null, there: false };
  }
}

/** The table of checksums itself, and no index of it. */
function sealsOf(client: SqliteClient.Database, table: string) {
  const from = 'from main.seals not indexed where "of" = ?';
  return {
    count: () => Number(client.prepare(`select count(*) ${from}`).pluck().get(table)),
    all: () => client.prepare(`select "key", hash ${from}`).raw().iterate(table) as IterableIterator<[string, string]>,
  };
}

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
