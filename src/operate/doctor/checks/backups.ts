import { existsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { BallastError } from '../../../model/error.js';
import { newestBackupAt } from '../../care/backUp.js';
import type { DoctorCheck, DoctorContext, Finding } from '../check.js';
import { sayAge } from '../say.js';

/** How old the newest backup is, and whether it would outlive the disk. */
export const backups: DoctorCheck = {
  name: 'backups',
  async run(context) {
    const { config } = context;
    const { backup } = config.settings;
    const isLive = config.strategies.some(({ mode }) => mode === 'live');
    const mend = 'give ballast.yaml a `backup:` section, or run `ballast backup` from a timer: docs/backup.md';
    if (backup === undefined)
      return isLive ? [{ verdict: 'warn', about: 'backups', says: 'nobody makes any', mend }] : [];
    return [ofNewest(backup, context), ...ofDisk(backup.to, context)];
  },
};

function ofNewest({ to, every }: { to: string; every: number }, { ledgerFile, now }: DoctorContext): Finding {
  const about = to;
  try {
    const at = existsSync(to) ? newestBackupAt(to) : null;
    if (at === null) {
      const says = 'there is none yet: the daemon makes the first when it starts';
      const mend = 'start the daemon, or run `ballast backup`';
      return existsSync(ledgerFile) ? { verdict: 'warn', about, says, mend } : { verdict: 'ok', about, says };
    }
    if (at > now()) {
      const says = `the newest is dated ${sayAge(at - now())} ahead`;
      const mend = 'set the clock of the machine; then delete what is dated ahead, once one of now is there';
      return { verdict: 'warn', about, says, mend };
    }
    const says = `the newest is ${sayAge(now() - at)} old`;
    return now() - at > 2 * every
      ? { verdict: 'warn', about, says, mend: 'does the daemon run? `ballast alerts` tells of backups that failed' }
      : { verdict: 'ok', about, says };
  } catch (error) {
    if (!(error instanceof BallastError)) throw error;
    return { verdict: 'fail', about, says: error.shortMessage, mend: error.mend ?? 'make one: `ballast backup`' };
  }
}

/** A disk that breaks takes with it what is on it. */
function ofDisk(to: string, { ledgerFile }: DoctorContext): Finding[] {
  const [backup, ledger] = [to, dirname(ledgerFile)].map(deviceOf);
  if (backup === undefined || backup !== ledger) return [];
  const mend = 'copy them elsewhere as well, or let `backup: to:` be on another disk';
  return [{ verdict: 'warn', about: to, says: 'they are on the disk of the ledger', mend }];
}

/** Of the folder, or of the nearest above it that there is. */
function deviceOf(folder: string): number | undefined {
  if (existsSync(folder)) return statSync(folder).dev;
  return dirname(folder) === folder ? undefined : deviceOf(dirname(folder));
}
