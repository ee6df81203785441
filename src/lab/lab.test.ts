import type { Address } from 'viem';
import { expect, test } from 'vitest';
import { useLab } from '../../test/lab.js';
import { multicall3Address } from '../model/multicall3.js';
import { type Book, standardBook, standardFunds } from './book.js';
import type { Contract } from './chain.js';
import { priceOf } from './perpV2.js';

const lab = useLab();

const read = async <Value>({ address, abi }: Contract, functionName: string, args: readonly unknown[] = []) =>
  (await lab().publicClient.readContract({ address, abi, functionName, args })) as Value;

/** What every protocol thinks the price is. */
async function prices(): Promise<{ lyra: number; index: number; pool: number; mark: number }> {
  const { BaseToken, AccountBalance, Pool } = lab().contracts.perp;
  const [sqrtPriceX96] = await read<readonly [bigint]>(Pool, 'slot0');
  return {
    lyra: await lab().price(),
    index: Number(await read<bigint>(BaseToken, 'getIndexPrice', [0n])) / 1e18,
    pool: priceOf(sqrtPriceX96),
    mark: Number(await read<bigint>(AccountBalance, 'getMarkPrice', [BaseToken.address])) / 1e18,
  };
}

async function expectPricesAt(price: number): Promise<void> {
  const seen = await prices();
  expect(seen.lyra).toBeCloseTo(price, 6);
  expect(seen.index).toBeCloseTo(price, 6);
  expect(Math.abs(seen.pool / price - 1)).toBeLessThan(0.002);
  expect(Math.abs(seen.mark / price - 1)).toBeLessThan(0.005);
}

interface OptionPosition {
  positionId: bigint;
  optionType: number;
  amount: bigint;
  collateral: bigint;
  state: number;
}
const optionsOf = (account: Address) =>
  read<readonly OptionPosition[]>(lab().contracts.lyra.OptionToken, 'getOwnerPositions', [account]);

const perpSizeOf = async (account: Address) => {
  const { AccountBalance, BaseToken } = lab().contracts.perp;
  return Number(await read<bigint>(AccountBalance, 'getTotalPositionSize', [account, BaseToken.address])) / 1e18;
};

const onlyPerp = (size: number, margin: number): Book => ({ options: [], perp: { size, margin } });

test('default: a chain with both markets at the price, its clock near the wall', async () => {
  const { publicClient, chainId, tokens, venues } = lab();
  expect(await publicClient.getChainId()).toBe(chainId);
  const { timestamp } = await publicClient.getBlock();
  expect(Math.abs(Number(timestamp) - Date.now() / 1000)).toBeLessThan(300);
  await expectPricesAt(2000);
  const declared = [
    multicall3Address,
    venues.lyra.viewer,
    venues.lyra.markets.ETH,
    venues['perp-v2'].clearingHouse,
    venues['perp-v2'].markets.ETH,
    ...Object.values(tokens).map(({ address }) => address),
  ];
  for (const address of declared) expect(await publicClient.getCode({ address })).toMatch(/^0x[0-9a-f]{100}/);
  const { BaseToken, QuoteToken } = lab().contracts.perp;
  expect(BigInt(BaseToken.address)).toBeLessThan(BigInt(QuoteToken.address));
});

test('default: an account opens the standard book', async () => {
  const account = await lab().createAccount(standardFunds);
  const opened = await lab().openBook(account, standardBook);
  const options = await optionsOf(account.address);
  expect(options.map(({ positionId }) => positionId)).toEqual(opened.options);
  expect(options.map(({ optionType, amount }) => [optionType, Number(amount) / 1e18])).toEqual([
    [3, 5],
    [4, 5],
    [2, 3],
  ]);
  expect(await perpSizeOf(account.address)).toBeCloseTo(1.5, 9);
  // The lab leaves no permission behind that a keeper could live on by accident.
  const { lyra, perp } = lab().contracts;
  for (const token of [lyra.sUSD, lyra.sETH])
    expect(await read(token, 'allowance', [account.address, lyra.OptionMarket.address])).toBe(0n);
  expect(await read(perp.USDC, 'allowance', [account.address, perp.Vault.address])).toBe(0n);
});

test('behavior: a strike that is not listed is refused with those that are', async () => {
  const account = await lab().createAccount({ sUSD: 5000 });
  const option = { expiry: 'near', kind: 'longCall', strike: 1234, amount: 1, collateral: 0 } as const;
  await expect(lab().openBook(account, { options: [option], perp: null })).rejects.toThrow('1700, 1850, 2000');
});

test('behavior: a transaction that reverts tells the reason of the protocol', async () => {
  const account = await lab().createAccount({ USDC: 100, sUSD: 50_000 });
  await expect(lab().openBook(account, onlyPerp(-5, 100))).rejects.toThrow('CH_NEFCI');
  const naked = { expiry: 'near', kind: 'shortPutQuote', strike: 1850, amount: 5, collateral: 1 } as const;
  await expect(lab().openBook(account, { options: [naked], perp: null })).rejects.toThrow(
    'MinimumCollateralNotBeingMet',
  );
});

test.each([2100, 1900, 2200, 1800])('behavior: every price of every protocol follows to %d', async (price) => {
  await lab().moveMarket(price);
  await expectPricesAt(price);
});

test.each([1200, 3200])('behavior: a move larger than a block allows, to %d, is split', async (price) => {
  await lab().moveMarket(price);
  await expectPricesAt(price);
});

