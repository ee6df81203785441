import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { mayMount, smallDisk } from '../../record/testing/smallDisk.js';
import { PrivateFileError, readPrivateFile, writePrivateFile } from './privateFile.js';

/** Modes as they are told, whatever the umask. */
function folderOf(name = '', mode = 0o700): string {
  const folder = mkdtempSync(join(tmpdir(), 'ballast-private-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return name === '' ? folder : within(folder, name, mode);
}

function within(folder: string, name: string, mode = 0o700): string {
  const made = join(folder, name);
  mkdirSync(made);
  chmodSync(made, mode);
  return made;
}

function secretIn(folder: string, mode = 0o600): string {
  const file = join(folder, 'secret');
  writeFileSync(file, 'SECRET_77');
  chmodSync(file, mode);
  return file;
}

async function refusal(file: string, options?: Parameters<typeof readPrivateFile>[1]): Promise<string> {
  const error: unknown = await readPrivateFile(file, options).catch((reason: unknown) => reason);
  if (!(error instanceof PrivateFileError)) throw new Error(`it was read: ${String(error)}`);
  expect(error.message).not.toContain('SECRET');
  return error.message;
}

test('default: only its owner may read it, and only its owner may write where it is', async () => {
  expect(await readPrivateFile(secretIn(folderOf()))).toBe('SECRET_77');
  expect(await readPrivateFile(secretIn(folderOf('own', 0o755), 0o400))).toBe('SECRET_77');
});

describe('behavior: what others may read is refused', () => {
  test.each([0o640, 0o604, 0o620, 0o601, 0o666])('mode %o', async (mode) => {
    const file = secretIn(folderOf(), mode);
    expect(await refusal(file)).toBe(`others may read ${file} (mode ${mode.toString(8)})\n  mend: chmod 600 ${file}`);
  });

  test('through a link too: it is the file that counts', async () => {
    const folder = folderOf();
    symlinkSync(secretIn(folder, 0o644), join(folder, 'link'));
    expect(await refusal(join(folder, 'link'))).toMatch(/mode 644/);
  });
});

describe('behavior: where others could swap it', () => {
  test.each([0o770, 0o707, 0o777, 0o775])('a folder of mode %o', async (mode) => {
    const folder = folderOf('open', mode);
    expect(await refusal(secretIn(folder))).toMatch(
      new RegExp(`others may write ${folder} \\(mode ${mode.toString(8)}\\)[\\s\\S]*mend: chmod go-w ${folder}$`),
    );
  });

  test('the folder that a link to it is in', async () => {
    const folder = folderOf();
    const open = within(folder, 'open', 0o777);
    symlinkSync(secretIn(folder), join(open, 'link'));
    expect(await refusal(join(open, 'link'))).toContain(`others may write ${open}`);
  });

  test('the folder of a link on the way', async () => {
    const folder = folderOf();
    const open = within(folder, 'open', 0o770);
    symlinkSync(secretIn(folder), join(open, 'second'));
    symlinkSync('open/second', join(folder, 'first'));
    expect(await refusal(join(folder, 'first'))).toContain(`others may write ${open}`);
  });

  test('the folder of a link to its folder', async () => {
    const folder = folderOf();
    const open = within(folder, 'open', 0o777);
    const keys = within(folder, 'keys');
    secretIn(keys);
    symlinkSync(keys, join(open, 'keys'));
    expect(await refusal(join(open, 'keys', 'secret'))).toContain(`others may write ${open}`);
  });

  test('a folder further up, when it is everybody’s', async () => {
    const open = folderOf('open', 0o777);
    expect(await refusal(secretIn(within(open, 'keys')))).toContain(`others may write ${open}`);
  });

  test('not where only owners may replace their files', async () => {
    const sticky = folderOf('sticky', 0o1777);
    expect(await readPrivateFile(secretIn(sticky))).toBe('SECRET_77');
  });
});

test('behavior: a credential of systemd, which lets the user of the service in by its group', async () => {
  const folder = folderOf('credentials', 0o750);
  const file = secretIn(folder, 0o440);
  expect(await readPrivateFile(file, { from: 'systemd' })).toBe('SECRET_77');
  expect(await refusal(file)).toMatch(/mode 440/);
  chmodSync(file, 0o444);
  expect(await refusal(file, { from: 'systemd' })).toMatch(/mode 444/);
});

test('behavior: a pipe is not waited for, and what is too large is not read', async () => {
  const folder = folderOf();
  execFileSync('mkfifo', [join(folder, 'pipe')]);
  expect(await refusal(join(folder, 'pipe'))).toMatch(/pipe is not a file/);
  const file = secretIn(folder);
  truncateSync(file, 10_000_000);
  expect(await refusal(file)).toMatch(/too large/);
});

describe.runIf(mayMount())('writing where the system refuses', () => {
  test.each([
    ['there is no room', 'there is no room to write'],
    ['nothing may be written', 'there is no permission to write'],
  ])('behavior: %s: nothing is left behind', async (what, said) => {
    const disk = smallDisk(100_000, onTestFinished);
    disk.fill(4_096);
    if (what === 'nothing may be written') disk.makeReadOnly();
    const file = join(disk.folder, 'key.json');
    const error: unknown = await writePrivateFile(file, 'x'.repeat(20_000)).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ shortMessage: `${said} ${file}`, refusedBySystem: true });
    expect(readdirSync(disk.folder)).toEqual(['filler']);
  });
});
