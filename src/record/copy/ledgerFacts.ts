import SqliteClient from 'better-sqlite3';
import { type TradingState, tradingStates } from '../../model/tradingState.js';
import { applicationId } from '../applicationId.js';
import { LedgerError, openingError } from '../errors.js';

/** What tells one state of a ledger from another. */
export interface LedgerFacts {
  /** false: another program's database. */
  isLedger: boolean;
  /** When the newest migration in it was made, Unix milliseconds; 0 where there is none. */
  schema: number;
  /** The newest entry of the audit chain; null where there is none. */
  audit: { number: number; hash: string } | null;
  /** Of all ticks, the newest of each book. */
  chainIds: number[];
  /** When something was last written down by a tick, Unix milliseconds; null where none was. */
  lastTickAt: number | null;
  /** What was last said of trading; null where nothing ever was. */
  trading: TradingState | null;
}

/** Reads them on an open connection, within its transaction. */
export function factsOf(client: SqliteClient.Database): LedgerFacts {
  const has = (table: string) =>
    client.prepare("select 1 from sqlite_schema where type = 'table' and name = ?").get(table) !== undefined;
  const one = (sql: string): unknown => client.prepare(sql).pluck().get();
  const newest = has('audit')
    ? client.prepare<[], { number: number; hash: string }>('select number, hash from audit order by number desc').get()
    : undefined;
  const said = has('trading_state') ? one('select state from trading_state order by number desc limit 1') : null;
  const id = client.pragma('application_id', { simple: true });
  return {
    isLedger: id === applicationId || one('select count(*) from sqlite_schema') === 0,
    schema: has('__drizzle_migrations')
      ? Number(one('select coalesce(max(created_at), 0) from __drizzle_migrations'))
      : 0,
    audit: newest ?? null,
    chainIds: has('ticks')
      ? client.prepare<[], number>('select distinct chain_id from ticks order by 1').pluck().all()
      : [],
    trading: tradingStates.find((one) => one === said) ?? null,
    lastTickAt: has('ticks') ? ((one('select max(at) from ticks') as number | null) ?? null) : null,
  };
}

/**
 * The same of a file, which is read whole where `deeply`: every page must be as SQLite wrote it.
 * @throws LedgerError where it is no ledger, or damaged
 */
export function readLedgerFacts(file: string, { deeply = false } = {}): LedgerFacts {
  let client: SqliteClient.Database | undefined;
  try {
    client = new SqliteClient(file, { readonly: true, fileMustExist: true });
    if (deeply) {
      const found = client.pragma('integrity_check(3)') as { integrity_check: string }[];
      if (found.length !== 1 || found[0]?.integrity_check !== 'ok') {
        const facts = found.map((row) => row.integrity_check);
        throw new LedgerError(`${file} is damaged`, { facts, mend: 'take another copy' });
      }
    }
    return factsOf(client);
  } catch (error) {
    throw openingError(file, error);
  } finally {
    client?.close();
  }
}
