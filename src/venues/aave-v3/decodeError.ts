import type { Hex } from 'viem';
import { decodeErrorResult, numberToHex, parseAbi } from 'viem';
import { erc20Abi } from '../../../abis/erc20.js';
import type { NamedError } from '../venue.js';
import { customErrorAbi, customErrorMeanings, laterErrorNames } from './customErrors.js';
import { errorNames } from './errorNames.js';

const errors = [
  ...parseAbi(['error Error(string reason)', 'error Panic(uint256 code)']),
  ...erc20Abi.filter((item) => item.type === 'error'),
  ...customErrorAbi,
];

const meanings: Readonly<Partial<Record<string, string>>> = customErrorMeanings;

/**
 * Revert bytes → the Pool's own name of it: up to 3.3 the one that Errors.sol gives to a number, which stays in the arguments; since
 * 3.4 a custom error's. A token's own string as it is. null for empty bytes and for errors of other contracts.
 */
export function decodeError(data: Hex): NamedError | null {
  try {
    const error = decodeErrorResult({ abi: errors, data });
    switch (error.errorName) {
      case 'Error': {
        const [reason] = error.args;
        const found = errorNames[reason] ?? laterErrorNames[reason];
        return found
          ? { name: found.name, args: { code: reason, meaning: found.meaning } }
          : { name: reason, args: {} };
      }
      case 'Panic':
        return { name: 'Panic', args: { code: numberToHex(error.args[0]) } };
      default: {
        const meaning = meanings[error.errorName];
        const args = named(error.errorName, error.args ?? []);
        return { name: error.errorName, args: meaning === undefined ? args : { ...args, meaning } };
      }
    }
  } catch {
    return null;
  }
}

const named = (errorName: string, args: readonly unknown[]): Record<string, string> => {
  const inputs = errors.find((error) => error.name === errorName)?.inputs ?? [];
  return Object.fromEntries(args.map((arg, index) => [inputs[index]?.name ?? `${index}`, String(arg)]));
};
