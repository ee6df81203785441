import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname, join, parse } from 'node:path';

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

/**
 * Writes files whole or not at all, each to a name of its own first. What is there already is never overwritten unless `replace`
 * says so: the new text goes beside it.
 */
export async function writeNewFiles(
  files: readonly NewFile[],
  replace: (file: string) => Promise<boolean>,
): Promise<Written[]> {
  const planned: (NewFile & Written)[] = [];
  for (const one of files) {
    const { file } = one;
    if (!existsSync(file)) planned.push({ ...one, wanted: file, how: 'written' });
    else if (readFileSync(file, 'utf8') === one.text) planned.push({ ...one, wanted: file, how: 'kept' });
    else if (await replace(file)) planned.push({ ...one, wanted: file, how: 'replaced' });
    else planned.push({ ...one, wanted: file, file: freeBeside(file), how: 'beside' });
  }
  // Nobody is asked any more: from here on all of it is written.
  for (const { file, text, isPrivate, how } of planned) {
    if (how === 'kept') continue;
    mkdirSync(dirname(file), { recursive: true });
    const making = join(dirname(file), `.${parse(file).base}.${process.pid}`);
    const handle = await open(making, 'wx', isPrivate ? 0o600 : 0o644);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    renameSync(making, file);
  }
  return planned.map(({ wanted, file, how }) => ({ wanted, file, how }));
}

/** `ballast.new.yaml`, `.env.new`; with a number where that is taken too. */
function freeBeside(file: string): string {
  const { dir, name, ext } = parse(file);
  for (let n = 1; ; n++) {
    const free = join(dir, `${name}.new${n === 1 ? '' : n}${ext}`);
    if (!existsSync(free)) return free;
  }
}
