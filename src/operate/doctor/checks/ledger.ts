import { existsSync } from 'node:fs';
import { access, constants, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { kindOf } from '../../../model/alertKind.js';
import { BallastError } from '../../../model/error.js';
import { LedgerOutdated } from '../../../record/errors.js';
import { openLedger } from '../../../record/ledger.js';
import { openAlerts } from '../../../record/queries/alerts.js';
import { daemonOf } from '../../daemonLock.js';
import type { DoctorCheck, Finding } from '../check.js';
import { quickCheck } from '../quickCheck.js';
import { sayBytes } from '../say.js';

/** Bytes: a log that is not taken back into the database for long. */
const largeLog = 256e6;

/** The ledger: whole, of this version, kept by whom, its log short, and no critical alert open in it. */
export const ledger: DoctorCheck = {
  name: 'ledger',
  timeoutMs: 120_000,
  async run({ ledgerFile, signal }) {
    const about = ledgerFile;
    if (!existsSync(ledgerFile)) return [await missing(ledgerFile)];
    try {
      const pid = daemonOf(ledgerFile);
      const kept = pid === null ? 'no daemon keeps it' : `process ${pid} keeps it`;
      const opened = openLedger({ file: ledgerFile, readonly: true });
      const open = await openAlerts(opened).finally(() => opened.close());
      const damage = await quickCheck(ledgerFile, signal);
      const log = (await stat(`${ledgerFile}-wal`).catch(() => null))?.size ?? 0;
      return [
        damage === null
          ? { verdict: 'ok', about, says: `SQLite finds it whole; ${kept}` }
          : { verdict: 'fail', about, says: damage, mend: 'stop the daemon, keep a copy, and restore a backup' },
        ...(log > largeLog ? [longLog(`${ledgerFile}-wal`, log)] : []),
        ...open.flatMap(({ code, subject, text }): Finding[] => {
          const { severity, mend } = kindOf(code);
          return severity === 'critical' ? [{ verdict: 'fail', about: `${code} ${subject}`, says: text, mend }] : [];
        }),
      ];
    } catch (error) {
      if (!(error instanceof BallastError)) throw error;
      const isOld = error instanceof LedgerOutdated;
      const mend = isOld ? 'start the daemon once: it brings it up to date' : (error.mend ?? 'restore a backup');
      return [{ verdict: isOld ? 'warn' : 'fail', about, says: error.shortMessage, mend }];
    }
  },
};

async function missing(file: string): Promise<Finding> {
  const folder = dirname(file);
  const may = await access(folder, constants.W_OK).then(
    () => true,
    () => false,
  );
  if (may) return { verdict: 'ok', about: file, says: 'there is none yet: the first start makes it' };
  const mend = `let this user write there: chown it, or name another place under \`ledger\``;
  return { verdict: 'fail', about: file, says: `there is none, and ${folder} cannot be written`, mend };
}

const longLog = (about: string, bytes: number): Finding => ({
  ...{ verdict: 'warn', about, says: `${sayBytes(bytes)} wait to be taken into the database` },
  mend: 'something reads the ledger and does not let go: end it, or start the daemon again',
});
