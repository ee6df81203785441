import type SqliteClient from 'better-sqlite3';
import { type AuditKey, openAuditKey } from './auditKey.js';
import { beforeFirst, type Declared, entryHash, signedText } from './entryHash.js';
import { evidence, loose, sealed } from './tableKinds.js';

/** So many entries that could not be signed are remembered, to be vouched for once they can; older ones stay unsigned. */
const mostUnsigned = 10_000;

/** Appends to the chain of one ledger. */
export interface Chain {
  /** One entry, signed where that can be done. Inside a transaction that writes. @param items as JSON @param at Unix milliseconds */
  append(items: readonly string[], at: number): void;
  /** What was appended since is not in the file: it was rolled back. */
  forget(): void;
  /** What was appended is there. */
  keep(): void;
  /** Why entries cannot be signed; null while they can. */
  problem(): string | null;
}

/** What this process knows of its own entries. */
interface State {
  /** Has it said what it is, with a key or without? */
  declared: 'signing' | 'unsigned' | null;
  /** Its entries that are not signed, by number, with their hashes: nothing is vouched for that was not remembered here. */
  unsigned: readonly { number: number; hash: string }[];
}

export function createChain(client: SqliteClient.Database, holder: string): Chain {
  const newest = client.prepare<[], { number: number; hash: string }>(
    'select number, hash from audit order by number desc limit 1',
  );
  const hashOf = client.prepare<[number], string>('select hash from audit where number = ?').pluck();
  const insert = client.prepare(
    'insert into audit (number, holder, "rows", hash, signature, at) values (?, ?, ?, ?, ?, ?)',
  );
  let key: AuditKey | null = null;
  let problem: string | null = null;
  let state: State = { declared: null, unsigned: [] };
  let kept = state;

  /** Tried again with each entry while there is none. */
  function signer(): AuditKey | null {
    if (key) return key;
    try {
      key = openAuditKey(client.name);
      problem = null;
    } catch (error) {
      // Who halts or hedges must not be kept from it by the key of the chain: `problem` tells.
      problem = error instanceof Error ? error.message : String(error);
    }
    return key;
  }

  /** Nothing where it has been said already. */
  function declaration(by: AuditKey | null): string[] {
    if (state.declared === (by ? 'signing' : 'unsigned')) return [];
    const own = by ? state.unsigned.filter(({ number, hash }) => hashOf.get(number) === hash) : [];
    const said: Declared = {
      sealed: [...Object.keys(sealed), ...Object.keys(evidence)],
      loose,
      key: by?.publicKey ?? null,
      vouches: own.map(({ number }) => number),
    };
    return [JSON.stringify(['audit', [], 'declare', said])];
  }

  return {
    append(items, at) {
      const by = signer();
      const last = newest.get() ?? { number: 0, hash: beforeFirst };
      const number = last.number + 1;
      const rows = `[${[...declaration(by), ...items].join(',')}]`;
      const hash = entryHash(last.hash, { number, holder, at, rows });
      insert.run(number, holder, rows, hash, by?.sign(signedText(hash)) ?? null, at);
      state = by
        ? { declared: 'signing', unsigned: [] }
        : { declared: 'unsigned', unsigned: [...state.unsigned.slice(1 - mostUnsigned), { number, hash }] };
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
