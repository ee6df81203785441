import { existsSync } from 'node:fs';
import type { Address, Hex } from 'viem';
import type { KeyBackEnd } from '../../config/settings.js';
import { createKeystore, importKey, keystoreAddress } from '../../execute/transactions/keystore.js';
import { remoteAccounts } from '../../execute/transactions/remoteSigner.js';
import { BallastError, shortMessageOf } from '../../model/error.js';
import { labelOf } from '../../observe/endpoints/redactUrls.js';
import { type Ask, askSilently } from '../askSilently.js';
import { readPassword } from '../keysPassword.js';
import type { Answer } from './output.js';
import { dim, table } from './table.js';

export interface KeyOptions {
  passwordFile?: string;
}

/** A fresh key in a new encrypted keystore. @throws KeystoreError, PrivateFileError */
export async function newKey(file: string, options: KeyOptions): Promise<Answer> {
  refuseExisting(file);
  return made(await createKeystore({ file, password: await askSilently((ask) => password(options, ask)) }), file);
}

/** An existing key, asked for or read from standard input; never from the command line, which others can see. */
export async function importExistingKey(file: string, options: KeyOptions): Promise<Answer> {
  refuseExisting(file);
  const given = await askSilently(async (ask) => ({
    password: await password(options, ask),
    privateKey: privateKeyOf(await ask('Private key (0x…): ')),
  }));
  return made(await importKey({ file, ...given }), file);
}

/** Before anything is asked. */
function refuseExisting(file: string): void {
  if (existsSync(file))
    throw new BallastError(`${file} exists already`, { mend: 'a key is never overwritten: give another file' });
}

/** As wallets export it, with 0x or without. It is never quoted, not even when it is wrong. */
function privateKeyOf(text: string): Hex {
  const digits = text.trim().replace(/^0x/i, '');
  if (/^[0-9a-f]{64}$/i.test(digits)) return `0x${digits}`;
  throw new BallastError('this is not a private key', { mend: 'a private key is 64 hexadecimal digits' });
}

/** The keys that ballast.yaml names, and whether each is there; nothing is unlocked. */
export async function listKeys(settingsFile: string): Promise<Answer> {
  const { loadConfig } = await import('../../config/loadConfig.js');
  const { settings } = loadConfig({ settingsFile, strategyFiles: [], env: process.env });
  const keys = await Promise.all(
    settings.keys.map(async ({ account, backEnd, policy }) => {
      const where = backEnd.kind === 'remote' ? { remote: labelOf(backEnd.url) } : { keystore: backEnd.file };
      return { account, ...where, state: await stateOf(account, backEnd), ...(policy ? { policy } : {}) };
    }),
  );
  const text = table(keys, [
    { title: 'account', cell: (k) => k.account },
    { title: 'where', cell: (k) => k.keystore ?? k.remote ?? '' },
    { title: 'state', cell: (k) => k.state },
  ]);
  return { json: keys, text: keys.length > 0 ? text : dim(`${settingsFile} names no keys`) };
}

/** `ok`, or in a few words why not. */
async function stateOf(account: Address, backEnd: KeyBackEnd): Promise<string> {
  try {
    if (backEnd.kind === 'remote') {
      return (await remoteAccounts(backEnd)).includes(account) ? 'ok' : 'does not sign for this account';
    }
    const found = await keystoreAddress(backEnd.file);
    return found === account ? 'ok' : `holds ${found}`;
  } catch (error) {
    return shortMessageOf(error);
  }
}

const made = (account: string, file: string): Answer => ({
  json: { account, keystore: file },
  text: `${account}\nencrypted in ${file}; keep a copy of it and of its password apart`,
});

async function password({ passwordFile }: KeyOptions, ask: Ask): Promise<string> {
  if (passwordFile) return readPassword(passwordFile);
  const first = await ask('Password: ');
  if (process.stdin.isTTY && (await ask('Again: ')) !== first) throw new BallastError('the two passwords differ');
  return first;
}
