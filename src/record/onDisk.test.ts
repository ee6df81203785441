import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, lstatSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { compiled } from '../../test/compiled.js';
import { renameThrough, syncFolder, writeThrough } from './onDisk.js';
import { temporaryFolder } from './testing/sample.js';

const modeOf = (file: string) => statSync(file).mode & 0o777;

test('default: its owner alone may read it; with a mode it has that, whatever the process hides', () => {
  const folder = temporaryFolder(onTestFinished);
  const mask = process.umask(0o077);
  onTestFinished(() => void process.umask(mask));
  writeThrough(join(folder, 'own'), 'one');
  writeThrough(join(folder, 'shared'), Buffer.from('two'), 0o664);
  expect([readFileSync(join(folder, 'own'), 'utf8'), modeOf(join(folder, 'own'))]).toEqual(['one', 0o600]);
  expect([readFileSync(join(folder, 'shared'), 'utf8'), modeOf(join(folder, 'shared'))]).toEqual(['two', 0o664]);
});

test('behavior: what is there already is replaced, and what a link leads to is not written into', () => {
  const folder = temporaryFolder(onTestFinished);
  const [other, file] = [join(folder, 'other'), join(folder, 'file')];
  writeFileSync(other, 'mine');
  chmodSync(other, 0o644);
  symlinkSync(other, file);
  writeThrough(file, 'new');
  expect([readFileSync(other, 'utf8'), lstatSync(file).isFile(), modeOf(file)]).toEqual(['mine', true, 0o600]);
});

test('behavior: a rename takes the place of what was there', () => {
  const folder = temporaryFolder(onTestFinished);
  const [from, to] = [join(folder, 'from'), join(folder, 'to')];
  writeFileSync(from, 'new');
  writeFileSync(to, 'old');
  renameThrough(from, to);
  expect([readFileSync(to, 'utf8'), lstatSync(from, { throwIfNoEntry: false })]).toEqual(['new', undefined]);
});

test.runIf(existsSync('/proc/self'))(
  'behavior: a folder that the file system cannot put on the disk is no error; any other is',
  () => {
    const folder = temporaryFolder(onTestFinished);
    syncFolder(folder);
    // The kernel answers EINVAL for it, as shared file systems do for theirs.
    syncFolder('/proc/self');
    expect(() => syncFolder(join(folder, 'none'))).toThrow(/ENOENT/);
  },
);

beforeAll(() => void compiled(), 300_000);

test('invariant: what fits in part only is an error, and no file that is cut short', () => {
  const folder = temporaryFolder(onTestFinished);
  const module = join(compiled(), 'src/record/onDisk.js');
  const program = `import(process.argv[1]).then(({ writeThrough }) => {
    for (const data of ['x'.repeat(20_000), Buffer.alloc(20_000)])
      try {
        writeThrough(process.argv[2], data);
        console.log('written');
      } catch (error) {
        console.log(error.code);
      }
  })`;
  // A disk that is full after a few blocks: the system writes what fits, and says so only by a number.
  const line = 'ulimit -f 8 && exec "$0" -e "$1" "$2" "$3"';
  const said = spawnSync('sh', ['-c', line, process.execPath, program, module, join(folder, 'file')], {
    encoding: 'utf8',
  });
  expect({ out: said.stdout, error: said.stderr }).toEqual({ out: 'EFBIG\nEFBIG\n', error: '' });
});
