import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Address } from 'viem';
import { ConfigError } from '../../../config/configError.js';
import { loadConfig } from '../../../config/loadConfig.js';
import { BallastError } from '../../../model/error.js';
import { sayRefused } from '../../../model/refusedBySystem.js';
import { preflight } from '../../preflight.js';
import type { NewFile } from './newFiles.js';
import { endpointVariable } from './settingsText.js';
import { accountVariable } from './strategyText.js';

/** `ballast check` on what is about to be written, before it is. @throws BallastError where it would not pass */
export async function proveFiles(
  files: readonly NewFile[],
  { urls, account }: { urls: readonly string[]; account: Address },
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'ballast-init-'));
  const forget = () => rmSync(folder, { recursive: true, force: true });
  // Whoever stops while the chain is asked leaves nothing behind.
  process.once('exit', forget);
  try {
    for (const inner of ['keys', 'strategies']) mkdirSync(join(folder, inner));
    // In folders of their own: a strategy may be called ballast too.
    const [settingsFile = '', strategyFile = ''] = files
      .filter(({ isPrivate }) => !isPrivate)
      .map(({ file, text }, place) => {
        const copy = join(folder, place === 0 ? '' : 'strategies', basename(file));
        writeFileSync(copy, text);
        return copy;
      });
    const env = { ...Object.fromEntries(urls.map((url, i) => [endpointVariable(i), url])), [accountVariable]: account };
    const config = loadConfig({ settingsFile, strategyFiles: [strategyFile], env });
    const problems = await preflight(config, { unreachable: 'problem' });
    if (problems.length > 0) throw new ConfigError(problems);
  } catch (error) {
    if (!(error instanceof BallastError)) throw sayRefused(folder, error);
    throw new BallastError('what was proposed does not pass its own check; nothing was written', {
      facts: error.message.split('\n'),
      mend: 'leave out the venue that it is about with --venues; and report this as a defect',
      cause: error,
    });
  } finally {
    process.off('exit', forget);
    forget();
  }
}
