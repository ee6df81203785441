import { chmodSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { privateKeyToAddress } from 'viem/accounts';
import { describe, expect, onTestFinished, test } from 'vitest';
import { unlockKeystore } from '../../src/execute/transactions/keystore.js';
import { startRemoteSigner } from '../remoteSigner.js';
import { ballast, newFolder, type Said } from './ballast.js';

const privateKey = '0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d';
const account = privateKeyToAddress(privateKey);
const password = 'correct horse 7';

/** A folder with a password file that only its owner may read. */
function newPasswordFile(): { cwd: string; passwordFile: string } {
  const cwd = newFolder(onTestFinished);
  const passwordFile = join(cwd, 'password');
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  return { cwd, passwordFile };
}

function expectSilence({ stdout, stderr }: Said): void {
  for (const secret of [privateKey, privateKey.slice(2), password]) expect(stdout + stderr).not.toContain(secret);
}

describe('keys new', () => {
  test('default: the password from a file', async () => {
    const { cwd, passwordFile } = newPasswordFile();
    const said = await ballast(['keys', 'new', 'key.json', '--password-file', passwordFile], { cwd });
    expect(said).toMatchObject({ code: 0, stderr: '' });
    expectSilence(said);
    const file = join(cwd, 'key.json');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const made = privateKeyToAddress(await unlockKeystore({ file, password }));
    expect(said.stdout).toContain(made);
  });

  test('behavior: the password from standard input', async () => {
    const cwd = newFolder(onTestFinished);
    const said = await ballast(['keys', 'new', 'key.json'], { cwd, input: `${password}\n` });
    expect(said).toMatchObject({ code: 0, stderr: '' });
    await expect(unlockKeystore({ file: join(cwd, 'key.json'), password })).resolves.toMatch(/^0x/);
  });

  test('behavior: an existing file is refused, whatever it is, and stays as it is', async () => {
    const { cwd, passwordFile } = newPasswordFile();
    writeFileSync(join(cwd, 'key.json'), 'precious');
    for (const verb of ['new', 'import']) {
      const said = await ballast(['keys', verb, 'key.json', '--password-file', passwordFile], { cwd });
      expect(said).toMatchObject({ code: 2, stdout: '' });
      expect(said.stderr).toMatch(/key\.json exists already\n {2}mend: a key is never overwritten/);
    }
    expect(readFileSync(join(cwd, 'key.json'), 'utf8')).toBe('precious');
  });

  test.each([
    ['others may read the password file', 0o644, [], /others may read .*password \(mode 644\)\n {2}mend: chmod 600/],
    ['the keystore would be in no folder', 0o600, ['nowhere/key.json'], /cannot be written\n {2}there is no such file/],
  ])('behavior: %s', async (_, mode, [file = 'key.json'], text) => {
    const { cwd, passwordFile } = newPasswordFile();
    chmodSync(passwordFile, mode);
    const said = await ballast(['keys', 'new', file, '--password-file', passwordFile], { cwd });
    expect(said).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(text) });
    expectSilence(said);
    expect(readdirSync(cwd)).toEqual(['password']);
  });

  test.each([
    ['', 'standard input ended before an answer'],
    ['\n', 'a keystore needs a password'],
  ])('behavior: %j is no password', async (input, text) => {
    const cwd = newFolder(onTestFinished);
    const said = await ballast(['keys', 'new', 'key.json'], { cwd, input });
    expect(said).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining(text) });
    expect(existsSync(join(cwd, 'key.json'))).toBe(false);
  });
});

