import type SqliteClient from 'better-sqlite3';

/** Of each table, by key, the hash of each row that the chain says is there. */
export type ChainState = Map<string, Map<string, string>>;

/** What the items of an entry change. @throws SyntaxError where `rows` is no JSON; TypeError where it is no list of items */
export function applyItems(state: ChainState, rows: string): void {
  for (const [table, key, done, hash] of JSON.parse(rows) as [string, unknown, string, string][]) {
    if (done === 'declare') continue;
    let keys = state.get(table);
    if (!keys) {
      keys = new Map();
      state.set(table, keys);
    }
    if (done === 'delete') keys.delete(JSON.stringify(key));
    else keys.set(JSON.stringify(key), hash);
  }
}

/** Takes the chain at its word; `verifyChain` is who doubts it. About 0.2 KB of memory a row. */
export function chainStateOf(client: SqliteClient.Database): ChainState {
  const state: ChainState = new Map();
  const entries = client.prepare<[], string>('select "rows" from audit order by number').pluck();
  for (const rows of entries.iterate()) applyItems(state, rows);
  return state;
}
