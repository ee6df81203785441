import type { Hex } from 'viem';
import { decodeErrorResult, numberToHex, parseAbi } from 'viem';
import { erc20Abi } from '../../../abis/erc20.js';
import type { NamedError } from '../venue.js';
import { errorMeanings, panicMeanings } from './errorMeanings.js';

const errors = [
  ...parseAbi(['error Error(string reason)', 'error Panic(uint256 code)']),
  ...erc20Abi.filter((item) => item.type === 'error'),
];

/**
 * Revert bytes → the protocol's string, with `meaning` in its arguments where the table knows it. Perp V2 reverts with
 * strings only, so any string is taken for its own. null for empty bytes and for errors of other contracts.
 */
export function decodeError(data: Hex): NamedError | null {
  try {
    const error = decodeErrorResult({ abi: errors, data });
    switch (error.errorName) {
      case 'Error': {
        const [reason] = error.args;
        return { name: reason, args: meaningIn(errorMeanings, reason) };
      }
      case 'Panic': {
        const code = numberToHex(error.args[0]);
        return { name: 'Panic', args: { code, ...meaningIn(panicMeanings, code) } };
      }
      default:
        return { name: error.errorName, args: named(error.errorName, error.args) };
    }
  } catch {
    return null;
  }
}

function meaningIn(table: Readonly<Record<string, string>>, key: string): Record<string, string> {
  const meaning = Object.hasOwn(table, key) ? table[key] : undefined;
  return meaning === undefined ? {} : { meaning };
}

const named = (errorName: string, args: readonly unknown[]): Record<string, string> => {
  const inputs = errors.find((error) => error.name === errorName)?.inputs ?? [];
  return Object.fromEntries(args.map((arg, index) => [inputs[index]?.name ?? `${index}`, String(arg)]));
};
