// `npm run bench`, `npm run bench:memory` and `npm run bench -- hedging`: compiles the sources as they are now, and starts the contests or,
// told `memory` first, the run that counts memory; told `hedging`, the hedge policies along the same paths. Types are not checked here.
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../', import.meta.url));
// Inside the project, so that the compiled files find its packages; a folder of its own for each run, so that two can be made at once.
const folder = join(root, 'node_modules/.cache/ballast-bench', String(process.pid));
const flags = ['--noCheck', '--outDir', folder];
const [first, ...rest] = process.argv.slice(2);
const apart = { memory: 'bench/memory/main.js', hedging: 'bench/hedging/main.js' };
const [main, args] = first in apart ? [apart[first], rest] : ['bench/main.js', process.argv.slice(2)];
let code = 2;
try {
  execFileSync(join(root, 'node_modules/.bin/tsc'), ['-p', 'bench/tsconfig.json', ...flags], {
    cwd: root,
    stdio: 'inherit',
  });
  cpSync(join(root, 'src/record/migrations'), join(folder, 'src/record/migrations'), { recursive: true });
  cpSync(join(root, 'bench/c'), join(folder, 'bench/c'), { recursive: true });
  // The collector is laid open for the run that counts memory.
  const started = spawnSync(process.execPath, ['--expose-gc', join(folder, main), ...args], {
    cwd: root,
    stdio: 'inherit',
  });
  code = started.status ?? 2;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exit(code);
