import { BallastError } from './error.js';

const noRoom = { what: 'there is no room to write', mend: 'free space on its disk' };
const noRight = {
  what: 'there is no permission to write',
  mend: 'give its user write permission on it and on its folder',
};
const noDisk = { what: 'the disk fails under', mend: 'check the disk' };

/** By what the system calls it (errno(3)). */
const refusals: Readonly<Record<string, { what: string; mend: string }>> = {
  ...{ ENOSPC: noRoom, EDQUOT: noRoom },
  ...{ EACCES: noRight, EPERM: noRight, EROFS: noRight },
  EIO: noDisk,
};

/**
 * What a write to a file has thrown, in the operator's terms where the system refuses: no room, no right, or the disk fails. Anything else
 * stays as it is.
 */
export function sayRefused(file: string, error: unknown): unknown {
  if (error instanceof BallastError || !(error instanceof Error) || !('code' in error)) return error;
  const refusal = refusals[String(error.code)];
  if (!refusal) return error;
  return new BallastError(`${refusal.what} ${file}`, {
    ...{ facts: [error.message], mend: refusal.mend, refusedBySystem: true, cause: error },
  });
}
