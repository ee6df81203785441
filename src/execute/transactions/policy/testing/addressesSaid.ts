import exchangeRouterAbi from '@gmx-io/sdk/abis/ExchangeRouter';
import {
  type Abi,
  type AbiParameter,
  type Address,
  decodeFunctionData,
  getAbiItem,
  getAddress,
  type Hex,
  isHex,
} from 'viem';
import { poolAbi } from '../../../../../abis/aave-v3.js';
import { erc20Abi } from '../../../../../abis/erc20.js';
import { optionMarketAbi } from '../../../../../abis/lyra.js';
import { clearingHouseAbi, vaultAbi } from '../../../../../abis/perp-v2.js';
import { uniswapRouterAbi } from '../../../../../abis/uniswapV3.js';

const abis: readonly Abi[] = [
  ...[erc20Abi, vaultAbi, clearingHouseAbi, optionMarketAbi, exchangeRouterAbi],
  ...[poolAbi, uniswapRouterAbi],
];

/**
 * Every address that calldata names, by the types of the protocols' ABIs alone: another way to the same bytes than the venues'
 * own. Calls within calls are looked into. @throws Error when no ABI knows the function
 */
export function addressesSaid(data: Hex): Address[] {
  for (const abi of abis) {
    let decoded: { functionName: string; args?: readonly unknown[] | undefined };
    try {
      decoded = decodeFunctionData({ abi, data });
    } catch {
      continue;
    }
    const { functionName: name, args = [] } = decoded;
    const item = getAbiItem({ abi, name, args: args as never });
    if (item?.type !== 'function') throw new Error(`${name} is no function`);
    return item.inputs.flatMap((input, i) => within(input, args[i]));
  }
  throw new Error(`nobody knows ${data.slice(0, 10)}`);
}

function within(parameter: AbiParameter, value: unknown): Address[] {
  const { type } = parameter;
  if (Array.isArray(value) && type.endsWith(']')) {
    const element = { ...parameter, type: type.slice(0, type.lastIndexOf('[')) };
    return value.flatMap((one) => within(element, one));
  }
  if (type === 'address') return [getAddress(String(value))];
  if (type === 'bytes' && isHex(value)) return addressesSaid(value);
  if (type !== 'tuple' || !('components' in parameter)) return [];
  const { components } = parameter as { components: readonly AbiParameter[] };
  const fields = value as Readonly<Record<string, unknown>>;
  return components.flatMap((one) => within(one, fields[one.name ?? '']));
}
