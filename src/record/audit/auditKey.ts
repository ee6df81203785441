import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign, verify } from 'node:crypto';
import { existsSync, linkSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { LedgerError } from '../errors.js';

/** What signs entries. The private half never leaves the file beside the ledger but into this process. */
export interface AuditKey {
  /** Raw Ed25519, 64 hex digits. */
  publicKey: string;
  /** @returns 128 hex digits */
  sign(text: string): string;
}

export const auditKeyFile = (ledger: string): string => `${ledger}.audit-key`;

/** Makes the key where there is none. A ledger in memory has one that is gone with it. @throws LedgerError */
export function openAuditKey(ledger: string): AuditKey {
  if (ledger === ':memory:') return keyOf(generateKeyPairSync('ed25519').privateKey);
  const file = auditKeyFile(ledger);
  try {
    if (!existsSync(file)) makeKey(file);
    if ((statSync(file).mode & 0o077) !== 0) {
      throw new LedgerError(`others than its owner may read ${file}`, { mend: `chmod 600 ${file}` });
    }
    return keyOf(createPrivateKey(readFileSync(file)));
  } catch (error) {
    if (error instanceof LedgerError) throw error;
    throw new LedgerError(`the key that signs the audit chain cannot be used: ${file}`, {
      mend: 'let its owner read it; restore it, or move it away, and a new one is made',
      cause: error,
    });
  }
}

/** Linked when it is whole, so that of two processes that make one both take the same. */
function makeKey(file: string): void {
  const draft = `${file}.${process.pid}`;
  const { privateKey } = generateKeyPairSync('ed25519');
  rmSync(draft, { force: true });
  writeFileSync(draft, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600, flag: 'wx' });
  try {
    linkSync(draft, file);
  } catch (error) {
    if (!existsSync(file)) throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

/** DER of an Ed25519 public key is these bytes and the 32 of the key. */
const derPrefix = Buffer.from('302a300506032b6570032100', 'hex');

function keyOf(privateKey: KeyObject): AuditKey {
  if (privateKey.asymmetricKeyType !== 'ed25519') throw new TypeError('not an Ed25519 key');
  const publicKey = createPublicKey(privateKey)
    .export({ type: 'spki', format: 'der' })
    .subarray(derPrefix.length)
    .toString('hex');
  return { publicKey, sign: (text) => sign(null, Buffer.from(text), privateKey).toString('hex') };
}

/** Hex in capitals is refused: each signature has one way to be written. @returns whether it is by this key; keys are read once */
export function createSignatureCheck(): (publicKey: string, text: string, signature: string) => boolean {
  const known = new Map<string, KeyObject | null>();
  return (publicKey, text, signature) => {
    if (!/^[0-9a-f]{128}$/.test(signature)) return false;
    const key = known.get(publicKey) ?? publicKeyOf(publicKey);
    known.set(publicKey, key);
    return key !== null && verify(null, Buffer.from(text), key, Buffer.from(signature, 'hex'));
  };
}

function publicKeyOf(hex: string): KeyObject | null {
  if (!/^[0-9a-f]{64}$/.test(hex)) return null;
  try {
    return createPublicKey({ key: Buffer.concat([derPrefix, Buffer.from(hex, 'hex')]), format: 'der', type: 'spki' });
  } catch {
    return null; // 32 bytes that are no point of the curve
  }
}
