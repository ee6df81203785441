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

const overBound = 'the trade costs more than its slippage bound allows, and no more than that was permitted';
const overBalance = 'the wallet holds less of the token than the order takes';

/**
 * What stands behind a revert whose own words mislead. Permission is given for exactly the worst cost that the bound
 * allows, and the token speaks before OptionMarket compares: so in a market that has run away it is the allowance that
 * is exceeded. Strings are OpenZeppelin's ERC20, before 4.5 and since; names are ERC-6093's and Lyra's.
 */
const meanings: Readonly<Record<string, string>> = {
  'ERC20: transfer amount exceeds allowance': overBound,
  'ERC20: insufficient allowance': overBound,
  ERC20InsufficientAllowance: overBound,
  'ERC20: transfer amount exceeds balance': overBalance,
  ERC20InsufficientBalance: overBalance,
  TotalCostOutsideOfSpecifiedBounds: 'the trade costs more, or brings less, than its slippage bound allows',
};

/** The tokens' own failures bubble up through Lyra as they are. */
const errors = [...lyraErrorsAbi, ...erc20Abi.filter((item) => item.type === 'error')];

/** Revert bytes → the name and the arguments, members of structs as `position.collateral`, and `meaning` where its words mislead; null when not Lyra's. */
export function decodeLyraError(data: Hex): NamedError | null {
  try {
    // viem knows Error(string) and Panic(uint256) beside the ABI it is given.
    const { errorName, args, abiItem } = decodeErrorResult({ abi: errors, data });
    const name: string = errorName;
    const values: readonly unknown[] = args ?? [];
    if (name === 'Error') return { name: String(values[0]), args: meaningOf(String(values[0])) };
    const named = { ...Object.fromEntries(flatten('', abiItem.inputs, values)), ...meaningOf(name) };
    if (name !== 'Panic') return { name, args: named };
    const code = numberToHex(BigInt(String(values[0])));
    return { name, args: { code, meaning: panics[code] ?? 'unknown' } };
  } catch {
    return null;
  }
}

function meaningOf(name: string): Record<string, string> {
  const meaning = Object.hasOwn(meanings, name) ? meanings[name] : undefined;
  return meaning === undefined ? {} : { meaning };
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
