import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

interface Journal {
  entries: { when: number; tag: string }[];
}

/** Every migration that this program knows, the oldest first: `0008_operator_side`, and when it was made, Unix milliseconds. */
export function knownMigrations(): { tag: string; at: number }[] {
  const file = fileURLToPath(new URL('./migrations/meta/_journal.json', import.meta.url));
  const { entries } = JSON.parse(readFileSync(file, 'utf8')) as Journal;
  return entries.map(({ tag, when }) => ({ tag, at: when }));
}

/** When the newest of them was made. */
export const newestSchema = (): number => Math.max(...knownMigrations().map(({ at }) => at));

/** Those that a ledger of this schema lacks. */
export const migrationsDue = (schema: number): string[] =>
  knownMigrations().flatMap(({ tag, at }) => (at > schema ? [tag] : []));
