import { decodeErrorResult, type Hex, parseAbi } from 'viem';
import { erc20Abi } from '../../abis/erc20.js';
import type { NamedError } from './venue.js';

const errors = [
  ...parseAbi(['error Error(string reason)', 'error Panic(uint256 code)']),
  ...erc20Abi.filter((item) => item.type === 'error'),
];

/** Why a token reverted: its string, or the error that ERC-6093 names; null when the bytes are neither. */
export function tokenError(data: Hex): NamedError | null {
  try {
    const { errorName, args } = decodeErrorResult({ abi: errors, data });
    if (errorName === 'Error') return { name: args[0], args: {} };
    const inputs = errors.find(({ name }) => name === errorName)?.inputs ?? [];
    return {
      name: errorName,
      args: Object.fromEntries(args.map((arg, index) => [inputs[index]?.name ?? `${index}`, String(arg)])),
    };
  } catch {
    return null;
  }
}
