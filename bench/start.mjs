// `npm run bench`: compiles the sources as they are now, and starts the contests or, told its name first, a run of its own: `memory`
// counts memory, `hedging` compares hedge policies along the same paths, `lightness` starts and idles, `soak` goes on for long, and
// `big-ledger` reads much, `console` tells people of ticks, `page` shows them in a browser. Types are not checked here.
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../', import.meta.url));
// Inside the project, so that the compiled files find its packages; a folder of its own for each run, so that two can be made at once.
const folder = join(root, 'node_modules/.cache/ballast-bench', String(process.pid));
const flags = ['--noCheck', '--outDir', folder];
const [first, ...rest] = process.argv.slice(2);
const apart = {
  memory: 'bench/memory/main.js',
  hedging: 'bench/hedging/main.js',
  lightness: 'bench/lightness/main.js',
  soak: 'bench/lightness/soak.js',
  'big-ledger': 'bench/lightness/bigLedger.js',
  console: 'bench/console/main.js',
  page: 'bench/console/page.js',
};
const starting = ['lightness', 'soak', 'big-ledger'];
const [main, args] = first in apart ? [apart[first], rest] : ['bench/main.js', process.argv.slice(2)];
let code = 2;
try {
  execFileSync(join(root, 'node_modules/.bin/tsc'), ['-p', 'bench/tsconfig.json', ...flags], {
    cwd: root,
    stdio: 'inherit',
  });
  cpSync(join(root, 'src/record/migrations'), join(folder, 'src/record/migrations'), { recursive: true });
  // The command line as it is installed, for the runs that start it.
  cpSync(join(root, 'src/record/migrations'), join(folder, 'bundle/migrations'), { recursive: true });
  const bundler = join(root, 'node_modules/.bin/rolldown');
  if (starting.includes(first)) {
    const env = { ...process.env, BALLAST_COMPILED: folder };
    execFileSync(bundler, ['-c', 'bundle/rolldown.config.mjs'], { cwd: root, stdio: 'ignore', env });
    chmodSync(join(folder, 'bundle/ballast.js'), 0o755);
  }
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
