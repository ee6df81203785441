import type { ErrorGroup } from './errorMeaning.js';

/** What tokens and Solidity itself revert with, by the string or the name. These are not GMX's. */
export const tokenErrors: readonly ErrorGroup[] = [
  {
    kind: 'wallet',
    ballast: 'the rehearsal says so and nothing is sent; balances and allowances are read again',
    retry: 'after backing off',
    errors: {
      'ERC20: transfer amount exceeds balance': 'the account does not hold this much of the token',
      'ERC20: transfer amount exceeds allowance': 'GMX’s Router may not take this much of the token',
      'ERC20: insufficient allowance': 'GMX’s Router may not take this much of the token',
      ERC20InsufficientBalance: 'the account does not hold this much of the token',
      ERC20InsufficientAllowance: 'GMX’s Router may not take this much of the token',
      'SafeERC20: low-level call failed': 'the token refused the transfer',
    },
  },
  {
    kind: 'release',
    ballast: 'the order is over, and the rule decides anew on what is then there',
    retry: 'after backing off',
    errors: { Panic: 'an arithmetic error inside a contract' },
  },
];