describe('keys import', () => {
  test('default: password and key, a line each, from standard input', async () => {
    const cwd = newFolder(onTestFinished);
    const said = await ballast(['keys', 'import', 'key.json'], { cwd, input: `${password}\n${privateKey}\n` });
    expect(said).toMatchObject({ code: 0, stderr: '' });
    expect(said.stdout).toContain(account);
    expectSilence(said);
    const file = join(cwd, 'key.json');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readFileSync(file, 'utf8')).not.toContain(privateKey.slice(2));
    expect(await unlockKeystore({ file, password })).toBe(privateKey);
  });

  test('args: --password-file leaves standard input to the key, which may come without 0x', async () => {
    const { cwd, passwordFile } = newPasswordFile();
    const args = ['keys', 'import', 'key.json', '--password-file', passwordFile];
    const said = await ballast(args, { cwd, input: privateKey.slice(2) });
    expect(said).toMatchObject({ code: 0, stderr: '', stdout: expect.stringContaining(account) });
    expectSilence(said);
  });

  test.each([privateKey.slice(0, -1), `${privateKey}00`, `0x${'0'.repeat(64)}`, `0x${'f'.repeat(64)}`])(
    'behavior: what is no private key is refused and not repeated',
    async (wrong) => {
      const { cwd, passwordFile } = newPasswordFile();
      const args = ['keys', 'import', 'key.json', '--password-file', passwordFile];
      const said = await ballast(args, { cwd, input: wrong });
      expect(said).toMatchObject({ code: 2, stdout: '' });
      expect(said.stderr).not.toContain(wrong.slice(2));
      expect(existsSync(join(cwd, 'key.json'))).toBe(false);
    },
  );

  test('behavior: a key on the command line is refused: others see it there', async () => {
    const { cwd, passwordFile } = newPasswordFile();
    const args = ['keys', 'import', 'key.json', privateKey, '--password-file', passwordFile];
    expect(await ballast(args, { cwd })).toMatchObject({ code: 2, stdout: '' });
    expect(existsSync(join(cwd, 'key.json'))).toBe(false);
  });
});

describe('keys list', () => {
  test('default: what ballast.yaml names, and whether it is there', async () => {
    const { cwd, passwordFile } = newPasswordFile();
    await ballast(['keys', 'new', 'other.json', '--password-file', passwordFile], { cwd });
    await ballast(['keys', 'import', 'own.json', '--password-file', passwordFile], { cwd, input: privateKey });
    const [second, third] = [`0x${'2'.repeat(40)}`, `0x${'3'.repeat(40)}`];
    const keys = [
      `  - { account: "${account}", keystore: own.json, passwordFile: password }`,
      `  - { account: "${second}", keystore: other.json, passwordFile: password }`,
      `  - { account: "${third}", keystore: missing.json, passwordFile: password }`,
    ];
    writeFileSync(join(cwd, 'ballast.yaml'), `chains: {}\nkeys:\n${keys.join('\n')}\n`);
    const said = await ballast(['keys', 'list', '--json'], { cwd });
    expect(said).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(said.stdout)).toEqual([
      { account, keystore: join(cwd, 'own.json'), state: 'ok' },
      { account: second, keystore: join(cwd, 'other.json'), state: expect.stringMatching(/^holds 0x/) },
      { account: third, keystore: join(cwd, 'missing.json'), state: expect.stringMatching(/cannot be read/) },
    ]);
    const { stdout } = await ballast(['keys', 'list'], { cwd });
    expect(stdout.split('\n')[1]).toMatch(new RegExp(`^${account}\\s+.*own\\.json\\s+ok$`));
    expectSilence(said);
  });

  test('behavior: of a remote signer the host, and whether it has the account', async () => {
    const signer = await startRemoteSigner({ accounts: [account] }, onTestFinished);
    const cwd = newFolder(onTestFinished);
    const other = `0x${'2'.repeat(40)}`;
    const remote = `${signer.url.replace('//', '//me:TOKEN_77@')}/TOKEN_77`;
    const keys = [account, other].map((one) => `  - { account: "${one}", remote: "${remote}" }`);
    const gone = `  - { account: "0x${'3'.repeat(40)}", remote: "http://me:TOKEN_77@127.0.0.1:1/TOKEN_77" }`;
    writeFileSync(join(cwd, 'ballast.yaml'), `chains: {}\nkeys:\n${keys.join('\n')}\n${gone}\n`);
    const said = await ballast(['keys', 'list', '--json'], { cwd });
    expect(said).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(said.stdout)).toEqual([
      { account, remote: signer.url, state: 'ok' },
      { account: other, remote: signer.url, state: 'does not sign for this account' },
      {
        account: `0x${'3'.repeat(40)}`,
        remote: 'http://127.0.0.1:1',
        state: expect.stringMatching(/cannot be reached/),
      },
    ]);
    expect(said.stdout).not.toContain('TOKEN_77');
    expect((await ballast(['keys', 'list'], { cwd })).stdout).not.toContain('TOKEN_77');
  });

  test('behavior: without ballast.yaml', async () => {
    const cwd = newFolder(onTestFinished);
    const said = await ballast(['keys', 'list'], { cwd });
    expect(said).toMatchObject({ code: 2, stdout: '' });
    expect(said.stderr).toMatch(/ballast\.yaml\n {4}there is no such file/);
  });
});
