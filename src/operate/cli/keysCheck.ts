import { resolve } from 'node:path';
import { type Address, isAddressEqual } from 'viem';
import type { KeyPolicyDraft, KeySettings, Settings } from '../../config/settings.js';
import { keystoreAddress, unlockKeystore } from '../../execute/transactions/keystore.js';
import { remoteAccounts } from '../../execute/transactions/remoteSigner.js';
import { BallastError } from '../../model/error.js';
import { labelOf } from '../../observe/endpoints/redactUrls.js';
import { addressOfKey } from '../addressOfKey.js';
import { askSilently } from '../askSilently.js';
import { passwordOf, readPassword } from '../keysPassword.js';
import { decimal } from '../words/numbers.js';
import type { Answer } from './output.js';
import { dim, green, red, table } from './table.js';

export interface CheckKeysOptions {
  settings: string;
  /** Instead of what ballast.yaml says, or of asking. */
  passwordFile?: string;
}

interface CheckedKey {
  account: Address | null;
  where: string;
  /** Null where it opens and all is right with it. */
  problem: string | null;
  mend: string | null;
  policy: string;
}

/**
 * Opens keystores and lets go of them again: the address is that of the key, the account is the one that ballast.yaml says, files
 * and folders are yours alone. One file, or every key that ballast.yaml names. Signs nothing.
 */
export async function checkKeys(
  file: string | undefined,
  options: CheckKeysOptions,
): Promise<Answer & { isWell: boolean }> {
  const settings =
    file === undefined ? await settingsOf(options.settings) : await settingsOf(options.settings).catch(() => null);
  const named = settings?.keys ?? [];
  const keys = file === undefined ? named : named.filter((key) => isOf(key, file));
  const checked: CheckedKey[] = [];
  if (file !== undefined && keys.length === 0) checked.push(await ofFile(file, null, options, settings));
  for (const key of keys) checked.push(await ofKey(key, options, settings));
  const text = table(checked, [
    { title: '', cell: ({ problem }) => (problem === null ? green('ok') : red('FAIL')) },
    { title: 'account', cell: ({ account }) => account ?? '-' },
    { title: 'where', cell: ({ where }) => where },
    { title: 'policy', cell: ({ policy }) => policy },
  ]);
  const wrong = checked.flatMap(({ problem, mend }) =>
    problem === null ? [] : [`${problem}`, ...(mend ? [`  mend: ${mend}`] : [])],
  );
  return {
    json: checked,
    text: checked.length === 0 ? dim(`${options.settings} names no keys`) : [text, ...wrong].join('\n'),
    isWell: wrong.length === 0,
  };
}

async function settingsOf(settingsFile: string): Promise<Settings> {
  const { loadConfig } = await import('../../config/loadConfig.js');
  return loadConfig({ settingsFile, strategyFiles: [], env: process.env, needsKeys: false }).settings;
}

const isOf = ({ backEnd }: KeySettings, file: string): boolean =>
  backEnd.kind === 'keystore' && backEnd.file === resolve(file);

async function ofKey(
  { account, backEnd, policy }: KeySettings,
  options: CheckKeysOptions,
  settings: Settings | null,
): Promise<CheckedKey> {
  if (backEnd.kind === 'keystore') {
    return { ...(await ofFile(backEnd.file, { account, backEnd }, options, settings)), policy: policyText(policy) };
  }
  const where = labelOf(backEnd.url);
  try {
    const signs = (await remoteAccounts(backEnd)).some((one) => isAddressEqual(one, account));
    const problem = signs ? null : `the remote signer does not sign for ${account}`;
    return { account, where, problem, mend: signs ? null : 'load the key into it', policy: policyText(policy) };
  } catch (error) {
    return { account, where, ...sayProblem(error), policy: policyText(policy) };
  }
}

async function ofFile(
  file: string,
  stated: { account: Address; backEnd: Extract<KeySettings['backEnd'], { kind: 'keystore' }> } | null,
  { passwordFile }: CheckKeysOptions,
  settings: Settings | null,
): Promise<CheckedKey> {
  const where = file;
  const policy = 'ballast.yaml does not name it';
  try {
    // Nobody is asked for the password of what is no keystore.
    await keystoreAddress(file);
    const password = passwordFile
      ? await readPassword(passwordFile)
      : stated && settings
        ? await passwordOf(settings, file, stated.backEnd.password)
        : await askSilently((ask) => ask(`Password of ${file}: `));
    const real = addressOfKey(await unlockKeystore({ file, password }));
    const isRight = !stated || isAddressEqual(real, stated.account);
    const problem = isRight ? null : `${file} holds the key of ${real}, not of ${stated.account}`;
    return { account: real, where, problem, mend: isRight ? null : 'name the keystore of this account', policy };
  } catch (error) {
    return { account: stated?.account ?? null, where, ...sayProblem(error), policy };
  }
}

function sayProblem(error: unknown): { problem: string; mend: string | null } {
  if (!(error instanceof BallastError)) throw error;
  return { problem: error.shortMessage, mend: error.mend };
}

/** `reduceOnly; a day 50 000.00 usd`: what is left out is as in the strategy's limits. */
function policyText(policy: KeyPolicyDraft | undefined): string {
  if (!policy) return "as the strategy's limits";
  const budget = (of: string, { notional, gas }: { notional?: number; gas?: number } = {}) => [
    ...(notional === undefined ? [] : [`${of} ${decimal(notional, 0)} usd`]),
    ...(gas === undefined ? [] : [`${of} ${gas} gas token`]),
  ];
  const said = [
    ...(policy.profile ? [policy.profile] : []),
    ...budget('a transaction', policy.transaction),
    ...budget('a day', policy.day),
    ...(policy.transfersTo?.length ? [`transfers to ${policy.transfersTo.join(', ')}`] : []),
  ];
  return said.length > 0 ? said.join('; ') : "as the strategy's limits";
}
