import { lstatSync, readFileSync, realpathSync, rmSync, statSync } from 'node:fs';
import { type Hex, keccak256 } from 'viem';
import { renameThrough, writeThrough } from '../../record/onDisk.js';
import { ChangeError } from './changeError.js';

/** A strategy's file that is to be another, all at once. */
export interface FileReplacement {
  /** From now on the file is the new text, on the disk whatever happens. @throws ChangeError where it is not what it was before */
  use(): void;
  /** As it was before; after `use` as well. */
  takeBack(): void;
}

const editedMend = '`ballast reload` shows and takes what is in the file; or put back what runs';

/**
 * Writes the new text beside the file. A text that is in the file already is left.
 * @param running - Hash of the text that runs: a file that is neither that nor the new text was edited by somebody meanwhile.
 * @throws ChangeError where that is so, or it cannot be written
 */
export function prepareFile(file: string, source: string, running: Hex): FileReplacement {
  const bytes = Buffer.from(source);
  const place = whereItIs(file);
  const before = readFileSync(place);
  const found = keccak256(before);
  const requireUnedited = () => {
    if (keccak256(readFileSync(place)) === found) return;
    throw new ChangeError(`${file} was edited on the disk meanwhile, while its change was taken`, { mend: editedMend });
  };
  if (found === keccak256(bytes)) return { use: requireUnedited, takeBack() {} };
  if (found !== running) {
    throw new ChangeError(`${file} was edited on the disk meanwhile, and is neither what runs nor what was confirmed`, {
      mend: editedMend,
    });
  }
  const next = `${place}.next`;
  const write = (data: Uint8Array) => {
    try {
      writeThrough(next, data, statSync(place).mode & 0o777);
    } catch (error) {
      if (lstatSync(next, { throwIfNoEntry: false })?.isFile()) rmSync(next, { force: true });
      throw new ChangeError(`${file} cannot be written by the daemon`, {
        facts: [error instanceof Error ? error.message : String(error)],
        mend: 'give its user permission to write in that folder; or edit the file yourself, then `ballast reload`',
        cause: error,
      });
    }
  };
  write(bytes);
  let used = false;
  return {
    use() {
      requireUnedited();
      renameThrough(next, place);
      used = true;
    },
    takeBack() {
      if (!used) return rmSync(next, { force: true });
      write(before);
      renameThrough(next, place);
    },
  };
}

/** What a link points to, so that it stays a link. */
function whereItIs(file: string): string {
  try {
    return realpathSync(file);
  } catch (cause) {
    throw new ChangeError(`${file} is not there any more`, { mend: 'put it back, then try again', cause });
  }
}
