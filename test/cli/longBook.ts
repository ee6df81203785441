import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { importKey } from '../../src/execute/transactions/keystore.js';
import type { LabAccount } from '../../src/lab/accounts.js';
import type { Lab } from '../../src/lab/lab.js';
import { type BookFiles, type BookText, writeBook, writeSecret } from '../book.js';
import { ballast, type Running, type Said, start } from './ballast.js';

/** The book that most daemons of these tests keep: three ETH long, with a rule that would sell them. */

export const hedge = { hedge: 'ETH', when: 'abs(delta) > 0.5', to: 0, on: 'perp-v2 ETH', maxSlippage: '1%' };

const password = 'correct horse 7';

/** An account that is three ETH long, and has the margin to hedge that. @param size ETH that its perp begins with */
export async function createLongAccount(lab: Lab, size = 0): Promise<LabAccount> {
  const account = await lab.createAccount({ USDC: 5_000, sETH: 3 });
  await lab.openBook(account, { options: [], perp: { size, margin: 3_000 } });
  return account;
}

/** Its files, without a key that could sign for it. */
export const shadowBook = (lab: Lab, { address }: LabAccount, text: Partial<BookText> = {}): BookFiles =>
  writeBook(lab, { account: address, mode: 'shadow', rules: [hedge], ...text }, onTestFinished);

/** Its files, and the keystore of its key: live unless told. */
export async function signedBook(
  lab: Lab,
  { address, privateKey }: LabAccount,
  text: Partial<BookText> = {},
): Promise<BookFiles> {
  const keys = [{ account: address, keystore: 'key.json', passwordFile: 'password' }];
  const files = writeBook(lab, { account: address, rules: [hedge], keys, ...text }, onTestFinished);
  await importKey({ file: join(files.folder, 'key.json'), password, privateKey });
  writeSecret(join(files.folder, 'password'), password);
  return files;
}

/** A daemon that keeps it. */
export const run = ({ settings, strategy }: BookFiles, env: Readonly<Record<string, string>> = {}): Running =>
  start(['--settings', settings, 'run', strategy], onTestFinished, { env });

/** A verb about it, said where its files are. */
export const verb = ({ settings, folder }: BookFiles, ...words: string[]): Promise<Said> =>
  ballast(['--settings', settings, ...words], { cwd: folder });
