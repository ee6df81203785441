import { randomBytes } from 'node:crypto';
import { type Address, bytesToHex, getAddress, type Hex } from 'viem';
import { BallastError } from '../../model/error.js';
import { readPrivateFile, requireOwnFolder, writePrivateFile } from './privateFile.js';
import { createSigner } from './signer.js';

/** The encrypted keystore cannot be made or opened. Neither key nor password is ever quoted. */
export class KeystoreError extends BallastError {
  override name = 'KeystoreError';
}

/** What one guess at a password costs: 128 MiB and most of a second. Geth's standard; stated, so that no default softens it. */
const scrypt = { N: 2 ** 17, r: 8, p: 1 };

export interface KeystoreOptions {
  file: string;
  password: string;
}

/** A fresh key in a new encrypted keystore (Web3 Secret Storage, version 3, scrypt). @throws PrivateFileError */
export const createKeystore = (options: KeystoreOptions): Promise<Address> =>
  importKey({ ...options, privateKey: bytesToHex(randomBytes(32)) });

/** An existing key in a new encrypted keystore. @throws SignerError, KeystoreError, PrivateFileError */
export async function importKey({
  file,
  password,
  privateKey,
}: KeystoreOptions & { privateKey: Hex }): Promise<Address> {
  if (password === '') throw new KeystoreError('a keystore needs a password');
  await requireOwnFolder(file);
  const { address } = createSigner(privateKey, { chainId: 0 });
  // ethers is loaded here and nowhere else, so that whoever holds no key never loads it.
  const { encryptKeystoreJson } = await import('ethers');
  const text = await encryptKeystoreJson({ address, privateKey }, password, { scrypt });
  await writePrivateFile(file, `${text}\n`);
  return address;
}

/** The account a keystore is for, without opening it. @throws KeystoreError, PrivateFileError */
export async function keystoreAddress(file: string): Promise<Address> {
  return addressIn(file, await readPrivateFile(file));
}

/** The key. Hand it to `createSigner` and let go of it. @throws KeystoreError, PrivateFileError */
export async function unlockKeystore({ file, password }: KeystoreOptions): Promise<Hex> {
  const text = await readPrivateFile(file);
  const address = addressIn(file, text);
  const { decryptKeystoreJson } = await import('ethers');
  let opened: { address: string; privateKey: string };
  try {
    opened = await decryptKeystoreJson(text, password);
  } catch (error) {
    // The cause may carry what it was given, so only its kind is told.
    const wrong = error instanceof Error && /incorrect password/i.test(error.message);
    throw wrong
      ? new KeystoreError(`the password does not open ${file}`, {
          mend: 'check the password: another one was meant, or it was mistyped',
        })
      : new KeystoreError(`${file} is a damaged keystore`, { mend: 'restore it from a backup' });
  }
  if (getAddress(opened.address) !== address) throw new KeystoreError(`${file} names another account than its key`);
  return opened.privateKey as Hex;
}

function addressIn(file: string, text: string): Address {
  const refuse = () =>
    new KeystoreError(`${file} is not an encrypted keystore`, {
      mend: '`ballast keys new` makes one, `ballast keys import` makes one of a key you have',
    });
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    throw refuse();
  }
  if (typeof content !== 'object' || content === null) throw refuse();
  const { address, version } = content as Record<string, unknown>;
  if (version !== 3 || typeof address !== 'string' || !/^(0x)?[0-9a-f]{40}$/i.test(address)) throw refuse();
  return getAddress(`0x${address.replace(/^0x/i, '').toLowerCase()}`);
}
