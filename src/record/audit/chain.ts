import type SqliteClient from 'better-sqlite3';
import { isDue } from '../isDue.js';
import { type AuditKey, openAuditKey } from './auditKey.js';
import { beforeFirst, checkpointText, type Declared, entryHash } from './entryHash.js';
import { rowHash } from './rowHash.js';
import { evidence, loose, sealed } from './tableKinds.js';

/** Signed after so many entries, and after so long, whichever comes first. */
const signEveryEntries = 1_000;
const signEveryMs = 600_000;

/** Appends to the chain of one ledger. All of it must be called inside a transaction that writes. */
export interface Chain {
  /** One entry, and a checkpoint where it is time for one. @param items as JSON @param at Unix milliseconds */
  append(items: readonly string[], at: number): void;
  /** A checkpoint of the newest entry, if it has none. */
  sign(at: number): void;
  /** What was appended since is not in the file: it was rolled back. */
  forget(): void;
  /** What was appended is there. */
  keep(): void;
  /** Why no checkpoint can be signed; null while one can. */
  problem(): string | null;
}

export function createChain(client: SqliteClient.Database, holder: string): Chain {
  const newest = client.prepare<[], { number: number; hash: string }>(
    'select number, hash from audit order by number desc limit 1',
  );
  const insertEntry = client.prepare('insert into audit (number, holder, "rows", hash, at) values (?, ?, ?, ?, ?)');
  const insertCheckpoint = client.prepare(
    'insert into checkpoints (number, holder, hash, public_key, signature, at) values (?, ?, ?, ?, ?, ?)',
  );
  const checkpointOf = client
    .prepare<[number], bigint | string>('select * from checkpoints where number = ?')
    .raw()
    .safeIntegers();
  const lastSigned = client.prepare<[], { number: number; at: number }>(
    'select number, at from checkpoints order by number desc limit 1',
  );
  const checkpointColumns = checkpointOf.columns().map(({ name }) => name);
  const order = [...checkpointColumns].sort();

  let key: AuditKey | undefined;
  let problem: string | null = null;
  interface State {
    declared: boolean;
    /** The newest checkpoint, as far as this process knows; of nothing before its first entry. */
    signed: { number: number; at: number } | null;
  }
  let state: State = { declared: false, signed: null };
  let kept = state;

  function signer(): AuditKey | undefined {
    if (key || problem !== null) return key;
    try {
      key = openAuditKey(client.name);
    } catch (error) {
      // Who halts or hedges must not be kept from it by the key of the chain: `problem` tells.
      problem = error instanceof Error ? error.message : String(error);
    }
    return key;
  }

  /** The checkpoint of the entry before, as an item of the next one: so that none can be taken away. */
  function mentioned(number: number): string[] {
    const row = checkpointOf.get(number) as unknown as (bigint | string)[] | undefined;
    if (!row) return [];
    const values = order.map((column) => row[checkpointColumns.indexOf(column)] ?? null);
    return [itemText('checkpoints', `[${number}]`, 'insert', rowHash('checkpoints', order, values))];
  }

  function signEntry(number: number, hash: string, at: number): void {
    const by = signer();
    if (!by) return;
    const { publicKey } = by;
    const signature = by.sign(checkpointText({ number, hash, holder, publicKey, at }));
    insertCheckpoint.run(number, holder, hash, publicKey, signature, at);
    state = { ...state, signed: { number, at } };
  }

  return {
    append(items, at) {
      const last = newest.get() ?? { number: 0, hash: beforeFirst };
      const number = last.number + 1;
      const said: Declared = { sealed: [...Object.keys(sealed), ...Object.keys(evidence)], loose, key: null };
      const declaration = state.declared
        ? []
        : [JSON.stringify(['audit', [], 'declare', { ...said, key: signer()?.publicKey ?? null }])];
      const rows = `[${[...declaration, ...mentioned(last.number), ...items].join(',')}]`;
      const hash = entryHash(last.hash, { number, holder, at, rows });
      insertEntry.run(number, holder, rows, hash, at);
      const signed = state.signed ?? lastSigned.get() ?? { number: last.number, at };
      state = { declared: true, signed };
      if (number - signed.number >= signEveryEntries || isDue(signed.at, signEveryMs, at)) signEntry(number, hash, at);
    },
    sign(at) {
      // Another process may have appended, or signed, since.
      const last = newest.get();
      // Before this process has said which key it signs with, nothing it signs would be believed.
      if (!last || !state.declared || checkpointOf.get(last.number)) return;
      signEntry(last.number, last.hash, at);
    },
    forget() {
      state = kept;
    },
    keep() {
      kept = state;
    },
    problem: () => problem,
  };
}

/** @param key a JSON list */
export const itemText = (table: string, key: string, done: string, hash: string): string =>
  `["${table}",${key},"${done}","${hash}"]`;
