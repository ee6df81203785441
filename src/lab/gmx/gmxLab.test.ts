import customErrorsAbi from '@gmx-io/sdk/abis/CustomErrors';
import dataStoreAbi from '@gmx-io/sdk/abis/DataStore';
import exchangeRouterAbi from '@gmx-io/sdk/abis/ExchangeRouter';
import readerAbi from '@gmx-io/sdk/abis/SyntheticsReader';
import { type Abi, erc20Abi, parseEther, parseUnits, toFunctionSelector, toFunctionSignature } from 'viem';
import { expect, test } from 'vitest';
import { useGmxLab } from '../../../test/gmxLab.js';
import { usd } from '../../../test/gmxOrders.js';
import { compileContracts } from './compile.js';
import { createGmxLab } from './gmxLab.js';
import { dataKey } from './keys.js';

const lab = useGmxLab();

test('default: a chain with a market, tokens, feeds and tickers at the price', async () => {
  const { publicClient, contracts, markets, tokens, feeds, tickers } = lab();
  for (const address of [...Object.values(contracts), ...Object.values(markets), feeds.ETH, feeds.sequencer])
    expect((await publicClient.getCode({ address }))?.length ?? 0).toBeGreaterThan(2);
  const found = await publicClient.readContract({
    address: contracts.reader,
    abi: readerAbi,
    functionName: 'getMarkets',
    args: [contracts.dataStore, 0n, 10n],
  });
  const [WETH, USDC] = [tokens.WETH.address, tokens.USDC.address];
  expect(found).toEqual([{ marketToken: markets['ETH/USD'], indexToken: WETH, longToken: WETH, shortToken: USDC }]);
  expect(await (await fetch(`${tickers.url}/prices/tickers`)).json()).toMatchObject([
    { tokenSymbol: 'ETH', tokenAddress: WETH, minPrice: '2000000000000000', maxPrice: '2000000000000000' },
    { tokenSymbol: 'USDC', tokenAddress: USDC, minPrice: '1000000000000000000000000' },
  ]);
});

test('behavior: the router names the contracts that it works with', async () => {
  const { publicClient, contracts } = lab();
  const router = { address: contracts.exchangeRouter, abi: exchangeRouterAbi };
  expect(await publicClient.readContract({ ...router, functionName: 'dataStore' })).toBe(contracts.dataStore);
  expect(await publicClient.readContract({ ...router, functionName: 'router' })).toBe(contracts.router);
  expect(await publicClient.readContract({ ...router, functionName: 'orderHandler' })).toBe(contracts.orderHandler);
});

test('behavior: an account gets what it is given', async () => {
  const { publicClient, tokens, createAccount } = lab();
  const { address } = await createAccount({ USDC: 1234.5, WETH: 2, ETH: 3 });
  const balance = (token: `0x${string}`) =>
    publicClient.readContract({ address: token, abi: erc20Abi, functionName: 'balanceOf', args: [address] });
  expect(await balance(tokens.USDC.address)).toBe(1_234_500_000n);
  expect(await balance(tokens.WETH.address)).toBe(parseEther('2'));
  expect(await publicClient.getBalance({ address })).toBe(parseEther('3'));
});

test('behavior: the market moves with its feeds, its tickers and time, and comes back with a snapshot', async () => {
  const { publicClient, feeds, tickers } = lab();
  const answer = async () => {
    const abi = compileContracts('gmx')['PriceFeed']?.abi ?? [];
    const [, price, , updatedAt] = (await publicClient.readContract({
      address: feeds.ETH,
      abi,
      functionName: 'latestRoundData',
    })) as readonly bigint[];
    return { price, updatedAt };
  };
  const ticker = async () =>
    ((await (await fetch(`${tickers.url}/prices/tickers`)).json()) as Record<string, unknown>[])[0];
  const before = await lab().snapshot();
  const { timestamp } = await publicClient.getBlock();
  await lab().moveMarket(1800, { seconds: 600, spread: 0.001 });
  expect(lab().price()).toBe(1800);
  expect(await answer()).toEqual({ price: 180_000_000_000n, updatedAt: timestamp + 600n });
  expect(await ticker()).toMatchObject({
    minPrice: String(parseUnits('1799.1', 12)),
    maxPrice: String(parseUnits('1800.9', 12)),
    updatedAt: Number(timestamp + 600n) * 1000,
  });
  await lab().revert(before);
  expect(lab().price()).toBe(2000);
  expect(await ticker()).toMatchObject({ minPrice: '2000000000000000', maxPrice: '2000000000000000' });
});

