import type { AbiParameter, Hex } from 'viem';
import { decodeErrorResult, numberToHex } from 'viem';
import { erc20Abi } from '../../../abis/erc20.js';
import { lyraErrorsAbi } from '../../../abis/lyra.js';
import type { NamedError } from '../venue.js';

/** What Solidity says of itself in Panic(uint256). */
const panics: Readonly<Record<string, string>> = {
  '0x1': 'assertion failed',
  '0x11': 'arithmetic overflow or underflow',
  '0x12': 'division by zero',
  '0x21': 'not a member of the enum',
  '0x32': 'array index out of bounds',
  '0x41': 'out of memory',
};

/** The tokens' own failures bubble up through Lyra as they are. */
const errors = [...lyraErrorsAbi, ...erc20Abi.filter((item) => item.type === 'error')];

/** Revert bytes → the name and the arguments, members of structs as `position.collateral`; null when not Lyra's. */
export function decodeLyraError(data: Hex): NamedError | null {
  try {
    // viem knows Error(string) and Panic(uint256) beside the ABI it is given.
    const { errorName, args, abiItem } = decodeErrorResult({ abi: errors, data });
    const name: string = errorName;
    const values: readonly unknown[] = args ?? [];
    if (name === 'Error') return { name: String(values[0]), args: {} };
    const named = Object.fromEntries(flatten('', abiItem.inputs, values));
    if (name !== 'Panic') return { name, args: named };
    const code = numberToHex(BigInt(String(values[0])));
    return { name, args: { code, meaning: panics[code] ?? 'unknown' } };
  } catch {
    return null;
  }
}

function flatten(prefix: string, parameters: readonly AbiParameter[], values: readonly unknown[]): [string, string][] {
  return parameters.flatMap((parameter, index): [string, string][] => {
    const path = `${prefix}${parameter.name || index}`;
    const value = values[index];
    if (!('components' in parameter) || typeof value !== 'object' || value === null) return [[path, String(value)]];
    const members = new Map<string, unknown>(Object.entries(value));
    return flatten(
      `${path}.`,
      parameter.components,
      parameter.components.map((member) => members.get(member.name ?? '')),
    );
  });
}
