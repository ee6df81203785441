import SqliteClient from 'better-sqlite3';
import { LedgerError, writingError } from '../errors.js';
import { sync } from '../onDisk.js';
import { factsOf, type LedgerFacts } from './ledgerFacts.js';
import { makeOneFile } from './oneFile.js';

export interface CopyLedgerOptions {
  from: string;
  /** Must not be there. */
  to: string;
  /** Of 4 KiB, copied in one go; whoever shares the thread waits for as long. */
  pagesAtOnce?: number;
  stop?: AbortSignal;
}

/**
 * Copies a ledger that is written meanwhile, as it is at one moment. It reads as any reader does: in write-ahead mode no commit waits
 * for it, and none makes it begin again. The copy is one file, on the disk when it returns.
 * @returns what the copy holds
 * @throws LedgerError when it cannot be read or written
 */
export async function copyLedger({ from, to, pagesAtOnce = 1_000, stop }: CopyLedgerOptions): Promise<LedgerFacts> {
  let source: SqliteClient.Database | undefined;
  try {
    source = new SqliteClient(from, { readonly: true, fileMustExist: true, timeout: 5_000 });
    // One moment for all of it: SQLite begins a copy again whose source changes, but for one that is being read.
    source.exec('begin');
    const facts = factsOf(source);
    await source.backup(to, {
      progress() {
        if (stop?.aborted) throw new LedgerError('the copy was stopped before its end');
        return pagesAtOnce;
      },
    });
    makeOneFile(to);
    sync(to);
    return facts;
  } catch (error) {
    throw writingError(to, error);
  } finally {
    source?.close();
  }
}
