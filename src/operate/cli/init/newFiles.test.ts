import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { temporaryFolder } from '../../../record/testing/sample.js';
import { mayMount, smallDisk } from '../../../record/testing/smallDisk.js';
import { type NewFile, requirePlaces, writeNewFiles } from './newFiles.js';

const filesIn = (folder: string): NewFile[] => [
  { file: join(folder, 'ballast.yaml'), text: 'chains: {}\n', isPrivate: false },
  { file: join(folder, '.env'), text: 'URL=x\n', isPrivate: true },
  { file: join(folder, 'strategies/book.yaml'), text: `# ${'x'.repeat(20_000)}\n`, isPrivate: false },
];

const placesIn = (folder: string): string[] => filesIn(folder).map(({ file }) => file);
const nobody = () => Promise.resolve(false);

test('default: each is whole where it belongs; what is secret is for its owner alone', async () => {
  const folder = temporaryFolder(onTestFinished);
  requirePlaces(placesIn(folder));
  const written = await writeNewFiles(filesIn(folder), nobody);
  expect(written.map(({ how }) => how)).toEqual(['written', 'written', 'written']);
  for (const { file, text } of filesIn(folder)) expect(readFileSync(file, 'utf8')).toBe(text);
  expect(statSync(join(folder, '.env')).mode & 0o777).toBe(0o600);
  expect(readdirSync(folder).sort()).toEqual(['.env', 'ballast.yaml', 'strategies']);
});

test('behavior: a link that leads nowhere is left as it is, and nothing is written through it', async () => {
  const folder = temporaryFolder(onTestFinished);
  const away = join(folder, 'secrets');
  symlinkSync(away, join(folder, '.env'));
  const written = await writeNewFiles(filesIn(folder), nobody);
  expect(written[1]).toMatchObject({ how: 'beside', file: join(folder, '.env.new') });
  expect(lstatSync(join(folder, '.env')).isSymbolicLink()).toBe(true);
  expect(existsSync(away)).toBe(false);
});

test('behavior: all that is in the way is told at once', () => {
  const folder = temporaryFolder(onTestFinished);
  writeFileSync(join(folder, 'strategies'), '');
  mkdirSync(join(folder, '.env'));
  const said = [`${join(folder, '.env')} is a folder`, `${join(folder, 'strategies')} is no folder`];
  expect(() => requirePlaces(placesIn(folder))).toThrow(
    expect.objectContaining({ facts: said, refusedBySystem: false }) as Error,
  );
});

describe.runIf(mayMount())('where the system refuses', () => {
  test('behavior: a folder that may not be written to is told before anything', () => {
    const disk = smallDisk(1_000_000, onTestFinished);
    disk.makeReadOnly();
    expect(() => requirePlaces(placesIn(disk.folder))).toThrow(
      expect.objectContaining({ facts: [`${disk.folder} may not be written to`], refusedBySystem: true }) as Error,
    );
  });

  test('behavior: where there is no room for one, none is written', async () => {
    const disk = smallDisk(1_000_000, onTestFinished);
    disk.fill(16_384);
    const said = await writeNewFiles(filesIn(disk.folder), nobody).catch((error: unknown) => error);
    expect(said).toMatchObject({
      shortMessage: `there is no room to write ${join(disk.folder, 'strategies/book.yaml')}`,
      refusedBySystem: true,
    });
    expect(readdirSync(disk.folder)).toEqual(['filler']);
  });
});
