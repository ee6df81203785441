import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { DAY } from '../../../model/time.js';
import { freeBytes } from '../../../record/copy/room.js';
import { openLedger } from '../../../record/ledger.js';
import { firstRunAt } from '../../../record/queries/latestRun.js';
import { leastRoom } from '../../watchDisk.js';
import type { DoctorCheck } from '../check.js';
import { sayBytes } from '../say.js';

const leastDays = 60;

/** Room for the ledger: how much is free, and for how long at the rate it has grown by. */
export const disk: DoctorCheck = {
  name: 'disk',
  async run({ ledgerFile, now }) {
    const folder = dirname(ledgerFile);
    if (!existsSync(folder)) {
      return [
        { verdict: 'fail', about: folder, says: 'the folder of the ledger does not exist', mend: `mkdir -p ${folder}` },
      ];
    }
    const free = freeBytes(folder);
    const size = await sizeOf(ledgerFile);
    const began = size === null ? null : await beganAt(ledgerFile);
    const days = began === null ? 0 : (now() - began) / DAY;
    const aDay = size !== null && days >= 1 ? size / days : null;
    const left = aDay === null ? null : free / aDay;
    const says = `${sayBytes(free)} free${size === null ? '' : `; the ledger has ${sayBytes(size)}`}${aDay === null ? '' : `, ${sayBytes(aDay)} more a day`}`;
    const mend = 'make room, lower `ledger.keep`, or move the ledger: nothing is sent that cannot be written down';
    const tight = free < leastRoom || (left !== null && left < leastDays);
    return [{ verdict: tight ? 'warn' : 'ok', about: folder, says, ...(tight ? { mend } : {}) }];
  },
};

/** With what was written and is in its write-ahead log alone. @returns null where there is no ledger yet */
async function sizeOf(file: string): Promise<number | null> {
  const [ledger, log] = await Promise.all([file, `${file}-wal`].map((one) => stat(one).catch(() => null)));
  return ledger ? ledger.size + (log?.size ?? 0) : null;
}

/** Not when its file was made: a restored or moved ledger has not grown since then. What cannot be read is the ledger's check to tell. */
async function beganAt(file: string): Promise<number | null> {
  try {
    const ledger = openLedger({ file, readonly: true });
    return await firstRunAt(ledger).finally(() => ledger.close());
  } catch {
    return null;
  }
}
