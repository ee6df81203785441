import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Abi, AbiParameter } from 'viem';
import { expect, test } from 'vitest';
import { uniswapFactoryAbi, uniswapPoolAbi, uniswapPositionsAbi, uniswapRouterAbi } from './uniswapV3.js';

const require = createRequire(import.meta.url);
const artifact = (path: string) => (JSON.parse(readFileSync(require.resolve(path), 'utf8')) as { abi: Abi }).abi;
const core = (name: string) => artifact(`@uniswap/v3-core/artifacts/contracts/${name}.sol/${name}.json`);
const periphery = (name: string) => artifact(`@uniswap/v3-periphery/artifacts/contracts/${name}.sol/${name}.json`);

/** What decides how bytes are read: types in order, struct members by name, which event arguments are indexed. */
const shapeOf = (parameter: AbiParameter): unknown => [
  parameter.type,
  'indexed' in parameter ? parameter.indexed === true : false,
  'components' in parameter ? parameter.components.map((member) => [member.name, shapeOf(member)]) : null,
];

const signatures = (abi: Abi) =>
  abi.flatMap((item) =>
    item.type === 'function' || item.type === 'event'
      ? JSON.stringify([
          ...[item.type, item.name, item.inputs.map(shapeOf)],
          item.type === 'function' ? [item.outputs.map(shapeOf), item.stateMutability] : null,
        ])
      : [],
  );

test.each([
  ['UniswapV3Pool', uniswapPoolAbi, () => core('UniswapV3Pool')],
  ['UniswapV3Factory', uniswapFactoryAbi, () => core('UniswapV3Factory')],
  ['SwapRouter', uniswapRouterAbi, () => periphery('SwapRouter')],
  ['NonfungiblePositionManager', uniswapPositionsAbi, () => periphery('NonfungiblePositionManager')],
] as const)('invariant: ours of %s is the package’s', (_, ours, theirs) => {
  expect(signatures(theirs())).toEqual(expect.arrayContaining(signatures(ours)));
});
