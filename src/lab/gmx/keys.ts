import { type Address, encodeAbiParameters, type Hex, keccak256 } from 'viem';

const baseKey = (name: string): Hex => keccak256(encodeAbiParameters([{ type: 'string' }], [name]));

type Argument =
  | readonly ['address', Address]
  | readonly ['bool', boolean]
  | readonly ['bytes32', Hex]
  | readonly ['uint256', bigint];

/** A key of GMX's DataStore: keccak256(abi.encode(keccak256(abi.encode(NAME)), arguments...)), or just the inner part. */
export function dataKey(name: string, ...args: readonly Argument[]): Hex {
  if (args.length === 0) return baseKey(name);
  const types = [{ type: 'bytes32' }, ...args.map(([type]) => ({ type }))];
  return keccak256(encodeAbiParameters(types, [baseKey(name), ...args.map(([, value]) => value)]));
}

/** A role's key is made like a key without arguments. */
export const roleKey = baseKey;