test('behavior: the 30-minute TWAP follows when 30 minutes pass', async () => {
  await lab().moveMarket(2150);
  await lab().advance(1900);
  const { Exchange, BaseToken } = lab().contracts.perp;
  const twap = await read<bigint>(Exchange, 'getSqrtMarketTwapX96', [BaseToken.address, 1800]);
  expect(Math.abs(priceOf(twap) / 2150 - 1)).toBeLessThan(0.002);
  await expectPricesAt(2150);
});

test('behavior: the Greeks are fresh and Lyra trades after a move and after a day', async () => {
  const account = await lab().createAccount({ sUSD: 20_000 });
  const book: Book = {
    options: [{ expiry: 'far', kind: 'longCall', strike: 2000, amount: 1, collateral: 0 }],
    perp: null,
  };
  await lab().moveMarket(2120);
  await lab().openBook(account, book);
  const before = (await lab().publicClient.getBlock()).timestamp;
  await lab().advance(86_400);
  expect((await lab().publicClient.getBlock()).timestamp - before).toBeGreaterThanOrEqual(86_400n);
  await lab().openBook(account, book);
  expect(await optionsOf(account.address)).toHaveLength(2);
  await expectPricesAt(2120);
});

test('behavior: a board past its expiry settles, the other lives on', async () => {
  await lab().advance(29 * 86_400);
  const boards = await read<readonly bigint[]>(lab().contracts.lyra.OptionMarket, 'getLiveBoards');
  expect(boards).toEqual([2n]);
  await lab().moveMarket(2100);
});

test('invariant: forty swings of up to 10 % leave prices together and funding small', async () => {
  const account = await lab().createAccount({ USDC: 5000 });
  await lab().openBook(account, onlyPerp(5, 5000));
  // A fixed walk that turns at every step and covers calm and wild ones.
  for (let step = 1; step <= 40; step++) {
    const swing = 0.02 + 0.08 * Math.abs(Math.sin(step));
    const price = 2000 * (step % 2 ? 1 + swing : 1 - swing / 2);
    const now = await lab().price();
    await lab().moveMarket(Math.min(Math.max(price, now * 0.9), now * 1.1));
  }
  await expectPricesAt(await lab().price());
  const { Exchange, BaseToken, ClearingHouse } = lab().contracts.perp;
  const funding = Number(
    await read<bigint>(Exchange, 'getPendingFundingPayment', [account.address, BaseToken.address]),
  );
  expect(Math.abs(funding) / 1e18).toBeLessThan(1);
  await lab().moveMarket(2000);
  const value = Number(await read<bigint>(ClearingHouse, 'getAccountValue', [account.address])) / 1e18;
  // 5000 less the fee of 0.3 %, its impact, and nothing else.
  expect(value).toBeGreaterThan(4955);
  expect(value).toBeLessThan(5000);
});

test('behavior: ten ETH cost little, and the pool is arbitraged back', async () => {
  const account = await lab().createAccount({ USDC: 20_000 });
  await lab().openBook(account, onlyPerp(10, 20_000));
  const { pool } = await prices();
  expect(pool).toBeGreaterThan(2000);
  expect(pool).toBeLessThan(2010);
  await lab().advance(60);
  await expectPricesAt(2000);
});

test('behavior: a fall liquidates an unguarded long and its put, and nobody who is sound', async () => {
  const exposed = await lab().createAccount(standardFunds);
  const sound = await lab().createAccount({ USDC: 10_000 });
  await lab().openBook(exposed, standardBook);
  await lab().openBook(sound, onlyPerp(1, 10_000));
  const accounts = [exposed.address, sound.address];
  expect(await lab().liquidate(accounts)).toEqual([]);
  await lab().moveMarket(1550);
  const done = await lab().liquidate(accounts);
  expect(new Set(done.map(({ account }) => account))).toEqual(new Set([exposed.address]));
  expect(new Set(done.map(({ venue }) => venue))).toEqual(new Set(['perp-v2', 'lyra']));
  expect(await perpSizeOf(exposed.address)).toBe(0);
  expect(await optionsOf(exposed.address)).toHaveLength(2);
  expect(await perpSizeOf(sound.address)).toBeCloseTo(1, 9);
  for (const { hash } of done)
    expect((await lab().publicClient.getTransactionReceipt({ hash })).status).toBe('success');
  expect(await lab().liquidate(accounts)).toEqual([]);
});

test('behavior: a rally liquidates an unguarded short and its call', async () => {
  const account = await lab().createAccount(standardFunds);
  await lab().openBook(account, { ...standardBook, perp: { size: -3, margin: 1000 } });
  await lab().moveMarket(2500);
  const done = await lab().liquidate([account.address]);
  expect(new Set(done.map(({ venue }) => venue))).toEqual(new Set(['perp-v2', 'lyra']));
  expect(await perpSizeOf(account.address)).toBe(0);
});

test('behavior: a snapshot is returned to as often as wanted, clock included', async () => {
  const account = await lab().createAccount({ USDC: 7 });
  const id = await lab().snapshot();
  const before = await lab().publicClient.getBlock();
  for (let round = 0; round < 3; round++) {
    await lab().moveMarket(1900, { seconds: 5000 });
    await lab().revert(id);
    expect(await lab().price()).toBe(2000);
    expect((await lab().publicClient.getBlock()).hash).toBe(before.hash);
  }
  await lab().testClient.mine({ blocks: 1 });
  expect((await lab().publicClient.getBlock()).timestamp - before.timestamp).toBeLessThan(60n);
  expect(await read(lab().contracts.perp.USDC, 'balanceOf', [account.address])).toBe(7_000_000n);
  await expect(lab().revert('0x999')).rejects.toThrow('not a snapshot');
});
