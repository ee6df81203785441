import SqliteClient from 'better-sqlite3';
import { applicationId } from '../applicationId.js';
import { openingError } from '../errors.js';
import { tablesOf } from './adopt.js';
import { type Difference, differences } from './differences.js';
import type { Entry } from './entryHash.js';
import type { Finding, Verification } from './finding.js';
import type { StoredValue } from './rowHash.js';
import { addHashFunctions } from './sqlFunctions.js';
import { type Pins, verifyChain } from './verifyChain.js';

/**
 * Reads a whole ledger, as it is at one moment, beside whoever writes it: the file itself, the chain, its signatures, and every row.
 * @throws LedgerError where it cannot be opened
 */
export function verifyLedger(file: string, pins: Pins = {}): Verification {
  let client: SqliteClient.Database | undefined;
  const findings: Finding[] = [];
  try {
    client = new SqliteClient(file, { readonly: true, fileMustExist: true });
    client.exec('begin');
    return verify(client, pins, findings);
  } catch (error) {
    // So damaged that the chain itself cannot be read to its end.
    if (error instanceof SqliteClient.SqliteError && error.code.startsWith('SQLITE_CORRUPT')) {
      findings.push({ table: 'the file', key: null, problem: `cannot be read to its end: ${error.message}` });
      return { findings, entries: 0, rows: 0, newest: null, signedTo: 0, unsigned: 0, keys: [] };
    }
    throw openingError(file, error);
  } finally {
    client?.close();
  }
}

function verify(client: SqliteClient.Database, pins: Pins, findings: Finding[]): Verification {
  findings.push(...integrityOf(client)); // SQLite ends after a hundred
  const tables = tablesOf(client);
  addHashFunctions(client, tables);
  const chain = verifyChain(entriesOf(client, findings), pins);
  for (const finding of chain.findings) findings.push(finding);
  if (chain.newest === null) findings.push({ table: 'audit', key: null, problem: 'has no entry' });
  for (const difference of differences(client, tables, chain.state)) findings.push(findingOf(difference));
  const rows = tables.reduce((sum, { name }) => sum + countOf(client, name), 0);
  const { entries, newest, signedTo, unsigned, keys } = chain;
  return { findings, entries, rows, newest, signedTo, unsigned, keys };
}

function integrityOf(client: SqliteClient.Database): Finding[] {
  const said = client.prepare<[], string>('pragma integrity_check').pluck().all();
  if (client.pragma('application_id', { simple: true }) !== applicationId)
    said.push('it does not say that it is a ledger');
  return said
    .filter((line) => line !== 'ok')
    .map((problem) => ({ table: 'the file', key: null, problem: `is damaged: ${problem}` }));
}

const entryKinds = {
  number: 'bigint',
  holder: 'string',
  rows: 'string',
  hash: 'string',
  signature: 'string',
  at: 'bigint',
} as const;

function* entriesOf(client: SqliteClient.Database, findings: Finding[]): Generator<Entry> {
  const rows = client
    .prepare<[], Record<keyof typeof entryKinds, StoredValue>>('select * from audit order by number')
    .safeIntegers();
  for (const row of rows.iterate()) {
    for (const [column, kind] of Object.entries(entryKinds)) {
      const value = row[column as keyof Entry];
      if (typeof value === kind || (value === null && column === 'signature')) continue;
      findings.push({ table: 'audit', key: `[${row.number}]`, problem: `has a ${column} of the wrong kind` });
    }
    const { number, holder, rows, hash, signature, at } = row;
    yield {
      number: Number(number),
      holder: String(holder),
      rows: String(rows),
      hash: String(hash),
      signature: signature === null ? null : String(signature),
      at: Number(at),
    };
  }
}

function findingOf({ table, key, by, kept, found, there, unread }: Difference): Finding {
  const problem = () => {
    if (unread !== undefined) return `cannot be read: ${unread}`;
    if (!there) return by === 'chain' ? 'is missing' : 'is missing, and its checksum is there';
    if (kept === null) return by === 'chain' ? 'was written by something else: no entry names it' : 'has no checksum';
    if (found === null) return by === 'chain' ? 'should not be in the chain' : 'has a checksum that it should not have';
    return by === 'chain' ? 'is not what was written' : 'is not what its checksum says';
  };
  return { table, key, problem: problem() };
}

function countOf(client: SqliteClient.Database, table: string): number {
  try {
    return Number(client.prepare(`select count(*) from "${table}"`).pluck().get());
  } catch {
    return 0; // told already
  }
}
