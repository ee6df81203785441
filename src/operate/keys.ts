import { type Address, getAddress } from 'viem';
import type { Config } from '../config/loadConfig.js';
import type { Problem } from '../config/problem.js';
import { keystoreAddress, unlockKeystore } from '../execute/transactions/keystore.js';
import { readPrivateFile } from '../execute/transactions/privateFile.js';
import { createSigner, type Signer } from '../execute/transactions/signer.js';
import { BallastError } from '../model/error.js';

/**
 * Whatever stands between a live strategy and its key: none stated, files that others can read, another account's, a
 * password that does not open it.
 */
export async function keyProblems({ settings, strategies, locate }: Config): Promise<Problem[]> {
  const problems: Problem[] = [];
  for (const { file, account, mode } of strategies) {
    if (mode !== 'live') continue;
    const index = settings.keys.findIndex((key) => key.account === account);
    const key = settings.keys[index];
    if (!key) {
      const mend = `add a key for it under \`keys\` in ${settings.file}, or set \`mode: shadow\``;
      problems.push(locate(file, ['mode'], `the strategy is live, and there is no key for ${account}`, mend));
      continue;
    }
    const report = (name: 'keystore' | 'passwordFile', error: unknown) => {
      if (!(error instanceof BallastError)) throw error;
      const mend = error.mend ?? 'put the right file there';
      problems.push(locate(settings.file, ['keys', index, name], error.shortMessage, mend));
    };
    const password = await readPassword(key.passwordFile).catch((error: unknown) => report('passwordFile', error));
    const address = await keystoreAddress(key.keystore).catch((error: unknown) => report('keystore', error));
    if (address && address !== getAddress(account)) {
      const text = `the keystore is of ${address}, not of ${account}`;
      problems.push(locate(settings.file, ['keys', index, 'keystore'], text, 'name the keystore of this account'));
    } else if (address && password !== undefined) {
      await unlockKeystore({ file: key.keystore, password }).catch((error: unknown) => report('keystore', error));
    }
  }
  return problems;
}

/**
 * Unlocks the key of an account. Only a live strategy comes here.
 * @throws KeystoreError, PrivateFileError; BallastError when no key is stated.
 */
export async function loadSigner({ settings }: Config, account: Address, chainId: number): Promise<Signer> {
  const key = settings.keys.find((one) => one.account === account);
  if (!key)
    throw new BallastError(`there is no key for ${account}`, { mend: `add one under \`keys\` in ${settings.file}` });
  const password = await readPassword(key.passwordFile);
  const signer = createSigner(await unlockKeystore({ file: key.keystore, password }), { chainId });
  if (signer.address !== getAddress(account))
    throw new BallastError(`${key.keystore} does not hold the key of ${account}`);
  return signer;
}

/** What the file says, without the line's end that editors put there. @throws PrivateFileError */
export const readPassword = async (file: string): Promise<string> =>
  (await readPrivateFile(file)).replace(/\r?\n$/, '');
