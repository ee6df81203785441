import { writeFileSync } from 'node:fs';
import { extname } from 'node:path';
import { BallastError } from '../../model/error.js';

/** Where `--plot` says: an SVG file, written over. @throws BallastError when it cannot be written, or is to be of another kind */
export function writePlot(file: string, svg: string): void {
  if (extname(file).toLowerCase() !== '.svg') {
    throw new BallastError(`${file} is not the name of an SVG file`, {
      mend: 'pictures are SVG: let the name end in .svg',
    });
  }
  try {
    writeFileSync(file, svg);
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
    throw new BallastError(`the picture cannot be written to ${file}`, {
      facts: [reasons[code] ?? code],
      mend: 'name a file in a folder that exists and that you may write to',
      cause,
    });
  }
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'its folder does not exist',
  EACCES: 'writing there is not allowed',
  EPERM: 'writing there is not allowed',
  EROFS: 'the disk is read-only',
  EISDIR: 'it is a folder',
  ENOSPC: 'the disk is full',
  ENOTDIR: 'a part of its path is a file',
};
