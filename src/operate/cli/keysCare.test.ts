import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { privateKeyToAddress } from 'viem/accounts';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { writeSecret } from '../../../test/book.js';
import { importKey, unlockKeystore } from '../../execute/transactions/keystore.js';
import { changePassword } from './changePassword.js';
import { checkKeys } from './keysCheck.js';

const privateKey = '0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d';
const account = privateKeyToAddress(privateKey);
let keystore = '';

// Making one takes most of a second, on purpose.
beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ballast-keys-'));
  const file = join(folder, 'key.json');
  await importKey({ file, password: 'the first', privateKey });
  keystore = readFileSync(file, 'utf8');
  rmSync(folder, { recursive: true });
});

function newKeys() {
  const folder = mkdtempSync(join(tmpdir(), 'ballast-keys-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const at = (name: string, text: string) => {
    writeSecret(join(folder, name), text);
    return join(folder, name);
  };
  return {
    folder,
    at,
    file: at('key.json', keystore),
    first: at('first', 'the first\n'),
    second: at('second', 'the second\n'),
  };
}

describe('changePassword', () => {
  test('default: it opens with the new one and not with the old one, and nothing is left beside it', async () => {
    const { folder, file, first, second } = newKeys();
    const { text } = await changePassword(file, { passwordFile: first, newPasswordFile: second });
    expect(text).toContain(account);
    await expect(unlockKeystore({ file, password: 'the second' })).resolves.toBe(privateKey);
    await expect(unlockKeystore({ file, password: 'the first' })).rejects.toThrow('does not open');
    expect(readdirSync(folder).sort()).toEqual(['first', 'key.json', 'second']);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readFileSync(file, 'utf8')).not.toContain(privateKey.slice(2));
  });

  test('behavior: what cannot be done leaves the keystore as it was', async () => {
    const { folder, at, file, first, second } = newKeys();
    const change = (passwordFile: string, newPasswordFile: string) =>
      changePassword(file, { passwordFile, newPasswordFile });
    await expect(change(second, first)).rejects.toThrow('does not open');
    await expect(change(first, first)).rejects.toThrow('the new password is the old one');
    await expect(change(first, at('empty', ''))).rejects.toThrow('a keystore needs a password');
    expect(readdirSync(folder).sort()).toEqual(['empty', 'first', 'key.json', 'second']);
    at('key.json.old', keystore);
    await expect(change(first, second)).rejects.toThrow(
      /key\.json\.old is there, from a change that did not come to its end/,
    );
    expect(readFileSync(file, 'utf8')).toBe(keystore);
  });
});

describe('checkKeys', () => {
  const other = '0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266';
  const settingsText = (whose: string, policy = '') =>
    `chains: { lab: { id: 31337, endpoints: [ws://127.0.0.1:8545] } }\nkeys:\n  - { account: "${whose}", keystore: key.json, passwordFile: first${policy} }\n`;

  test('default: every key of ballast.yaml, with what it may sign', async () => {
    const { at } = newKeys();
    const settings = at(
      'ballast.yaml',
      settingsText(account, ', policy: { profile: reduceOnly, day: { gas: 0.1 eth } }'),
    );
    const { isWell, json, text } = await checkKeys(undefined, { settings });
    expect(isWell).toBe(true);
    expect(json).toMatchObject([{ account, problem: null }]);
    expect(text).toMatch(/ok .*0x70997970.* reduceOnly; a day 0\.1 gas token/);
  });

  test("behavior: another account's, a wrong password, a file that ballast.yaml does not name", async () => {
    const { at, file, second } = newKeys();
    const settings = at('ballast.yaml', settingsText(other));
    const wrong = await checkKeys(undefined, { settings });
    expect(wrong).toMatchObject({
      isWell: false,
      text: expect.stringContaining(`holds the key of ${account}, not of ${other}`),
    });
    const closed = await checkKeys(file, { settings, passwordFile: second });
    expect(closed).toMatchObject({ isWell: false, text: expect.stringContaining('the password does not open') });
    const copy = at('copy.json', keystore);
    const unnamed = await checkKeys(copy, { settings: 'nowhere.yaml', passwordFile: at('third', 'the first') });
    expect(unnamed).toMatchObject({ isWell: true, text: expect.stringContaining('ballast.yaml does not name it') });
  });

  test('behavior: a keystore that says another address than its key has', async () => {
    const { at, first } = newKeys();
    const lying = at('lying.json', JSON.stringify({ ...JSON.parse(keystore), address: other.slice(2).toLowerCase() }));
    const { isWell, text } = await checkKeys(lying, { settings: 'nowhere.yaml', passwordFile: first });
    expect(isWell).toBe(false);
    expect(text).toContain('is a damaged keystore');
  });
});
