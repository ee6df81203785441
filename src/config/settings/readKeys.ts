import { dirname, resolve } from 'node:path';
import type { SigningBudget } from '../../model/keyPolicy.js';
import { type Path, pathText } from '../problem.js';
import type { GasAmount } from '../quantities.js';
import { type Check, type Fields, readFields } from '../readFields.js';
import type { KeyBackEnd, KeyPolicyDraft, KeySettings, PasswordSource } from '../settings.js';
import { keyShape } from './schema.js';

/** A key as its entry says, with the tokens that its policy counts gas in: each strategy's chain must have the same. */
export interface KeyDraft extends KeySettings {
  /** Upper case. */
  gasTokens: readonly string[];
}

/** The list of keys; null when one of them could not be understood, which is reported. */
export function readKeys(check: Check, given: unknown): KeyDraft[] | null {
  if (given === undefined || given === null) return [];
  if (!Array.isArray(given)) {
    check.report(['keys'], '`keys` is not a list', 'begin each with a dash: `- account: 0x…`', { hidden: true });
    return null;
  }
  const keys: KeyDraft[] = [];
  given.forEach((entry: unknown, index) => {
    const path = ['keys', index];
    const fields = readFields(check, path, entry, keyShape);
    const backEnd = backEndOf(check, path, fields, entry);
    const { account, policy } = fields;
    if (account === undefined || backEnd === null) return;
    if (keys.some((key) => key.account === account)) {
      check.report([...path, 'account'], `${account} has a key above`, 'keep one of the two');
    }
    keys.push({ account, backEnd, ...readPolicy(check, [...path, 'policy'], policy) });
  });
  if (keys.length !== given.length) return null;
  reportReceivers(check, keys);
  return keys;
}

/** Who may be given something is an own account, for which there is a key; nobody else is, and a mistyped one is found. */
function reportReceivers(check: Check, keys: readonly KeyDraft[]): void {
  keys.forEach(({ account, policy }, index) => {
    const path = ['keys', index, 'policy', 'transfersTo'];
    const receivers = policy?.transfersTo ?? [];
    if (receivers.length > 0 && policy?.profile === 'reduceOnly') {
      check.report(path, 'a key that is `reduceOnly` gives nothing away', 'take one of the two out');
    }
    receivers.forEach((receiver, at) => {
      if (receiver === account) check.report([...path, at], 'the account would give to itself', 'take it out');
      else if (!keys.some((key) => key.account === receiver)) {
        const mend = 'give the account a key of its own, or take it out: only own accounts may be given anything';
        check.report([...path, at], `${receiver} has no key here`, mend);
      }
    });
  });
}

type KeyFields = Fields<typeof keyShape>;

/** Exactly one of two; null when it cannot be told which, and that is reported. */
function backEndOf(check: Check, path: Path, fields: KeyFields, given: unknown): KeyBackEnd | null {
  const { keystore, remote } = fields;
  // What was written and is wrong has been reported, and must not be called missing on top.
  const isWrong = (name: keyof KeyFields) =>
    (fields[name] === undefined && stated(given, name)) || isMistyped(check, path, name);
  if (isWrong('keystore') || isWrong('remote')) return null;
  if (keystore !== undefined && remote !== undefined) {
    check.report(
      [...path, 'remote'],
      'a key is in a keystore or with a remote signer, not both',
      'keep one of the two',
    );
    return null;
  }
  if (remote !== undefined) {
    for (const name of passwordKeys) {
      if (!stated(given, name)) continue;
      check.report(
        [...path, name],
        `\`${name}\` is for a keystore, and this key is with a remote signer`,
        'take it out',
      );
    }
    return { kind: 'remote', url: remote };
  }
  if (keystore === undefined) {
    const mend = 'write `keystore: FILE` (`ballast keys new` makes one) or `remote: URL`';
    if (typeof given === 'object' && given !== null && !check.yaml.isBroken(path)) {
      check.report(path, 'where the key is, is not said', mend);
    }
    return null;
  }
  const password = passwordOf(check, path, fields, given);
  return password && { kind: 'keystore', file: besides(check, keystore), password };
}

const passwordKeys = ['passwordFile', 'credential', 'prompt'] as const;

function passwordOf(check: Check, path: Path, fields: KeyFields, given: unknown): PasswordSource | null {
  const { passwordFile, credential, prompt } = fields;
  const names = passwordKeys.filter((name) => stated(given, name));
  const [first, second] = names;
  if (second !== undefined) {
    check.report(
      [...path, second],
      `\`${first}\` and \`${second}\` both say where the password is`,
      'keep one of them',
    );
    return null;
  }
  if (passwordFile !== undefined) return { from: 'file', file: besides(check, passwordFile) };
  if (credential !== undefined) return { from: 'credential', name: credential };
  if (prompt === true) return { from: 'prompt' };
  if (first === undefined && !passwordKeys.some((name) => isMistyped(check, path, name))) {
    const mend = 'write `passwordFile: FILE`, `credential: NAME` (of systemd) or `prompt: true`';
    check.report([...path, 'keystore'], 'what opens this keystore is not said', mend);
  }
  return null;
}

const isMistyped = (check: Check, path: Path, name: string): boolean => check.mistyped.has(pathText([...path, name]));

/** `false` states nothing. */
const stated = (given: unknown, name: string): boolean => {
  if (typeof given !== 'object' || given === null) return false;
  const value = (given as Record<string, unknown>)[name];
  return value !== undefined && value !== null && value !== false;
};

function readPolicy(
  check: Check,
  path: Path,
  policy: KeyFields['policy'],
): { gasTokens: readonly string[]; policy?: KeyPolicyDraft } {
  if (policy === undefined) return { gasTokens: [] };
  const { profile, transaction, day, transfersTo } = policy;
  const once = budgetOf(transaction);
  const daily = budgetOf(day);
  for (const name of ['notional', 'gas'] as const) {
    const [one, whole] = [once?.[name], daily?.[name]];
    if (one === undefined || whole === undefined || one <= whole) continue;
    const message = `one transaction may use more (${one}) than a whole day (${whole})`;
    check.report([...path, 'transaction', name], message, `lower it, or raise \`day.${name}\``);
  }
  const gasTokens = [transaction, day].flatMap((budget) => (budget?.gas ? [budget.gas.token] : []));
  return {
    gasTokens: [...new Set(gasTokens)],
    policy: {
      ...(profile === undefined ? {} : { profile }),
      ...(once === undefined ? {} : { transaction: once }),
      ...(daily === undefined ? {} : { day: daily }),
      ...(transfersTo === undefined ? {} : { transfersTo }),
    },
  };
}

type Budget = { notional?: number | undefined; gas?: GasAmount | undefined } | undefined;

const budgetOf = (budget: Budget): Partial<SigningBudget> | undefined =>
  budget && {
    ...(budget.notional === undefined ? {} : { notional: budget.notional }),
    ...(budget.gas === undefined ? {} : { gas: budget.gas.amount }),
  };

/** Relative paths are taken from the folder that ballast.yaml is in. */
const besides = (check: Check, path: string): string => resolve(dirname(check.yaml.file), path);
