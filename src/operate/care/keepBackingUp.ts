import { setTimeout as after } from 'node:timers/promises';
import type { BackupSettings } from '../../config/settings/backupSchema.js';
import type { Settings } from '../../config/settings.js';
import type { Alarms } from '../../model/alert.js';
import { BallastError, shortMessageOf } from '../../model/error.js';
import type { Log } from '../../model/log.js';
import type { UnixMillis } from '../../model/units.js';
import { createAlarms } from '../../record/alarms.js';
import type { Ledger } from '../../record/ledger.js';
import { openAlert } from '../../record/queries/alerts.js';
import { keptByLatestRun } from '../../record/queries/proposals.js';
import { version } from '../version.js';
import { type BackUpOptions, newestBackupAt } from './backUp.js';
import { backUpApart, type MadeApart } from './backUpApart.js';
import { BackupBusyError } from './backupLock.js';

export interface KeepBackingUpOptions {
  settings: Pick<Settings, 'file'>;
  backup: BackupSettings;
  ledger: Ledger;
  now: () => UnixMillis;
  log: Log;
  stop: AbortSignal;
  alarms?: Alarms;
  /** Milliseconds after one that failed; ten minutes unless told. */
  againMs?: number;
  /** How one is made; in a process of its own unless told. */
  make?: (options: BackUpOptions) => Promise<MadeApart>;
}

/** Timers of Node take no more. */
const longestMs = 2 ** 31 - 1;

/**
 * Makes a backup whenever the newest is older than it may be, until `stop` fires. What fails is told, and tried again; one that
 * anybody has made since closes the alert.
 */
export async function keepBackingUp(options: KeepBackingUpOptions): Promise<void> {
  const { backup, ledger, now, log, stop, againMs = 600_000 } = options;
  const alarms = options.alarms ?? createAlarms({ ledger, now, log });
  const failed = { code: 'BACKUP_FAILED', subject: backup.to } as const;
  while (!stop.aborted) {
    let waitMs = againMs;
    try {
      const at = now();
      // One of a clock that was ahead must not keep the next one away.
      const newest = newestBackupAt(backup.to, at);
      waitMs = newest === null ? 0 : newest + backup.every - at;
      if (waitMs <= 0) {
        await once(options);
        await alarms.resolve(failed);
        waitMs = backup.every;
      }
      const open = await openAlert(ledger, failed);
      if (open) {
        waitMs = Math.min(waitMs, againMs);
        if (newest !== null && newest >= open.openedAt) await alarms.resolve(failed);
      }
    } catch (error) {
      if (stop.aborted) return;
      waitMs = againMs;
      if (error instanceof BackupBusyError) {
        // What that makes is what this looks at with its next try.
        log.info({ at: 'backup', error: error.shortMessage }, 'another makes a backup: waiting for it');
      } else {
        const facts = error instanceof BallastError ? error.facts : [];
        log.error({ at: 'backup', error: shortMessageOf(error), facts }, 'no backup was made');
        await alarms.raise({ ...failed, text: [shortMessageOf(error), ...facts].join('; ') });
      }
    }
    await after(Math.min(Math.max(waitMs, 0), longestMs), undefined, { signal: stop, ref: false }).catch(() => {});
  }
}

async function once({
  settings,
  backup,
  ledger,
  now,
  log,
  stop,
  make = backUpApart,
}: KeepBackingUpOptions): Promise<void> {
  const startedAt = now();
  const strategies = (await keptByLatestRun(ledger)).map(({ file }) => file);
  const { to, keep } = backup;
  const made = await make({
    ...{
      ledger: ledger.file,
      settings: { file: settings.file, keys: [] },
      strategies,
      to,
      keep,
      version,
      at: startedAt,
      stop,
    },
  });
  log.info({ at: 'backup', ...made, tookMs: now() - startedAt }, 'backed up');
}
