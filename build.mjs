// Compiles src/ and abis/ to dist/. Runs on `npm ci`, so a clone is runnable at once.
// A production install (`npm ci --omit=dev`) has no compiler: the very version that package.json pins is then
// borrowed from npm's cache for this one step and never enters node_modules. Types are not checked there.
// It has an alias in package.json because viem names `typescript` as an optional peer: under its own name npm would
// count it as viem's and bring it in production too.
import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, readFileSync, rmSync } from 'node:fs';

const root = import.meta.dirname;
// Inside `npx -c` these would turn the commands below into that one again.
const { npm_config_call: _, npm_config_package: __, ...env } = process.env;
const run = (command, args) =>
  execFileSync(command, args, { cwd: root, env, stdio: 'inherit', shell: process.platform === 'win32' });
const { devDependencies } = JSON.parse(readFileSync(`${root}/package.json`, 'utf8'));

rmSync(`${root}/dist`, { recursive: true, force: true });
const project = ['-p', 'tsconfig.build.json'];
const compiler = `${root}/node_modules/.bin/tsc`;
if (existsSync(compiler)) run(compiler, project);
else {
  const borrowed = devDependencies['@local/typescript'].replace('npm:', '');
  run('npm', [
    'exec',
    '--yes',
    `--package=${borrowed}`,
    '--',
    'tsc',
    ...project,
    '--noCheck',
    '--declaration',
    'false',
  ]);
}
cpSync(`${root}/src/record/migrations`, `${root}/dist/src/record/migrations`, { recursive: true });
chmodSync(`${root}/dist/src/operate/cli/main.js`, 0o755);
