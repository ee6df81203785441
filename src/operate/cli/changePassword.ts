import { existsSync } from 'node:fs';
import { link, rename, rm } from 'node:fs/promises';
import { importKey, unlockKeystore } from '../../execute/transactions/keystore.js';
import { BallastError } from '../../model/error.js';
import { sayRefused } from '../../model/refusedBySystem.js';
import { addressOfKey } from '../addressOfKey.js';
import { askSilently } from '../askSilently.js';
import { readPassword } from '../keysPassword.js';
import type { Answer } from './output.js';

export interface ChangePasswordOptions {
  /** Instead of asking; both are read before anything is written. */
  passwordFile?: string;
  newPasswordFile?: string;
}

/**
 * Encrypts a keystore anew. The old one is opened first; the new one is written beside it, opened, and only then takes its place
 * in one step. Until that one has been opened where it stands, the old one is kept beside it. Nothing is ever written in the clear.
 * @throws KeystoreError, PrivateFileError, BallastError; the keystore is then as it was
 */
export async function changePassword(file: string, options: ChangePasswordOptions): Promise<Answer> {
  const [making, old] = [`${file}.new`, `${file}.old`];
  for (const left of [making, old]) {
    if (!existsSync(left)) continue;
    throw new BallastError(`${left} is there, from a change that did not come to its end`, {
      mend: `see with \`ballast keys check\` which of the two opens, keep that as ${file}, and remove the other`,
    });
  }
  const { before, after } = await askSilently(async (ask) => ({
    before: options.passwordFile ? await readPassword(options.passwordFile) : await ask('Password until now: '),
    after: options.newPasswordFile ? await readPassword(options.newPasswordFile) : await askTwice(ask),
  }));
  if (before === after) throw new BallastError('the new password is the old one', { mend: 'give another' });
  const privateKey = await unlockKeystore({ file, password: before });
  const account = addressOfKey(privateKey);
  try {
    await importKey({ file: making, password: after, privateKey });
    await requireSame(making, after, account);
    await link(file, old);
    await rename(making, file);
  } catch (error) {
    await rm(making, { force: true });
    await rm(old, { force: true });
    throw sayRefused(making, error);
  }
  await requireSame(file, after, account);
  await rm(old);
  return {
    json: { account, keystore: file },
    text: `${account}\n${file} opens with the new password, and with no other; put it where ballast.yaml takes it from before the next start`,
  };
}

async function askTwice(ask: (question: string) => Promise<string>): Promise<string> {
  const first = await ask('New password: ');
  if (process.stdin.isTTY && (await ask('Again: ')) !== first) throw new BallastError('the two passwords differ');
  return first;
}

async function requireSame(file: string, password: string, account: string): Promise<void> {
  if (addressOfKey(await unlockKeystore({ file, password })) === account) return;
  throw new BallastError(`${file} does not hold the key of ${account} after it was written`, {
    mend: 'the old keystore is kept beside it; report this as a defect',
  });
}
