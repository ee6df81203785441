// Compiles src/ and abis/ to dist/, and makes dist/bundle/ of that: few files that start quickly. Runs on `npm ci`, so a clone is
// runnable at once.
// A production install (`npm ci --omit=dev`) has no compiler and no bundler: the very versions that package-lock.json pins are then
// borrowed from npm's cache for this one step and never enter node_modules. Types are not checked there.
// It has an alias in package.json because viem names `typescript` as an optional peer: under its own name npm would
// count it as viem's and bring it in production too.
import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, readFileSync, rmSync } from 'node:fs';

const root = import.meta.dirname;
// Inside `npx -c` these would turn the commands below into that one again.
const { npm_config_call: _, npm_config_package: __, ...env } = process.env;
const run = (command, args, stdio = 'inherit') =>
  execFileSync(command, args, { cwd: root, env, stdio, shell: process.platform === 'win32' });
const { devDependencies } = JSON.parse(readFileSync(`${root}/package.json`, 'utf8'));
const { packages } = JSON.parse(readFileSync(`${root}/package-lock.json`, 'utf8'));
const borrow = (name, command, args, stdio) =>
  run('npm', ['exec', '--yes', `--package=${name}`, '--', command, ...args], stdio);

rmSync(`${root}/dist`, { recursive: true, force: true });
const project = ['-p', 'tsconfig.build.json'];
const compiler = `${root}/node_modules/.bin/tsc`;
if (existsSync(compiler)) run(compiler, project);
else {
  const borrowed = devDependencies['@local/typescript'].replace('npm:', '');
  borrow(borrowed, 'tsc', [...project, '--noCheck', '--declaration', 'false']);
}
cpSync(`${root}/src/record/migrations`, `${root}/dist/src/record/migrations`, { recursive: true });

const bundle = ['-c', 'bundle/rolldown.config.mjs'];
const bundler = `${root}/node_modules/.bin/rolldown`;
// Its list of files is long; what it warns of is shown.
const warnings = ['inherit', 'ignore', 'inherit'];
if (existsSync(bundler)) run(bundler, bundle, warnings);
else borrow(`rolldown@${packages['node_modules/rolldown'].version}`, 'rolldown', bundle, warnings);
cpSync(`${root}/src/record/migrations`, `${root}/dist/bundle/migrations`, { recursive: true });
chmodSync(`${root}/dist/bundle/ballast.js`, 0o755);

// The console's page. Its code comes from node_modules as in a clone; only vite, which puts it together, may be borrowed.
const page = ['build', '-c', 'src/operate/console/page/vite.config.ts', '--logLevel', 'warn'];
const builder = `${root}/node_modules/.bin/vite`;
if (existsSync(builder)) run(builder, page);
else borrow(`vite@${packages['node_modules/vite'].version}`, 'vite', page);
