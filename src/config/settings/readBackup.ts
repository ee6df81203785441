import { dirname, resolve } from 'node:path';
import { type Check, readFields } from '../readFields.js';
import { type BackupSettings, backupShape } from './backupSchema.js';

/** `backup:`; undefined where there is none, null where it could not be understood, which is reported. */
export function readBackup(check: Check, given: unknown): BackupSettings | null | undefined {
  if (given === undefined) return undefined;
  const { to, every, keep } = readFields(check, ['backup'], given ?? {}, backupShape);
  if (to === undefined || every === undefined || keep === undefined) return null;
  if (every < 60_000) {
    check.report(['backup', 'every'], 'backups that often are of no use', 'write 1m or more, 1h as a rule');
    return null;
  }
  return { to: resolve(dirname(check.yaml.file), to), every, keep };
}
