import { readFileSync } from 'node:fs';
import type { Abi, AbiParameter } from 'viem';
import { expect, test } from 'vitest';
import {
  liquidityPoolAbi,
  lyraErrorsAbi,
  optionGreekCacheAbi,
  optionMarketAbi,
  optionMarketPricerAbi,
  optionMarketViewerAbi,
  optionTokenAbi,
  synthetixAdapterAbi,
} from './lyra.js';

const artifactOf = (path: string): Abi => {
  const name = path.split('/').pop();
  const file = `../node_modules/@lyrafinance/protocol/dist/artifacts/contracts/${path}.sol/${name}.json`;
  const artifact: { abi: Abi } = JSON.parse(readFileSync(new URL(file, import.meta.url), 'utf8'));
  return artifact.abi;
};

const pairs: readonly [path: string, ours: Abi][] = [
  ['periphery/OptionMarketViewer', optionMarketViewerAbi],
  ['OptionGreekCache', optionGreekCacheAbi],
  ['OptionMarketPricer', optionMarketPricerAbi],
  ['LiquidityPool', liquidityPoolAbi],
  ['OptionToken', optionTokenAbi],
  ['SynthetixAdapter', synthetixAdapterAbi],
  ['OptionMarket', optionMarketAbi],
];

/** Everything a call or a log of Lyra's can run through. */
const throwers = [
  ...pairs.map(([path]) => path),
  'LiquidityToken',
  'ShortCollateral',
  'ShortPoolHedger',
  'periphery/GWAVOracle',
  'periphery/KeeperHelper',
  'periphery/LyraRegistry',
  'libraries/GWAV',
  'libraries/BlackScholes',
  'libraries/FixedPointMathLib',
];

/** All that a reader of bytes depends on: types, names and order of everything, nested structs included. */
const parameterOf = (parameter: AbiParameter): unknown => [
  parameter.type,
  parameter.name ?? '',
  'indexed' in parameter ? parameter.indexed === true : false,
  'components' in parameter ? parameter.components.map(parameterOf) : [],
];

const signaturesOf = (abi: Abi): string[] =>
  abi.flatMap((item) => {
    if (item.type !== 'function' && item.type !== 'event' && item.type !== 'error') return [];
    const outputs = item.type === 'function' ? [item.stateMutability, item.outputs.map(parameterOf)] : [];
    return [JSON.stringify([item.type, item.name, item.inputs.map(parameterOf), outputs])];
  });

for (const [path, ours] of pairs) {
  test(`invariant: what we use of ${path} is the artifact's own`, () => {
    const theirs = new Set(signaturesOf(artifactOf(path)));
    const unknown = signaturesOf(ours).filter((signature) => !theirs.has(signature));
    expect(ours.length).toBeGreaterThan(0);
    expect(unknown).toEqual([]);
  });
}

test('invariant: every error of every contract is known, by its own arguments', () => {
  const declared = throwers.flatMap((path) => artifactOf(path).filter((item) => item.type === 'error'));
  const theirs = new Set(signaturesOf(declared));
  expect(signaturesOf(lyraErrorsAbi).filter((signature) => !theirs.has(signature))).toEqual([]);
  const names = (abi: readonly Abi[number][]) =>
    new Set(abi.flatMap((item) => (item.type === 'error' ? [item.name] : [])));
  expect(names(lyraErrorsAbi)).toEqual(names(declared));
  expect(names(lyraErrorsAbi).size).toBe(85);
});
