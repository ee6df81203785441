import { existsSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { BallastError } from '../../model/error.js';
import { type Ledger, openLedger } from '../../record/ledger.js';

export interface LedgerOptions {
  /** The ledger's file, as `--db` gives it. */
  db?: string;
  settings: string;
}

/** Where the ledger is: `--db`, else BALLAST_DB, else what ballast.yaml says, else `ballast.db`. @throws ConfigError */
export async function ledgerFile({ db, settings }: LedgerOptions): Promise<string> {
  const stated = db || process.env['BALLAST_DB'];
  if (stated) return stated;
  if (settings === 'ballast.yaml' && !existsSync(settings)) return 'ballast.db';
  return (await statedIn(settings)) ?? (await wholeSettings(settings)).ledger.file;
}

/**
 * `ledger.file` alone, null when it cannot be told: who types `ballast halt` must not be kept from it by a variable that
 * is not set, nor wait until all that the rest of the file may mean is loaded.
 */
async function statedIn(settings: string): Promise<string | null> {
  if (!existsSync(settings)) return null;
  const { readYaml } = await import('../../config/yamlFile.js');
  const { value, isBroken } = readYaml(settings, readFileSync(settings, 'utf8'), process.env);
  const ledger = entryOf(value, 'ledger');
  const file = ledger === undefined || ledger === null ? 'ballast.db' : (entryOf(ledger, 'file') ?? 'ballast.db');
  if (value === undefined || typeof file !== 'string' || file.trim() === '' || isBroken(['ledger', 'file']))
    return null;
  return resolve(dirname(settings), file.trim());
}

const entryOf = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined;

async function wholeSettings(settingsFile: string) {
  const { loadConfig } = await import('../../config/loadConfig.js');
  return loadConfig({ settingsFile, strategyFiles: [], env: process.env }).settings;
}

/**
 * Runs `work` on the ledger and closes it again. None is made here, for a halt in the wrong folder would look like one.
 * @throws LedgerError; BallastError when there is no ledger.
 */
export async function withLedger<Value>(
  options: LedgerOptions & { readonly: boolean },
  work: (ledger: Ledger) => Promise<Value>,
): Promise<Value> {
  const file = await ledgerFile(options);
  if (!existsSync(file)) {
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
