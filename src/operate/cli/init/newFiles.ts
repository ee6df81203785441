import { accessSync, constants, lstatSync, mkdirSync, readFileSync, rmSync, type Stats, statSync } from 'node:fs';
import { dirname, join, parse } from 'node:path';
import { BallastError } from '../../../model/error.js';
import { sayRefused } from '../../../model/refusedBySystem.js';
import { renameThrough, writeThrough } from '../../../record/onDisk.js';

/** A file to be written. */
export interface NewFile {
  /** Where it belongs. */
  file: string;
  text: string;
  /** Only its owner may read it. */
  isPrivate: boolean;
}

/** Where it went: `kept` where the very same text stood there already. */
export interface Written {
  wanted: string;
  file: string;
  how: 'written' | 'beside' | 'replaced' | 'kept';
}

/** Before anybody is asked anything. @throws BallastError with everything that keeps the files from being written */
export function requirePlaces(files: readonly string[]): void {
  const inTheWay = new Set<string>();
  let isRefused = false;
  for (const file of files) {
    if (statsOf(file)?.isDirectory()) inTheWay.add(`${file} is a folder`);
    const folder = nearest(dirname(file));
    if (!statsOf(folder)?.isDirectory()) {
      inTheWay.add(`${folder} is no folder`);
      continue;
    }
    try {
      accessSync(folder, constants.W_OK | constants.X_OK);
    } catch {
      inTheWay.add(`${folder} may not be written to`);
      isRefused = true;
    }
  }
  if (inTheWay.size === 0) return;
  throw new BallastError('the files cannot be written here; nothing was written', {
    facts: [...inTheWay],
    mend: isRefused
      ? 'give your user write permission there, or go to another folder'
      : 'go to another folder, or move what is in the way',
    refusedBySystem: isRefused,
  });
}

function statsOf(path: string, look = statSync): Stats | undefined {
  try {
    return look(path);
  } catch {
    return undefined;
  }
}

/** A link that leads nowhere is there too: what it was to lead to is somebody's. */
const isThere = (file: string): boolean => statsOf(file, lstatSync) !== undefined;

/** The folder, or the nearest above it that is there. */
const nearest = (folder: string): string =>
  isThere(folder) || folder === dirname(folder) ? folder : nearest(dirname(folder));

const textOf = (file: string): string | null => (statsOf(file)?.isFile() ? readFileSync(file, 'utf8') : null);

/**
 * Writes files, each to a name of its own first, and none where one of them cannot be. What is there already is never overwritten unless `replace`
 * says so: the new text goes beside it.
 * @throws BallastError where the system refuses; nothing is left behind then
 */
export async function writeNewFiles(
  files: readonly NewFile[],
  replace: (file: string) => Promise<boolean>,
): Promise<Written[]> {
  const planned: (NewFile & Written)[] = [];
  for (const one of files) {
    const { file } = one;
    if (!isThere(file)) planned.push({ ...one, wanted: file, how: 'written' });
    else if (textOf(file) === one.text) planned.push({ ...one, wanted: file, how: 'kept' });
    else if (await replace(file)) planned.push({ ...one, wanted: file, how: 'replaced' });
    else planned.push({ ...one, wanted: file, file: freeBeside(file), how: 'beside' });
  }
  // Nobody is asked any more: from here on all of it is written, and nothing comes in between.
  const due = planned
    .filter(({ how }) => how !== 'kept')
    .map((one) => ({ ...one, making: join(dirname(one.file), `.${parse(one.file).base}.${process.pid}`) }));
  const made: string[] = [];
  let at = '';
  try {
    for (const { file, making, text, isPrivate } of due) {
      at = file;
      const folder = mkdirSync(dirname(file), { recursive: true });
      if (folder !== undefined) made.push(folder);
      made.push(making);
      writeThrough(making, text, isPrivate ? 0o600 : 0o644 & ~process.umask());
    }
    for (const { file, making } of due) {
      at = file;
      renameThrough(making, file);
    }
  } catch (error) {
    for (const left of made.reverse()) rmSync(left, { recursive: true, force: true });
    throw sayRefused(at, error);
  }
  return planned.map(({ wanted, file, how }) => ({ wanted, file, how }));
}

/** `ballast.new.yaml`, `.env.new`; with a number where that is taken too. */
function freeBeside(file: string): string {
  const { dir, name, ext } = parse(file);
  for (let n = 1; ; n++) {
    const free = join(dir, `${name}.new${n === 1 ? '' : n}${ext}`);
    if (!isThere(free)) return free;
  }
}
