import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';

/** Secrets that a test plants by name, to be looked for afterwards in whatever it can get hold of. */
export type Planted = Readonly<Record<string, string>>;

/** A secret as it is, and as programs write one on: each long enough to stand nowhere by chance. */
function formsOf(secret: string): string[] {
  const bare = secret.replace(/^0x/, '');
  const bytes = Buffer.from(secret, 'utf8');
  const forms = [secret, bare, bytes.toString('hex'), encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)];
  // Base64 depends on what stands before it: at each of the three offsets, without the ends that neighbours share.
  for (const offset of [0, 1, 2]) {
    const text = Buffer.concat([Buffer.alloc(offset), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    const inner = text.slice(offset === 0 ? 0 : 4, -1);
    forms.push(inner, inner.replaceAll('+', '-').replaceAll('/', '_'));
  }
  if (/^[0-9a-f]{64}$/i.test(bare)) {
    const raw = Buffer.from(bare, 'hex');
    forms.push(raw.toString('latin1'), raw.toString('base64'), raw.toString('base64url'));
  }
  return [...new Set(forms)].filter((form) => form.length >= 8);
}

/** The names of the secrets that a text shows, in any form or case. */
export function shown(planted: Planted, text: string): string[] {
  const lower = text.toLowerCase();
  return Object.entries(planted)
    .filter(([, secret]) => formsOf(secret).some((form) => lower.includes(form.toLowerCase())))
    .map(([name]) => name);
}

/** `file: secret` for each secret that a file below a folder shows; the operator's own files are left out. */
export function shownInFiles(planted: Planted, folder: string, own: readonly string[]): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((file) => statSync(file).isFile() && !own.includes(relative(folder, file)))
    .flatMap((file) => {
      const bytes = readFileSync(file);
      // Both ways: a database is no text, and a text may be of more than one byte a letter.
      const found = new Set([...shown(planted, bytes.toString('latin1')), ...shown(planted, bytes.toString('utf8'))]);
      return [...found].map((name) => `${relative(folder, file)}: ${name}`);
    });
}

/** All that an error carries, its causes and their hidden properties among it. */
export function everythingOf(error: unknown, depth = 0): string {
  if (typeof error !== 'object' || error === null || depth > 8) return String(error);
  const own = Object.getOwnPropertyNames(error).map((name) => {
    const value = (error as Record<string, unknown>)[name];
    return `${name}: ${everythingOf(value, depth + 1)}`;
  });
  return `${String(error)} ${own.join(' ')}`;
}
