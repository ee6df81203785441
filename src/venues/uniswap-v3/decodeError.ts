import type { Hex } from 'viem';
import { decodeErrorResult, numberToHex, parseAbi } from 'viem';
import type { NamedError } from '../venue.js';
import { errorMeanings } from './errorMeanings.js';

const errors = parseAbi(['error Error(string reason)', 'error Panic(uint256 code)']);

/**
 * Revert bytes → the protocol's string, with `meaning` in its arguments where the table knows it. Router and pools revert with strings
 * only, and pass those of tokens on, so any string is taken for its own. null for empty bytes and for errors of other contracts.
 */
export function decodeError(data: Hex): NamedError | null {
  try {
    const error = decodeErrorResult({ abi: errors, data });
    if (error.errorName === 'Panic') return { name: 'Panic', args: { code: numberToHex(error.args[0]) } };
    const [reason] = error.args;
    const meaning = Object.hasOwn(errorMeanings, reason) ? errorMeanings[reason] : undefined;
    return { name: reason, args: meaning === undefined ? {} : { meaning } };
  } catch {
    return null;
  }
}
