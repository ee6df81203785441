import { expect, test } from 'vitest';
import { useWholeLab } from '../../test/lab.js';
import type { Contract } from './chain.js';
import { createLabChain } from './chain.js';

const lab = useWholeLab();

const read = <Value>(contract: Contract, functionName: string, args: readonly unknown[] = []) =>
  createLabChain(lab().url).read<Value>(contract, functionName, args);

test('default: four reserves with liquidity, at the price of the market', async () => {
  const { Pool, Oracle, reserves } = lab().contracts.aave;
  expect(await read<readonly string[]>(Pool, 'getReservesList')).toHaveLength(4);
  const priceOf = (symbol: 'WETH' | 'USDC') => read<bigint>(Oracle, 'getAssetPrice', [reserves[symbol].token.address]);
  expect([await priceOf('WETH'), await priceOf('USDC')]).toEqual([2000n * 10n ** 8n, 10n ** 8n]);
  await lab().moveMarket(1800);
  expect(await priceOf('WETH')).toBe(1800n * 10n ** 8n);
  lab().aave.stale('WETH');
  await lab().moveMarket(1700);
  expect(await priceOf('WETH')).toBe(1800n * 10n ** 8n);
});

test('default: Uniswap moves with the market', async () => {
  const { Pool, wethIsToken0 } = lab().contracts.uniswap;
  await lab().moveMarket(1700);
  const [sqrtPriceX96] = await read<readonly [bigint]>(Pool, 'slot0');
  const ratio = (Number(sqrtPriceX96) / 2 ** 96) ** 2;
  expect((wethIsToken0 ? ratio : 1 / ratio) * 1e12).toBeCloseTo(1700, 3);
});
