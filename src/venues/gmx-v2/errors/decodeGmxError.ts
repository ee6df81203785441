import customErrorsAbi from '@gmx-io/sdk/abis/CustomErrors';
import type { Abi, Hex } from 'viem';
import { decodeErrorResult, numberToHex, parseAbi, size } from 'viem';
import { erc20Abi } from '../../../../abis/erc20.js';
import type { NamedError } from '../../venue.js';

const errors: Abi = [
  ...parseAbi(['error Error(string reason)', 'error Panic(uint256 code)']),
  ...customErrorsAbi,
  ...erc20Abi.filter((item) => item.type === 'error'),
];

/**
 * Revert bytes, or the `reasonBytes` of a cancelled or frozen order → GMX's own name and its arguments. An Error(string)
 * is named by its string. null for no bytes, and for an error that neither GMX's contracts nor a token's know. Never
 * throws: what cannot be read is no reason to stop.
 */
export function decodeGmxError(data: Hex): NamedError | null {
  if (size(data) < 4) return null;
  try {
    const { errorName, args = [], abiItem } = decodeErrorResult({ abi: errors, data });
    if (errorName === 'Error') return { name: String(args[0]), args: {} };
    if (errorName === 'Panic') return { name: 'Panic', args: { code: numberToHex(args[0] as bigint) } };
    const inputs = abiItem.type === 'error' ? abiItem.inputs : [];
    const named = args.map((value, index) => [inputs[index]?.name || `${index}`, shown(value)]);
    return { name: errorName, args: Object.fromEntries(named) };
  } catch {
    return null;
  }
}

const shown = (value: unknown): string => (Array.isArray(value) ? `[${value.map(shown).join(', ')}]` : String(value));
