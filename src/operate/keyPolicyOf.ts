import { isAddressEqual } from 'viem';
import type { Settings } from '../config/settings.js';
import { policyFrom } from '../execute/transactions/policy/policyFrom.js';
import type { KeyPolicy } from '../model/keyPolicy.js';
import type { Strategy } from '../model/strategy.js';

/** What the key of a strategy's account may sign: as ballast.yaml states it, and what that leaves out by the strategy's limits. */
export const keyPolicyOf = (
  { keys }: Pick<Settings, 'keys'>,
  { account, limits }: Pick<Strategy, 'account' | 'limits'>,
): KeyPolicy => policyFrom(keys.find((key) => isAddressEqual(key.account, account))?.policy, limits);
