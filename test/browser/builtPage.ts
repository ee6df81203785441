import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot as root } from '../../src/config/packageRoot.js';
import { type PageFiles, readPageFiles } from '../../src/operate/console/pageFiles.js';

const source = join(root, 'src/operate/console/page');
const cache = join(root, 'node_modules/.cache/ballast-page');
const dayMs = 86_400_000;

/** The page as its sources are now, built as `npm run build` does; built once for all tests that ask. */
export function builtPage(): PageFiles {
  const folder = join(cache, sourcesHash());
  if (!existsSync(folder) && !isMadeByAnother(folder)) build(folder);
  const files = readPageFiles(folder);
  if (!files) throw new Error(`no page was built into ${folder}`);
  return files;
}

function build(folder: string): void {
  const making = `${folder}.${process.pid}`;
  const flags = ['build', '-c', join(source, 'vite.config.ts'), '--outDir', making, '--logLevel', 'error'];
  const env = { ...process.env, NODE_ENV: 'production' };
  try {
    execFileSync(join(root, 'node_modules/.bin/vite'), flags, { cwd: root, env });
    renameSync(making, folder);
  } catch (error) {
    rmSync(making, { recursive: true, force: true });
    if (!existsSync(folder)) throw error;
  } finally {
    rmSync(`${folder}.lock`, { recursive: true, force: true });
  }
  for (const name of readdirSync(cache)) {
    const old = join(cache, name);
    const { mtimeMs = Date.now() } = statSync(old, { throwIfNoEntry: false }) ?? {};
    if (Date.now() - mtimeMs > dayMs) rmSync(old, { recursive: true, force: true });
  }
}

/** Whether another worker made it meanwhile. One that was killed while it built is waited for in vain, and not for long. */
function isMadeByAnother(folder: string): boolean {
  mkdirSync(cache, { recursive: true });
  try {
    mkdirSync(`${folder}.lock`);
    return false;
  } catch {
    const idle = new Int32Array(new SharedArrayBuffer(4));
    for (let waited = 0; waited < 60_000 && !existsSync(folder); waited += 100) Atomics.wait(idle, 0, 0, 100);
    return existsSync(folder);
  }
}

function sourcesHash(): string {
  const hash = createHash('sha256').update(readFileSync(join(root, 'package-lock.json')));
  for (const name of readdirSync(source, { recursive: true, encoding: 'utf8' }).sort()) {
    const file = join(source, name);
    if (statSync(file).isFile()) hash.update(`${name}\0`).update(readFileSync(file));
  }
  return hash.digest('hex').slice(0, 24);
}
