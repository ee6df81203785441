import { readFileSync } from 'node:fs';
import type { Abi, AbiEvent, AbiFunction, AbiParameter } from 'viem';
import { toFunctionSelector } from 'viem';
import { expect, test } from 'vitest';
import { erc20Abi } from './erc20.js';
import {
  accountBalanceAbi,
  baseTokenAbi,
  clearingHouseAbi,
  clearingHouseConfigAbi,
  exchangeAbi,
  marketRegistryAbi,
  orderBookAbi,
  poolAbi,
  vaultAbi,
} from './perp-v2.js';

const curie = (name: string) => `@perp/curie-contract/artifacts/contracts/${name}.sol/${name}.json`;

const pairs: readonly [name: string, ours: Abi, artifact: string][] = [
  ['ClearingHouse', clearingHouseAbi, curie('ClearingHouse')],
  ['Vault', vaultAbi, curie('Vault')],
  ['AccountBalance', accountBalanceAbi, curie('AccountBalance')],
  ['Exchange', exchangeAbi, curie('Exchange')],
  ['OrderBook', orderBookAbi, curie('OrderBook')],
  ['ClearingHouseConfig', clearingHouseConfigAbi, curie('ClearingHouseConfig')],
  ['MarketRegistry', marketRegistryAbi, curie('MarketRegistry')],
  ['BaseToken', baseTokenAbi, curie('BaseToken')],
  ['UniswapV3Pool', poolAbi, '@uniswap/v3-core/artifacts/contracts/UniswapV3Pool.sol/UniswapV3Pool.json'],
  [
    'ERC20',
    erc20Abi,
    '@lyrafinance/protocol/dist/artifacts/contracts/test-helpers/TestERC20Fail.sol/TestERC20Fail.json',
  ],
];

/** What decides how bytes are read: types in order, struct members by name, which event arguments are indexed. */
const shapeOf = (parameter: AbiParameter): unknown => [
  parameter.type,
  'indexed' in parameter ? parameter.indexed === true : false,
  'components' in parameter ? parameter.components.map((member) => [member.name, shapeOf(member)]) : null,
];

const signatureOf = (item: AbiFunction | AbiEvent) =>
  JSON.stringify([
    item.type,
    item.name,
    item.inputs.map(shapeOf),
    item.type === 'function' ? [item.outputs.map(shapeOf), item.stateMutability] : null,
  ]);

const callable = (abi: Abi) => abi.filter((item) => item.type === 'function' || item.type === 'event');

for (const [name, ours, artifact] of pairs) {
  test(`invariant: every function and event of ${name} is the artifact's own`, () => {
    const path = new URL(`../node_modules/${artifact}`, import.meta.url);
    const theirs = JSON.parse(readFileSync(path, 'utf8')) as { abi: Abi };
    const known = new Set(callable(theirs.abi).map(signatureOf));
    expect(callable(ours).length).toBeGreaterThan(0);
    expect(
      callable(ours)
        .map(signatureOf)
        .filter((signature) => !known.has(signature)),
    ).toEqual([]);
  });
}

test('behavior: the ERC-6093 errors have the selectors that the standard lists', () => {
  const selectors = erc20Abi
    .filter((item) => item.type === 'error')
    .map((item) => [
      item.name,
      toFunctionSelector(`${item.name}(${item.inputs.map((input) => input.type).join(',')})`),
    ]);
  expect(selectors).toEqual([
    ['ERC20InsufficientBalance', '0xe450d38c'],
    ['ERC20InsufficientAllowance', '0xfb8f41b2'],
    ['ERC20InvalidSpender', '0x94280d62'],
    ['ERC20InvalidReceiver', '0xec442f05'],
  ]);
});
