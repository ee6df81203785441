import { statSync } from 'node:fs';

/**
 * Watches that the file that was opened is still the one of that name. Another may have been put in its place (`ballast restore`): a
 * halt that is written to the old one stops nothing.
 * @returns whether it is; always where there was none to begin with
 */
export function watchPlace(file: string): () => boolean {
  const opened = placeOf(file);
  return () => opened === null || placeOf(file) === opened;
}

function placeOf(file: string): string | null {
  try {
    const { dev, ino } = statSync(file, { bigint: true });
    return `${dev} ${ino}`;
  } catch {
    return null;
  }
}
