import type { Milliseconds } from '../../model/units.js';
import { countField, durationField, wordField } from '../fields.js';

/** When the ledger is backed up, and where to, checked. */
export interface BackupSettings {
  /** Absolute. */
  to: string;
  every: Milliseconds;
  /** How many are kept, the newest. */
  keep: number;
}

export const backupShape = {
  to: wordField(
    {
      describe: 'The folder for backups; best on another disk. It is made where it is not there',
      examples: ['./backups'],
    },
    /^.+$/,
  ),
  every: durationField('How often', '6h').prefault('6h'),
  keep: countField('How many are kept, the newest; older ones are deleted once a new one is verified', 1, 28).prefault(
    28,
  ),
};
