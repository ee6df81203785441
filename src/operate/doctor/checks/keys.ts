import { stat } from 'node:fs/promises';
import { isAddressEqual } from 'viem';
import { chainsOf } from '../../../chains/strategyOn.js';
import type { KeySettings, Settings } from '../../../config/settings.js';
import { keystoreAddress, unlockKeystore } from '../../../execute/transactions/keystore.js';
import { policyFrom } from '../../../execute/transactions/policy/policyFrom.js';
import { remoteAccounts } from '../../../execute/transactions/remoteSigner.js';
import { BallastError } from '../../../model/error.js';
import type { Strategy } from '../../../model/strategy.js';
import { passwordOf } from '../../keysPassword.js';
import { shortAddress } from '../../words/shortAddress.js';
import type { DoctorCheck, Finding } from '../check.js';

/** Each key: there, yours alone, of its account, opened by its password; and its policy not smaller than what the strategy may want. */
export const keys: DoctorCheck = {
  name: 'keys',
  timeoutMs: 60_000,
  async run({ config: { settings, strategies } }) {
    const found: Finding[] = [];
    for (const key of settings.keys) found.push(asNeeded(await ofKey(settings, key), key, strategies));
    for (const strategy of strategies) found.push(...ofStrategy(settings, strategy));
    return found;
  },
};

/** What no live strategy signs with keeps nothing from starting. */
function asNeeded(finding: Finding, { account }: KeySettings, strategies: readonly Strategy[]): Finding {
  const signs = (one: Strategy) =>
    one.mode === 'live' && chainsOf(one).some((on) => isAddressEqual(on.account, account));
  const isNeeded = strategies.length === 0 || strategies.some(signs);
  return finding.verdict === 'fail' && !isNeeded ? { ...finding, verdict: 'warn' } : finding;
}

async function ofKey(settings: Settings, { account, backEnd }: KeySettings): Promise<Finding> {
  const about = shortAddress(account);
  try {
    if (backEnd.kind === 'remote') {
      const signs = (await remoteAccounts(backEnd)).some((one) => isAddressEqual(one, account));
      const mend = 'load the key into the remote signer';
      return signs
        ? { verdict: 'ok', about, says: 'the remote signer answers and signs for it' }
        : { verdict: 'fail', about, says: 'the remote signer answers, and does not sign for it', mend };
    }
    const { file, password } = backEnd;
    const address = await keystoreAddress(file);
    if (!isAddressEqual(address, account)) {
      return {
        verdict: 'fail',
        about,
        says: `${file} is the keystore of ${address}`,
        mend: 'name the keystore of this account',
      };
    }
    const uid = process.getuid?.();
    const owner = (await stat(file)).uid;
    if (uid !== undefined && uid !== 0 && owner !== uid) {
      const mend = `chown it to the user that the daemon runs as, and run this as that user`;
      return { verdict: 'warn', about, says: `${file} belongs to another user (uid ${owner})`, mend };
    }
    // Nobody is asked for a password by something that only looks.
    if (password.from === 'prompt')
      return { verdict: 'ok', about, says: `${file} is of this account; its password is asked for at start` };
    if (password.from === 'credential' && !process.env['CREDENTIALS_DIRECTORY']) {
      return { verdict: 'ok', about, says: `${file} is of this account; systemd hands over its password` };
    }
    await unlockKeystore({ file, password: await passwordOf(settings, file, password) });
    return { verdict: 'ok', about, says: `${file} opens, and is of this account; mode 600` };
  } catch (error) {
    if (!(error instanceof BallastError)) throw error;
    return { verdict: 'fail', about, says: error.shortMessage, mend: error.mend ?? 'put the right file there' };
  }
}

function ofStrategy(settings: Settings, strategy: Strategy): Finding[] {
  const { name: about, mode, limits, rules } = strategy;
  if (mode === 'shadow') return [{ verdict: 'ok', about, says: 'in shadow: needs no key' }];
  return chainsOf(strategy).flatMap(({ account }): Finding[] => {
    const key = settings.keys.find((one) => isAddressEqual(one.account, account));
    if (!key) {
      const mend = `add one under \`keys\` in ${settings.file}, or set \`mode: shadow\``;
      return [{ verdict: 'fail', about, says: `it is live, and there is no key for ${account}`, mend }];
    }
    const policy = policyFrom(key.policy, limits);
    const tight = [
      ...(policy.transaction.notional < limits.order ? ['policy.transaction.notional is below limits.order'] : []),
      ...(policy.day.notional < limits.day.turnover ? ['policy.day.notional is below limits.day.turnover'] : []),
      ...(policy.day.gas < limits.day.gas ? ['policy.day.gas is below limits.day.gas'] : []),
      ...(policy.profile === 'reduceOnly' && rules.some(({ kind }) => kind === 'hedge')
        ? ['policy.profile is reduceOnly, and a rule hedges']
        : []),
    ];
    const mend = 'what the policy refuses ends the order and opens SIGNATURE_REFUSED: make the two agree';
    return tight.length === 0
      ? [{ verdict: 'ok', about, says: `the policy of ${shortAddress(account)} lets through what the limits do` }]
      : tight.map((says): Finding => ({ verdict: 'warn', about, says, mend }));
  });
}
