import { existsSync, statSync } from 'node:fs';
import { BallastError, shortMessageOf } from '../model/error.js';

/** The ledger cannot be opened, read or written. */
export class LedgerError extends BallastError {
  override name = 'LedgerError';
}

/** Somebody else has written first: what was to be written stood on what is not so any more. Nothing of it was written. */
export class LedgerRace extends LedgerError {
  override name = 'LedgerRace';

  constructor(sentence: string) {
    super(sentence, { mend: 'look again, and decide anew', retryable: true });
  }
}

/** The ledger was written by an older ballast: it is brought up to date by whoever may write it. */
export class LedgerOutdated extends LedgerError {
  override name = 'LedgerOutdated';
}

const codeOf = (error: unknown): string => {
  if (typeof error !== 'object' || error === null) return '';
  if ('code' in error && typeof error.code === 'string') return error.code;
  return 'cause' in error ? codeOf(error.cause) : '';
};

/** Why a ledger could not be opened, in the operator's terms. */
export function openingError(file: string, error: unknown): LedgerError {
  if (error instanceof LedgerError) return error;
  const code = codeOf(error);
  if (code === 'SQLITE_NOTADB') {
    return new LedgerError(`${file} is not a ledger: it is no SQLite database`, {
      mend: 'give another --db, or restore a backup',
      cause: error,
    });
  }
  if (code.startsWith('SQLITE_CANTOPEN')) {
    const isFolder = existsSync(file) && statSync(file).isDirectory();
    return new LedgerError(`${file} cannot be opened`, {
      facts: [code, shortMessageOf(error)],
      mend: isFolder
        ? 'it must be a file, not a folder'
        : 'its user needs read and write permission on the file and on its folder: a reader keeps an index beside it',
      refusedBySystem: !isFolder,
      cause: error,
    });
  }
  return writingError(file, error);
}

/** Why a unit of work was not committed, in the operator's terms. Nothing of it was written. */
export function writingError(file: string, error: unknown): LedgerError {
  if (error instanceof LedgerError) return error;
  const code = codeOf(error);
  const facts = [code, shortMessageOf(error)].filter((fact) => fact !== '');
  const because = (
    shortMessage: string,
    mend: string,
    options: { retryable?: boolean; refusedBySystem?: boolean } = {},
  ) => new LedgerError(shortMessage, { facts, mend, ...options, cause: error });
  const refused = { refusedBySystem: true };
  if (code.startsWith('SQLITE_BUSY')) {
    return because(`${file} is locked by another process`, 'end the process that holds it', { retryable: true });
  }
  if (code.startsWith('SQLITE_READONLY') || code.startsWith('SQLITE_PERM') || code === 'EACCES') {
    return because(
      `${file} cannot be written`,
      'its user needs write permission on the file and on its folder',
      refused,
    );
  }
  if (code === 'SQLITE_FULL')
    return because(`no room left to write ${file}`, 'free space on the disk', { retryable: true, ...refused });
  if (code.startsWith('SQLITE_CORRUPT')) return because(`${file} is damaged`, 'restore a backup');
  if (code.startsWith('SQLITE_IOERR'))
    return because(`the disk fails under ${file}`, 'check the disk', { retryable: true, ...refused });
  if (code.startsWith('SQLITE_CONSTRAINT')) {
    return because('the ledger refuses an entry that contradicts what it holds', 'report this: it is a defect');
  }
  return because(`${file} cannot be used`, 'see the cause');
}
