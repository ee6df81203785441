import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../', import.meta.url));
// Inside the project, so that the compiled files find its packages.
const cache = join(root, 'node_modules/.cache/ballast-tests');
const dayMs = 86_400_000;

/**
 * The folder of `src/` and `abis/` compiled as they are now, and of the `bundle/` that is made of them, for tests that start processes.
 * Made once for all tests that ask; sources that have not changed are not compiled again. Types are not checked here.
 * @throws where the bundler warns of anything
 */
export function compiled(): string {
  const folder = join(cache, sourcesHash());
  if (existsSync(folder)) return folder;
  const making = `${folder}.${process.pid}`;
  rmSync(making, { recursive: true, force: true });
  const flags = ['--noCheck', '--declaration', 'false', '--sourceMap', 'false', '--outDir', making];
  execFileSync(join(root, 'node_modules/.bin/tsc'), ['-p', 'tsconfig.build.json', ...flags], { cwd: root });
  const migrations = 'src/record/migrations';
  cpSync(join(root, migrations), join(making, migrations), { recursive: true });
  bundle(making);
  cpSync(join(root, migrations), join(making, 'bundle/migrations'), { recursive: true });
  try {
    renameSync(making, folder);
  } catch (error) {
    // Another worker was faster; what it made is the same.
    rmSync(making, { recursive: true, force: true });
    if (!existsSync(folder)) throw error;
  }
  forgetOld();
  return folder;
}

/** As build.mjs does. */
function bundle(folder: string): void {
  const { status, stderr } = spawnSync(join(root, 'node_modules/.bin/rolldown'), ['-c', 'bundle/rolldown.config.mjs'], {
    cwd: root,
    env: { ...process.env, BALLAST_COMPILED: folder, NODE_NO_WARNINGS: '1' },
    encoding: 'utf8',
  });
  if (status !== 0 || stderr !== '') throw new Error(`the bundler warns:\n${stderr}`);
  chmodSync(join(folder, 'bundle/ballast.js'), 0o755);
}

function sourcesHash(): string {
  const hash = createHash('sha256');
  const files = ['src', 'abis', 'bundle'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((file) => join(folder, file)),
  );
  for (const file of [...files, 'package-lock.json', 'tsconfig.json', 'tsconfig.build.json'].sort()) {
    if (!statSync(join(root, file)).isFile() || file.endsWith('.test.ts')) continue;
    hash.update(`${file}\0`).update(readFileSync(join(root, file)));
  }
  return hash.digest('hex').slice(0, 16);
}

/** Nobody runs what was compiled a day ago. */
function forgetOld(): void {
  mkdirSync(cache, { recursive: true });
  for (const name of readdirSync(cache)) {
    const folder = join(cache, name);
    if (Date.now() - statSync(folder).mtimeMs > dayMs) rmSync(folder, { recursive: true, force: true });
  }
}
