import type { Id } from '../model/order.js';
import { LedgerError, LedgerRace } from './errors.js';
import { continueAfter, newId } from './id.js';
import { type Database, openSqlite, type Query } from './sqlite.js';

/**
 * One thing to write, as a query that is built when it is committed. `holder` is stamped on what is written.
 * A plain function, so that a synchronous and an asynchronous driver can both run it.
 */
export interface Statement {
  (db: Database, holder: Id): Query;
  /** An update that must find its row, or the whole unit of work is refused with this sentence. */
  mustChange?: string;
  /** Where that is because somebody else was first: whoever reads again may decide anew. */
  races?: boolean;
}

/** A unit of work: whatever is in it is committed together, in order, or not at all. */
export type Work = Statement | readonly Work[];

export interface Ledger {
  readonly file: string;
  /** Of this process start. */
  readonly holder: Id;
  /** For queries only; all writing goes through `commit`. */
  readonly db: Database;
  /** On the disk when it resolves. @throws LedgerError, and then nothing was written */
  commit(work: Work): Promise<void>;
  /** Why entries of the audit chain cannot be signed, as a sentence; null while they can. Nothing else fails of it. */
  auditProblem?(): string | null;
  close(): void;
}

export interface OpenLedgerOptions {
  /** `:memory:` keeps nothing. */
  file: string;
  /** Refuses to write and to migrate, and may run beside a daemon that writes. */
  readonly?: boolean;
  /** Milliseconds until a writer gives up on another that holds the ledger; 5 000 when left out. The thread waits meanwhile. */
  patienceMs?: number;
  /** Is itself a copy, so that none is made of it before its schema is brought up to date. */
  isSpare?: boolean;
}

/** Opens the ledger, creating it and bringing its schema up to date unless `readonly`. @throws LedgerError */
export function openLedger({ file, readonly = false, patienceMs, isSpare = false }: OpenLedgerOptions): Ledger {
  const driver = openSqlite(file, readonly, patienceMs);
  const newest = readonly ? null : driver.newestId();
  if (newest !== null) continueAfter(newest);
  const holder = newId(Date.now());
  if (!readonly) driver.writeAs(holder, isSpare);
  return {
    file,
    holder,
    db: driver.db,
    async commit(work) {
      const statements = flatten(work);
      if (statements.length === 0) return;
      driver.commit(
        (db) => statements.map((statement) => statement(db, holder)),
        (changes) => {
          statements.forEach((statement, i) => {
            const { mustChange: sentence, races } = statement;
            if (sentence && changes[i] === 0) throw races ? new LedgerRace(sentence) : new LedgerError(sentence);
          });
        },
      );
    },
    auditProblem: driver.auditProblem,
    close: driver.close,
  };
}

/** Marks an update that must find its row. */
export const mustChange = (sentence: string, statement: Statement): Statement =>
  Object.assign<Statement, { mustChange: string }>((db, holder) => statement(db, holder), { mustChange: sentence });

/** Work that others may be quicker with: where an update of it does not find its row, the error says that it can be tried anew. */
export const mayRace = (work: Work): Work =>
  typeof work === 'function'
    ? Object.assign<Statement, Pick<Statement, 'mustChange' | 'races'>>(
        (db, holder) => work(db, holder),
        work.mustChange === undefined ? {} : { mustChange: work.mustChange, races: true },
      )
    : work.map(mayRace);

const flatten = (work: Work): readonly Statement[] => (typeof work === 'function' ? [work] : work.flatMap(flatten));
