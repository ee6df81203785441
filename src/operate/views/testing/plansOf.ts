import SqliteClient from 'better-sqlite3';
import { vi } from 'vitest';
import { type Ledger, openLedger } from '../../../record/ledger.js';

/** How SQLite finds the answer to one query: a line for each of its tables, `SEARCH decisions USING INDEX …`. */
export interface QueryPlan {
  query: string;
  steps: string[];
}

/** The plans of all that some work asks of the ledger in a file. */
export async function plansOf(file: string, work: (ledger: Ledger) => Promise<unknown>): Promise<QueryPlan[]> {
  const spy = vi.spyOn(SqliteClient.prototype, 'prepare');
  // One that is opened from now on: each connection keeps a way of its own to prepare.
  const ledger = openLedger({ file, readonly: true });
  const before = spy.mock.calls.length;
  await work(ledger);
  ledger.close();
  const asked = new Set(spy.mock.calls.slice(before).map(([text]) => text));
  spy.mockRestore();
  const client = new SqliteClient(file, { readonly: true });
  try {
    return [...asked].map((query) => {
      const wanted = (query.match(/\?/g) ?? []).map(() => 1);
      const rows = client.prepare<unknown[], { detail: string }>(`explain query plan ${query}`).all(...wanted);
      return { query, steps: rows.map(({ detail }) => detail) };
    });
  } finally {
    client.close();
  }
}

/** What grows with every day that a ledger is kept. */
const growing = 'ticks|decisions|orders|attempts|fills|parent_orders|executions|positions|margin_accounts';

/**
 * Those that read a whole table of those that grow, or sort more than they answer. What is open is never much: to sort it is no harm.
 */
export const slowIn = (plans: readonly QueryPlan[]): QueryPlan[] =>
  plans.filter(
    ({ query, steps }) =>
      steps.some((step) => new RegExp(`^SCAN (${growing})$`).test(step)) ||
      (/ limit /.test(query) &&
        !/"status" in/.test(query) &&
        steps.some((step) => /TEMP B-TREE FOR ORDER BY/.test(step))),
  );
