import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { ConfigError } from '../../../config/configError.js';
import { type Config, loadConfig } from '../../../config/loadConfig.js';
import { BallastError } from '../../../model/error.js';
import { unixMillis } from '../../../model/units.js';
import { openLedger } from '../../../record/ledger.js';
import { keptByLatestRun } from '../../../record/queries/proposals.js';
import { backUp } from '../../care/backUp.js';
import { version } from '../../version.js';
import { ledgerFile } from '../openLedgerFor.js';
import type { Answer } from '../output.js';
import { dim, green } from '../table.js';

export interface BackupOptions {
  settings: string;
  db?: string;
  to?: string;
  keep?: number;
  withKeys?: boolean;
}

/** Backs the ledger up with the files beside it, whether or not a daemon writes it. */
export async function backup(options: BackupOptions): Promise<Answer> {
  const ledger = await ledgerFile(options);
  if (!existsSync(ledger)) {
    throw new BallastError(`there is no ledger at ${ledger}`, { mend: 'name the file with --db' });
  }
  const config = readConfig(options);
  const to = options.to ?? config?.settings.backup?.to ?? 'backups';
  const keep = options.keep ?? config?.settings.backup?.keep;
  const { folder, manifest, dropped } = await backUp({
    ...{ ledger, to, version, at: unixMillis(Date.now()), strategies: await strategiesOf(ledger) },
    settings: { file: resolve(options.settings), keys: config?.settings.keys ?? [] },
    ...(keep === undefined ? {} : { keep }),
    ...(options.withKeys ? { withKeys: true } : {}),
  });
  const { bytes, audit } = manifest.ledger;
  const lines = [
    `${green('ok')}  ${folder}`,
    `    ledger of ${(bytes / 2 ** 20).toFixed(1)} MiB, read from end to end; entry ${audit?.number ?? 0} of the audit chain is its last`,
    ...manifest.files.map(
      ({ name, isRedacted }) => `    ${name}${isRedacted ? dim('  what may be secret is left out') : ''}`,
    ),
    ...(dropped.length > 0 ? [dim(`    ${dropped.length} older deleted`)] : []),
  ];
  return { json: { folder, dropped, ...manifest }, text: lines.join('\n') };
}

/** null where there is none, or where it is wrong and everything that is asked of it was said. @throws ConfigError */
function readConfig({ settings, to, withKeys }: BackupOptions): Config | null {
  if (!existsSync(settings)) return null;
  try {
    return loadConfig({ settingsFile: settings, strategyFiles: [], env: process.env, needsKeys: false });
  } catch (error) {
    if (error instanceof ConfigError && to !== undefined && !withKeys) return null;
    throw error;
  }
}

/** An older ledger is backed up all the same. */
async function strategiesOf(file: string): Promise<string[]> {
  try {
    const ledger = openLedger({ file, readonly: true });
    try {
      return (await keptByLatestRun(ledger)).map((one) => one.file);
    } finally {
      ledger.close();
    }
  } catch {
    return [];
  }
}