test('behavior: the Reader answers in the shapes of the release', async () => {
  const { publicClient, contracts, markets, tokens, keeper } = lab();
  const { address } = await lab().createAccount({ USDC: 2000 });
  const order = { orderType: 2, isLong: false, collateral: 'USDC', sizeDeltaUsd: usd(5000) } as const;
  const { key } = await lab().placeOrder(address, { ...order, collateralDelta: 1_000_000_000n });
  const reader = { address: contracts.reader, abi: readerAbi };
  const { dataStore, referralStorage } = contracts;
  const orders = await publicClient.readContract({
    ...reader,
    functionName: 'getAccountOrders',
    args: [dataStore, address, 0n, 10n],
  });
  expect(orders).toMatchObject([{ orderKey: key, order: { numbers: { orderType: 2, sizeDeltaUsd: usd(5000) } } }]);
  const listed = await publicClient.readContract({
    address: dataStore,
    abi: dataStoreAbi,
    functionName: 'containsBytes32',
    args: [dataKey('ORDER_LIST'), key],
  });
  expect(listed).toBe(true);

  await keeper.execute(key);
  const prices = {
    indexTokenPrice: { min: parseUnits('2000', 12), max: parseUnits('2000', 12) },
    longTokenPrice: { min: parseUnits('2000', 12), max: parseUnits('2000', 12) },
    shortTokenPrice: { min: 10n ** 24n, max: 10n ** 24n },
  };
  const args = [dataStore, referralStorage, address, [markets['ETH/USD']], [prices], address, 0n, 10n] as const;
  const [info] = await publicClient.readContract({ ...reader, functionName: 'getAccountPositionInfoList', args });
  expect(info).toMatchObject({
    position: {
      addresses: { account: address, market: markets['ETH/USD'], collateralToken: tokens.USDC.address },
      // 6 bps of 5000 USD are paid, as the trade does not balance the market.
      numbers: { sizeInUsd: usd(5000), sizeInTokens: parseEther('2.5'), collateralAmount: 997_000_000n },
      flags: { isLong: false },
    },
    // Closing balances the market: 4 bps.
    fees: { positionFeeAmount: 2_000_000n, totalCostAmount: 2_000_000n },
    basePnlUsd: 0n,
  });
  const { isLong: _, ...gone } = await publicClient
    .readContract({ ...reader, functionName: 'getOrder', args: [dataStore, key] })
    .then(({ addresses, flags }) => ({ account: addresses.account, isLong: flags.isLong }));
  expect(gone.account).toBe('0x0000000000000000000000000000000000000000');
});

type AbiError = Extract<Abi[number], { type: 'error' }>;

test("invariant: every error of the contracts is one of GMX's, argument by argument", () => {
  const known = new Set(customErrorsAbi.flatMap((item) => (item.type === 'error' ? [signatureOf(item)] : [])));
  const ours = Object.values(compileContracts('gmx')).flatMap(({ abi }) =>
    abi.filter((item): item is AbiError => item.type === 'error'),
  );
  expect(ours.length).toBeGreaterThan(50);
  expect(ours.map(signatureOf).filter((signature) => !known.has(signature))).toEqual([]);
  expect(toFunctionSelector('InsufficientExecutionFee(uint256,uint256)')).toBe('0x5dac504d');
});

const signatureOf = ({ name, inputs }: AbiError): string =>
  toFunctionSignature({ type: 'function', name, inputs, outputs: [], stateMutability: 'view' });

test('behavior: nothing is left running after stop', async () => {
  const other = await createGmxLab({ price: 1500 });
  other.keeper.run('prompt');
  await other.stop();
  await expect(fetch(other.url)).rejects.toThrow();
  await expect(fetch(other.tickers.url)).rejects.toThrow();
  await other.stop();
});
