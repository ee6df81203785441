import { readFileSync } from 'node:fs';
import { ConfigError } from '../../config/configError.js';
import { loadConfig } from '../../config/loadConfig.js';
import { type UnixMillis, unixMillis } from '../../model/units.js';
import { openLedger } from '../../record/ledger.js';
import { endRun, saveStrategy, startRun } from '../../record/statements/runs.js';
import { keyProblems, loadSigner } from '../keys.js';
import { createLog } from '../log.js';
import { startKeeper } from '../startKeeper.js';
import { exitCodes } from './exitCodes.js';
import { version } from './version.js';

export interface RunOptions {
  settings: string;
  db?: string;
}

const now = (): UnixMillis => unixMillis(Date.now());

/**
 * The daemon: keeps every strategy until SIGTERM or SIGINT, which finish the transaction in hand.
 * @returns the exit code. @throws ConfigError before anything is sent; LedgerError when the ledger cannot be opened.
 */
export async function run(strategyFiles: readonly string[], { settings, db }: RunOptions): Promise<number> {
  const config = loadConfig({ settingsFile: settings, strategyFiles, env: process.env });
  const problems = await keyProblems(config);
  if (problems.length > 0) throw new ConfigError(problems);

  const log = createLog();
  const stop = new AbortController();
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      log.info({ at: 'run', signal }, 'stopping once the transaction in hand is settled');
      stop.abort();
    });
  }
  const ledger = openLedger({ file: db ?? process.env['BALLAST_DB'] ?? config.settings.ledger.file });
  let exitCode: number = exitCodes.unexpected;
  try {
    await ledger.commit([
      startRun({ version, at: now() }),
      config.strategies.map(({ name, hash, file }) =>
        saveStrategy({ hash, name, source: readFileSync(file, 'utf8'), at: now() }),
      ),
    ]);
    const signerOf = (account: Parameters<typeof loadSigner>[1], chainId: number) =>
      loadSigner(config, account, chainId);
    await startKeeper({ config, ledger, signerOf, now, log, stop: stop.signal });
    exitCode = exitCodes.ok;
    log.info({ at: 'run' }, 'stopped');
    return exitCode;
  } catch (error) {
    if (error instanceof ConfigError) {
      exitCode = exitCodes.badInput;
      throw error;
    }
    // Not foreseen, so nothing is known for sure: end here. The next start finds out what is true before it acts.
    log.error({ at: 'run', error: error instanceof Error ? error.stack : String(error) }, 'ended by an error');
    return exitCode;
  } finally {
    await ledger.commit(endRun({ exitCode, at: now() }));
    ledger.close();
  }
}
