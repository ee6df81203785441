import { readlink, realpath, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

/**
 * The folder through which somebody else could swap a file: one it is in, or a link to it is in, that group or others may
 * write; further up, one that everybody may. Where the sticky bit is set (`/tmp`) only owners replace their files.
 * null when there is none. The mode is octal: `775`.
 */
export async function looseFolderOf(file: string): Promise<{ folder: string; mode: string } | null> {
  // Windows has no such modes.
  if (process.platform === 'win32') return null;
  for (const at of await linksTo(file)) {
    const written = dirname(at);
    const real = await realpath(written).catch(() => null);
    // Where there is no folder there is nothing to swap, and nothing can be written.
    if (real === null) return null;
    for (const start of new Set([written, real])) {
      let open = 0o022;
      for (const folder of upwards(start)) {
        const { mode } = await stat(folder);
        if ((mode & open) !== 0 && (mode & 0o1000) === 0) return { folder, mode: (mode & 0o777).toString(8) };
        open = 0o002;
      }
    }
  }
  return null;
}

/** The file as it is named, and each place that symbolic links lead to from there. */
async function linksTo(file: string): Promise<string[]> {
  const places = [resolve(file)];
  // As many as Linux follows.
  while (places.length <= 40) {
    const at = places.at(-1) ?? file;
    const next = await readlink(at).catch(() => null);
    if (next === null) break;
    places.push(resolve(await realpath(dirname(at)), next));
  }
  return places;
}

function upwards(folder: string): string[] {
  const folders = [folder];
  for (let at = folder; dirname(at) !== at; at = dirname(at)) folders.push(dirname(at));
  return folders;
}
