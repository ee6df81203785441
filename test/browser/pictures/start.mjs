// `npm run screenshots`: compiles the sources as they are now, and takes the pictures of docs/console. Types are not checked here.
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../', import.meta.url));
// Inside the project, so that the compiled files find its packages; a folder of its own for each run, so that two can be made at once.
const folder = join(root, 'node_modules/.cache/ballast-pictures', String(process.pid));
let code = 2;
try {
  execFileSync(
    join(root, 'node_modules/.bin/tsc'),
    ['-p', 'test/browser/pictures/tsconfig.json', '--noCheck', '--outDir', folder],
    { cwd: root, stdio: 'inherit' },
  );
  cpSync(join(root, 'src/record/migrations'), join(folder, 'src/record/migrations'), { recursive: true });
  const main = join(folder, 'test/browser/pictures/main.js');
  code = spawnSync(process.execPath, [main, ...process.argv.slice(2)], { cwd: root, stdio: 'inherit' }).status ?? 2;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exit(code);
