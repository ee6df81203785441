import type { Hex } from 'viem';
import { decodeErrorResult, numberToHex, parseAbi } from 'viem';
import { erc20Abi } from '../../../abis/erc20.js';
import type { NamedError } from '../venue.js';
import { errorNames } from './errorNames.js';

const errors = [
  ...parseAbi(['error Error(string reason)', 'error Panic(uint256 code)']),
  ...erc20Abi.filter((item) => item.type === 'error'),
];

/**
 * Revert bytes → the name that Errors.sol gives to the Pool's number, which stays in the arguments; a token's own string as it is.
 * null for empty bytes and for errors of other contracts.
 */
export function decodeError(data: Hex): NamedError | null {
  try {
    const error = decodeErrorResult({ abi: errors, data });
    switch (error.errorName) {
      case 'Error': {
        const [reason] = error.args;
        const found = errorNames[reason];
        return found
          ? { name: found.name, args: { code: reason, meaning: found.meaning } }
          : { name: reason, args: {} };
      }
      case 'Panic':
        return { name: 'Panic', args: { code: numberToHex(error.args[0]) } };
      default:
        return { name: error.errorName, args: named(error.errorName, error.args) };
    }
  } catch {
    return null;
  }
}

const named = (errorName: string, args: readonly unknown[]): Record<string, string> => {
  const inputs = errors.find((error) => error.name === errorName)?.inputs ?? [];
  return Object.fromEntries(args.map((arg, index) => [inputs[index]?.name ?? `${index}`, String(arg)]));
};
