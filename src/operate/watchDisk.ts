import { dirname } from 'node:path';
import type { Alarms } from '../model/alert.js';
import { shortMessageOf } from '../model/error.js';
import type { Log } from '../model/log.js';
import { freeBytes, mebibytes } from '../record/copy/room.js';
import type { Ledger } from '../record/ledger.js';

/** Bytes: less is little for a database with its log. */
export const leastRoom = 1e9;

export interface DiskWatchOptions {
  ledger: Pick<Ledger, 'file'>;
  alarms: Alarms;
  log: Log;
  /** Bytes; `leastRoom` unless told. With half as much again it is well. */
  least?: number;
  /** ms between two looks; a minute unless told. */
  everyMs?: number;
}

/** Subject of the alert: the folder that the ledger lies in. */
export const diskSubject = (ledgerFile: string): string => dirname(ledgerFile);

/**
 * Alerts while little room is left on the disk of the ledger: what cannot be written down is not sent. It looks at the start, and then
 * every minute.
 * @returns the way to end it
 */
export function watchDisk({ ledger, alarms, log, least = leastRoom, everyMs = 60_000 }: DiskWatchOptions): () => void {
  const alert = { code: 'DISK_LOW', subject: diskSubject(ledger.file) } as const;

  async function look(): Promise<void> {
    try {
      const free = freeBytes(alert.subject);
      if (free < least) await alarms.raise({ ...alert, text: `${mebibytes(free)} are free in ${alert.subject}` });
      else if (free >= 1.5 * least) await alarms.resolve(alert);
    } catch (error) {
      log.warn({ at: 'disk', error: shortMessageOf(error) }, 'the room for the ledger could not be looked at');
    }
  }

  void look();
  const timer = setInterval(() => void look(), everyMs);
  timer.unref();
  return () => clearInterval(timer);
}
