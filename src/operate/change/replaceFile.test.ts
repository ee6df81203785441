import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { keccak256 } from 'viem';
import { expect, onTestFinished, test } from 'vitest';
import { temporaryFolder } from '../../record/testing/sample.js';
import { prepareFile } from './replaceFile.js';

const hashOf = (text: string) => keccak256(Buffer.from(text));

function strategyFile(text = 'old') {
  const folder = temporaryFolder(onTestFinished);
  const file = join(folder, 'book.yaml');
  writeFileSync(file, text);
  return { folder, file, text: () => readFileSync(file, 'utf8') };
}

test('default: nothing before it is used, all of it then, with the mode that the file had, whatever the process hides', () => {
  const { folder, file, text } = strategyFile();
  chmodSync(file, 0o664);
  const mask = process.umask(0o077);
  onTestFinished(() => void process.umask(mask));
  const replacement = prepareFile(file, 'new', hashOf('old'));
  expect(text()).toBe('old');
  replacement.use();
  expect([text(), statSync(file).mode & 0o777, readdirSync(folder)]).toEqual(['new', 0o664, ['book.yaml']]);
  replacement.takeBack();
  expect([text(), readdirSync(folder)]).toEqual(['old', ['book.yaml']]);
});

test('behavior: not used, it leaves nothing behind', () => {
  const { folder, file, text } = strategyFile();
  prepareFile(file, 'new', hashOf('old')).takeBack();
  expect([text(), readdirSync(folder)]).toEqual(['old', ['book.yaml']]);
});

test('behavior: a link stays a link, and what it points to is replaced', () => {
  const { folder, file, text } = strategyFile();
  const link = join(folder, 'link.yaml');
  symlinkSync(file, link);
  prepareFile(link, 'new', hashOf('old')).use();
  expect([lstatSync(link).isSymbolicLink(), text()]).toEqual([true, 'new']);
});

test('behavior: what somebody has linked in its way is not written into', () => {
  const { folder, file, text } = strategyFile();
  const other = join(folder, 'other');
  writeFileSync(other, 'mine');
  symlinkSync(other, `${file}.next`);
  prepareFile(file, 'new', hashOf('old')).use();
  expect([readFileSync(other, 'utf8'), text()]).toEqual(['mine', 'new']);
});

test('behavior: a file edited meanwhile, gone, or not to be written is refused and left as it is', () => {
  const { folder, file, text } = strategyFile('edited');
  expect(() => prepareFile(file, 'new', hashOf('old'))).toThrow('was edited on the disk meanwhile');
  expect([text(), readdirSync(folder)]).toEqual(['edited', ['book.yaml']]);
  // The new text is there already, by another way.
  prepareFile(file, 'edited', hashOf('old')).use();
  expect(text()).toBe('edited');
  mkdirSync(`${file}.next`);
  expect(() => prepareFile(file, 'new', hashOf('edited'))).toThrow('cannot be written by the daemon');
  expect(text()).toBe('edited');
  rmSync(file);
  expect(() => prepareFile(file, 'new', hashOf('edited'))).toThrow('is not there any more');
  expect(existsSync(file)).toBe(false);
});
