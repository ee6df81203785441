import { readFileSync } from 'node:fs';
import type { Abi, AbiEvent, AbiFunction, AbiParameter } from 'viem';
import { expect, test } from 'vitest';
import { oracleAbi, poolAbi, providerAbi, scaledTokenAbi, sentinelAbi, stableDebtTokenAbi } from './aave-v3.js';

const pairs: readonly [name: string, ours: Abi, artifact: string][] = [
  ['Pool', poolAbi, 'protocol/pool/Pool'],
  ['PoolAddressesProvider', providerAbi, 'protocol/configuration/PoolAddressesProvider'],
  ['AaveOracle', oracleAbi, 'misc/AaveOracle'],
  ['PriceOracleSentinel', sentinelAbi, 'protocol/configuration/PriceOracleSentinel'],
  ['AToken', scaledTokenAbi, 'protocol/tokenization/AToken'],
  ['VariableDebtToken', scaledTokenAbi, 'protocol/tokenization/VariableDebtToken'],
  ['StableDebtToken', stableDebtTokenAbi, 'protocol/tokenization/StableDebtToken'],
];

/** What decides how bytes are read: types in order, and which event arguments are indexed. */
const shapeOf = (parameter: AbiParameter): unknown => [
  parameter.type,
  'indexed' in parameter ? parameter.indexed === true : false,
  'components' in parameter ? parameter.components.map(shapeOf) : null,
];

const signatureOf = (item: AbiFunction | AbiEvent) =>
  JSON.stringify([
    ...[item.type, item.name, item.inputs.map(shapeOf)],
    item.type === 'function' ? [item.outputs.map(shapeOf), item.stateMutability] : null,
  ]);

const callable = (abi: Abi) => abi.filter((item) => item.type === 'function' || item.type === 'event');

for (const [name, ours, artifact] of pairs) {
  test(`invariant: every function and event of ${name} is the artifact's own`, () => {
    const file = `${artifact}.sol/${artifact.split('/').at(-1)}.json`;
    const path = new URL(`../node_modules/@aave/core-v3/artifacts/contracts/${file}`, import.meta.url);
    const theirs = JSON.parse(readFileSync(path, 'utf8')) as { abi: Abi };
    const known = new Set(callable(theirs.abi).map(signatureOf));
    const strange = callable(ours).map(signatureOf);
    expect(strange.length).toBeGreaterThan(0);
    expect(strange.filter((signature) => !known.has(signature))).toEqual([]);
  });
}
