import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createKeystore, importKey, KeystoreError, keystoreAddress, unlockKeystore } from './keystore.js';
import { PrivateFileError } from './privateFile.js';
import { createSigner } from './signer.js';
import { SignerError } from './signerError.js';

// The first of the development keys that every local chain knows.
const privateKey = '0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80';
const address = '0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266';
const password = 'correct horse battery staple';
const folder = mkdtempSync(join(tmpdir(), 'ballast-keys-'));
const file = join(folder, 'book.json');
afterAll(() => rmSync(folder, { recursive: true }));

beforeAll(async () => {
  expect(await importKey({ file, password, privateKey })).toBe(address);
});

/** What the operator would be told, all of it. */
const told = async (doing: Promise<unknown>): Promise<string> => {
  const error: unknown = await doing.then(
    () => new Error('it worked'),
    (e: unknown) => e,
  );
  if (!(error instanceof KeystoreError || error instanceof PrivateFileError || error instanceof SignerError))
    throw error;
  expect(JSON.stringify([error.message, error.stack, error.facts])).not.toMatch(/ac0974bec|correct horse/);
  return error.message;
};

test('default: a key that was put away comes back, and no one else may read the file', async () => {
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readFileSync(file, 'utf8')).not.toContain(privateKey.slice(2, 20));
  expect(await keystoreAddress(file)).toBe(address);
  expect(await unlockKeystore({ file, password })).toBe(privateKey);
});

test('default: a new key is of its own, and signs for the account it names', async () => {
  const fresh = join(folder, 'fresh.json');
  const made = await createKeystore({ file: fresh, password });
  const signer = createSigner(await unlockKeystore({ file: fresh, password }), { chainId: 1 });
  expect(signer.address).toBe(made);
  expect(made).not.toBe(address);
});

test('behavior: a keystore is never overwritten', async () => {
  expect(await told(importKey({ file, password, privateKey }))).toMatch(/exists already\s+mend: .*never overwritten/);
});

test('behavior: a file that others may read is refused, with the command that mends it', async () => {
  const loose = join(folder, 'loose.json');
  writeFileSync(loose, readFileSync(file), { mode: 0o600 });
  chmodSync(loose, 0o640);
  expect(await told(unlockKeystore({ file: loose, password }))).toContain(`chmod 600 ${loose}`);
  expect(await told(keystoreAddress(loose))).toContain('mode 640');
});

test('behavior: what a guess at the password costs is stated when a keystore is made', () => {
  const { kdf, kdfparams } = (JSON.parse(readFileSync(file, 'utf8')) as { Crypto: Record<string, unknown> }).Crypto;
  expect({ kdf, kdfparams }).toMatchObject({ kdf: 'scrypt', kdfparams: { n: 131_072, r: 8, p: 1, dklen: 32 } });
});

test('behavior: a keystore that another program made cheaply is read all the same', async () => {
  const { encryptKeystoreJson } = await import('ethers');
  const cheap = join(folder, 'cheap.json');
  const text = await encryptKeystoreJson({ address, privateKey }, password, { scrypt: { N: 2, r: 1, p: 1 } });
  writeFileSync(cheap, text, { mode: 0o600 });
  expect(await unlockKeystore({ file: cheap, password })).toBe(privateKey);
});

test('behavior: no keystore is made, nor read, where others could swap it', async () => {
  const open = join(folder, 'open');
  mkdirSync(open);
  chmodSync(open, 0o770);
  expect(await told(importKey({ file: join(open, 'k.json'), password, privateKey }))).toContain(`chmod go-w ${open}`);
  writeFileSync(join(open, 'k.json'), readFileSync(file), { mode: 0o600 });
  expect(await told(unlockKeystore({ file: join(open, 'k.json'), password }))).toMatch(
    /others may write .*\(mode 770\)/,
  );
  expect(await told(keystoreAddress(join(open, 'k.json')))).toMatch(/others may write/);
});

test('args: password, when it is wrong or empty', async () => {
  expect(await told(unlockKeystore({ file, password: 'wrong' }))).toMatch(/password does not open/);
  expect(await told(createKeystore({ file: join(folder, 'empty.json'), password: '' }))).toMatch(/needs a password/);
});

test('args: file, when it is missing, a folder, no keystore, or damaged', async () => {
  const write = (name: string, text: string) => {
    writeFileSync(join(folder, name), text, { mode: 0o600 });
    return join(folder, name);
  };
  expect(await told(unlockKeystore({ file: join(folder, 'none.json'), password }))).toMatch(/no such file/);
  expect(await told(unlockKeystore({ file: folder, password }))).toMatch(/not a file|system says/);
  for (const text of ['', '{}', privateKey, '[]', '{"version":3}']) {
    expect(await told(unlockKeystore({ file: write('none', text), password }))).toMatch(/not an encrypted keystore/);
  }
  const damaged = readFileSync(file, 'utf8').replace('"n":', '"m":');
  expect(await told(unlockKeystore({ file: write('damaged', damaged), password }))).toMatch(/damaged keystore/);
});

test('args: privateKey, when it is none', async () => {
  const zero = `0x${'0'.repeat(64)}` as const;
  for (const key of [zero, '0x12', '0xzz', privateKey.slice(0, -1), `${privateKey}00`] as `0x${string}`[]) {
    expect(await told(importKey({ file: join(folder, 'bad.json'), password, privateKey: key }))).toMatch(
      /not a private key/,
    );
  }
});
