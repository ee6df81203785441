import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot as root } from '../../src/config/packageRoot.js';
import { type PageFiles, readPageFiles } from '../../src/operate/console/pageFiles.js';

const source = join(root, 'src/operate/console/page');
const cache = join(root, 'node_modules/.cache/ballast-page');

/** The page as its sources are now, built as `npm run build` does; built once for all tests that ask. */
export function builtPage(): PageFiles {
  const folder = join(cache, sourcesHash());
  if (!existsSync(folder)) {
    rmSync(cache, { recursive: true, force: true });
    const making = `${folder}.${process.pid}`;
    const flags = ['build', '-c', join(source, 'vite.config.ts'), '--outDir', making, '--logLevel', 'error'];
    const env = { ...process.env, NODE_ENV: 'production' };
    execFileSync(join(root, 'node_modules/.bin/vite'), flags, { cwd: root, env });
    try {
      renameSync(making, folder);
    } catch (error) {
      rmSync(making, { recursive: true, force: true });
      if (!existsSync(folder)) throw error;
    }
  }
  const files = readPageFiles(folder);
  if (!files) throw new Error(`no page was built into ${folder}`);
  return files;
}

function sourcesHash(): string {
  const hash = createHash('sha256').update(readFileSync(join(root, 'package-lock.json')));
  for (const name of readdirSync(source, { recursive: true, encoding: 'utf8' }).sort()) {
    const file = join(source, name);
    if (statSync(file).isFile()) hash.update(`${name}\0`).update(readFileSync(file));
  }
  return hash.digest('hex').slice(0, 24);
}
