import { type Address, getAddress } from 'viem';
import { chainsOf } from '../chains/strategyOn.js';
import type { Config } from '../config/loadConfig.js';
import type { Path, Problem } from '../config/problem.js';
import type { KeyBackEnd, KeySettings, PasswordSource, Settings } from '../config/settings.js';
import { keystoreAddress, unlockKeystore } from '../execute/transactions/keystore.js';
import { createRemoteSigner, remoteAccounts } from '../execute/transactions/remoteSigner.js';
import { createSigner, type KeySigner } from '../execute/transactions/signer.js';
import { BallastError } from '../model/error.js';
import { passwordOf } from './keysPassword.js';

export interface KeyProblemsOptions {
  /** A remote signer that does not answer is a problem, or is left for later: whatever it signs is verified. */
  unreachable: 'problem' | 'pass';
}

/**
 * Whatever stands between a live strategy and its key: none stated, files that others can read or swap, another account's, a
 * password that does not open it, a remote signer that is not there or has no such account.
 */
export async function keyProblems(config: Config, options: KeyProblemsOptions): Promise<Problem[]> {
  const { settings, strategies, locate } = config;
  const problems: Problem[] = [];
  const seen = new Set<Address>();
  const watched = strategies.flatMap((strategy) => chainsOf(strategy).map(({ account }) => ({ ...strategy, account })));
  for (const { file, account, mode } of watched) {
    if (mode !== 'live') continue;
    const index = settings.keys.findIndex((key) => key.account === account);
    const key = settings.keys[index];
    if (!key) {
      const mend = `add a key for it under \`keys\` in ${settings.file}, or set \`mode: shadow\``;
      problems.push(locate(file, ['mode'], `the strategy is live, and there is no key for ${account}`, mend));
    } else if (!seen.has(account)) {
      const report: Report = (name, error) => {
        if (!(error instanceof BallastError)) throw error;
        const path: Path = ['keys', index, name];
        const mend = error.mend ?? 'put the right file there';
        problems.push(locate(settings.file, path, error.shortMessage, mend, { hidden: name === 'remote' }));
      };
      if (key.backEnd.kind === 'remote') await checkRemote(key.account, key.backEnd, options, report);
      else await checkKeystore(settings, key.account, key.backEnd, report);
    }
    seen.add(account);
  }
  return problems;
}

type Report = (name: 'keystore' | 'remote' | keyof typeof passwordKey, error: unknown) => void;

const passwordKey = { passwordFile: 'file', credential: 'credential', prompt: 'prompt' } as const;

const keyOf = ({ from }: PasswordSource): keyof typeof passwordKey => (from === 'file' ? 'passwordFile' : from);

async function checkKeystore(
  settings: Settings,
  account: Address,
  { file, password: source }: Extract<KeyBackEnd, { kind: 'keystore' }>,
  report: Report,
): Promise<void> {
  const address = await keystoreAddress(file).catch((error: unknown) => report('keystore', error));
  const isOther = address && address !== getAddress(account);
  if (isOther) report('keystore', wrongAccount(`the keystore is of ${address}, not of ${account}`));
  // Nobody is asked for the password of what cannot be opened anyway.
  if (source.from === 'prompt' && (!address || isOther)) return;
  const password = await passwordOf(settings, file, source).catch((error: unknown) => report(keyOf(source), error));
  if (!address || isOther || password === undefined) return;
  await unlockKeystore({ file, password }).catch((error: unknown) => report('keystore', error));
}

const wrongAccount = (message: string) => new BallastError(message, { mend: 'name the keystore of this account' });

async function checkRemote(
  account: Address,
  { url }: Extract<KeyBackEnd, { kind: 'remote' }>,
  { unreachable }: KeyProblemsOptions,
  report: Report,
): Promise<void> {
  try {
    const accounts = await remoteAccounts({ url });
    if (accounts.includes(getAddress(account))) return;
    const has = accounts.length > 0 ? `it has ${accounts.slice(0, 5).join(', ')}` : 'it has none';
    throw new BallastError(`the remote signer does not sign for ${account}: ${has}`, {
      mend: 'load the key into the signer, or name the signer of this account',
    });
  } catch (error) {
    if (unreachable === 'pass' && error instanceof BallastError && error.retryable) return;
    report('remote', error);
  }
}

/**
 * Who signs for an account: its unlocked keystore, or its remote signer. Only a live strategy comes here.
 * @throws KeystoreError, PrivateFileError; BallastError when no key is stated.
 */
export async function loadSigner({ settings }: Config, account: Address, chainId: number): Promise<KeySigner> {
  const { backEnd } = keyFor(settings, account);
  if (backEnd.kind === 'remote') return createRemoteSigner({ url: backEnd.url, account: getAddress(account), chainId });
  const password = await passwordOf(settings, backEnd.file, backEnd.password);
  const signer = createSigner(await unlockKeystore({ file: backEnd.file, password }), { chainId });
  if (signer.address !== getAddress(account))
    throw new BallastError(`${backEnd.file} does not hold the key of ${account}`);
  return signer;
}

/** What ballast.yaml states of an account's key, its policy among it. @throws BallastError when it states none */
function keyFor(settings: Settings, account: Address): KeySettings {
  const key = settings.keys.find((one) => one.account === account);
  if (key) return key;
  throw new BallastError(`there is no key for ${account}`, { mend: `add one under \`keys\` in ${settings.file}` });
}
