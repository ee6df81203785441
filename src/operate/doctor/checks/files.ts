import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { DoctorCheck, Finding } from '../check.js';
import { sayPath } from '../say.js';

/** Nobody else may read what is secret, nor write what decides. */
export const files: DoctorCheck = {
  name: 'files',
  async run({ config: { settings, strategies }, ledgerFile }) {
    const env = join(process.cwd(), '.env');
    const looked = await Promise.all([
      ofFile(env, 0o077, 'others may read it, and it may hold keys of providers', 'chmod 600'),
      ofFile(settings.file, 0o022, 'others may write it', 'chmod go-w'),
      ...strategies.map(({ file }) =>
        ofFile(file, 0o022, 'others may write it, and with it what is traded', 'chmod go-w'),
      ),
      ofFile(ledgerFile, 0o022, 'others may write it', 'chmod go-w'),
      ofFile(`${ledgerFile}.audit-key`, 0o077, 'others may read the key that the ledger is signed with', 'chmod 600'),
    ]);
    const found = looked.flat();
    const wrong = found.filter(({ verdict }) => verdict !== 'ok');
    const names = found.map(({ about }) => about).join(', ');
    return wrong.length > 0
      ? wrong
      : [
          {
            verdict: 'ok',
            about: sayPath(dirname(settings.file)),
            says: `${names}: nobody else may write them, nor read what is secret`,
          },
        ];
  },
};

/** Windows has no such modes: there the folder's rights decide. */
async function ofFile(file: string, others: number, says: string, mend: string): Promise<Finding[]> {
  const stats = await stat(file).catch(() => null);
  const about = sayPath(file);
  if (stats === null) return [];
  if (process.platform === 'win32' || (stats.mode & others) === 0) return [{ verdict: 'ok', about, says: '' }];
  const mode = (stats.mode & 0o777).toString(8);
  return [{ verdict: 'warn', about, says: `${says} (mode ${mode})`, mend: `${mend} ${about}` }];
}
