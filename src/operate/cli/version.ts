import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Found upwards: this file runs from `src/` and from `dist/src/`. */
function readVersion(folder: URL): string {
  for (const up of ['../../../package.json', '../../../../package.json']) {
    try {
      const { name, version: found } = JSON.parse(readFileSync(fileURLToPath(new URL(up, folder)), 'utf8'));
      if (name === 'ballast') return String(found);
    } catch {
      // Not at this height.
    }
  }
  return 'unknown';
}

export const version = readVersion(new URL(import.meta.url));
