import { existsSync } from 'node:fs';
import { BallastError } from '../../model/error.js';
import { type Ledger, openLedger } from '../../record/ledger.js';

export interface LedgerOptions {
  /** The ledger's file, as `--db` gives it. */
  db?: string;
  settings: string;
}

/** Where the ledger is: `--db`, else BALLAST_DB, else what ballast.yaml says, else `ballast.db`. @throws ConfigError */
export async function ledgerFile({ db, settings }: LedgerOptions): Promise<string> {
  const stated = db ?? process.env['BALLAST_DB'];
  if (stated) return stated;
  if (!existsSync(settings)) return 'ballast.db';
  const { loadConfig } = await import('../../config/loadConfig.js');
  return loadConfig({ settingsFile: settings, strategyFiles: [], env: process.env }).settings.ledger.file;
}

/** Runs `work` on the ledger and closes it again. @throws LedgerError; BallastError when there is no ledger to read. */
export async function withLedger<Value>(
  options: LedgerOptions & { readonly: boolean },
  work: (ledger: Ledger) => Promise<Value>,
): Promise<Value> {
  const file = await ledgerFile(options);
  if (options.readonly && !existsSync(file)) {
    throw new BallastError(`there is no ledger at ${file}`, {
      mend: 'start `ballast run` or `ballast demo` first, or name the file with --db',
    });
  }
  const ledger = openLedger({ file, readonly: options.readonly });
  try {
    return await work(ledger);
  } finally {
    ledger.close();
  }
}
