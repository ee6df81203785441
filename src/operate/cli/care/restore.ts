import { existsSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '../../../config/loadConfig.js';
import { unixMillis } from '../../../model/units.js';
import { restore } from '../../care/restore.js';
import { ledgerFile } from '../openLedgerFor.js';
import type { Answer } from '../output.js';
import { bold, dim, green, yellow } from '../table.js';

export interface RestoreVerbOptions {
  settings: string;
  db?: string;
  force?: boolean;
}

/** Puts a backup in the place of the ledger; the files of operators are left to them. */
export async function restoreVerb(folder: string, options: RestoreVerbOptions): Promise<Answer> {
  const ledger = await ledgerFile(options);
  const done = await restore({
    ...{ folder, ledger, chainIds: chainIdsOf(options.settings) },
    ...{ author: userInfo().username, at: unixMillis(Date.now()) },
    ...(options.force ? { force: true } : {}),
  });
  const { manifest, before, wasDamaged, spoilt, lost, trading } = done;
  const at = `${new Date(manifest.at).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
  const lines = [
    `${green('ok')}  ${ledger} is as it was at ${at}`,
    ...(before === null
      ? []
      : [`    the one that was there is ${before}${wasDamaged ? yellow('; it is damaged') : ''}`]),
    ...(lost > 0 ? [yellow(`    ${lost} entries that were written since are only there`)] : []),
    ...manifest.files.map(({ name, from }) =>
      spoilt.includes(name)
        ? yellow(`    ${join(folder, name)} is not what was backed up of ${from}`)
        : dim(`    ${join(folder, name)} was ${from}; it is not put back`),
    ),
    '',
    `trading is ${bold(trading)}: what was sent since the backup is on the chain and not in this ledger. The next start finds it out`,
    'before it acts: nonces and positions come from the chain, fills that it does not know are told by POSITION_BREAK.',
    '  ballast recover --dry-run STRATEGY…   what that start would do first',
    '  ballast run STRATEGY…, then `ballast breaks` and `ballast positions`: is it all there?',
    '  ballast resume                        lets more be sent than what lowers risk',
  ];
  return { json: { ledger, ...done }, text: lines.join('\n') };
}

function chainIdsOf(settingsFile: string): number[] | null {
  if (!existsSync(settingsFile)) return null;
  const { settings } = loadConfig({ settingsFile, strategyFiles: [], env: process.env, needsKeys: false });
  return Object.values(settings.chains).map(({ id }) => id);
}
