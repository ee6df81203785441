import exchangeRouterAbi from '@gmx-io/sdk/abis/ExchangeRouter';
import {
  type Address,
  decodeFunctionData,
  encodeFunctionData,
  erc20Abi,
  type Hex,
  maxUint256,
  parseEther,
  parseUnits,
} from 'viem';
import { expect, test } from 'vitest';
import { useGmxLab } from '../../../test/gmxLab.js';
import { at, pendingKeys, revertOf, usd } from '../../../test/gmxOrders.js';
import { GAS_PRICE } from './sendAs.js';

const lab = useGmxLab();

const [INCREASE, LIMIT_INCREASE, DECREASE, TAKE_PROFIT, STOP_LOSS, STOP_INCREASE] = [2, 3, 4, 5, 6, 8];
const short = { isLong: false, collateral: 'USDC' } as const;
const long = { isLong: true, collateral: 'USDC' } as const;

const usdcOf = (account: Address) =>
  lab().publicClient.readContract({
    address: lab().tokens.USDC.address,
    abi: erc20Abi,
    functionName: 'balanceOf',
    args: [account],
  });

/** A short of 5000 USD on 1000 USDC unless told, opened by the keeper. */
async function opened(side: typeof short | typeof long = short, size = 5000, collateral = 1000): Promise<Address> {
  const { address } = await lab().createAccount({ USDC: 10_000 });
  const { key } = await lab().placeOrder(address, {
    ...side,
    orderType: INCREASE,
    sizeDeltaUsd: usd(size),
    collateralDelta: parseUnits(String(collateral), 6),
  });
  expect(await lab().keeper.execute(key)).toMatchObject({ outcome: 'executed' });
  return address;
}

async function sizeOf(account: Address): Promise<number> {
  const [position] = await lab().positions(account);
  return position ? Number(position.numbers.sizeInUsd / 10n ** 24n) / 1e6 : 0;
}

const send = (from: Address, data: Hex, value = 0n) =>
  revertOf(lab(), { from, to: lab().contracts.exchangeRouter, data, value });
const cancelData = (key: Hex) =>
  encodeFunctionData({ abi: exchangeRouterAbi, functionName: 'cancelOrder', args: [key] });
const updateData = (key: Hex, triggerPrice: bigint, sizeDeltaUsd = usd(5000)) =>
  encodeFunctionData({
    abi: exchangeRouterAbi,
    functionName: 'updateOrder',
    args: [key, sizeDeltaUsd, maxUint256, triggerPrice, 0n, 0n, false],
  });

test('default: a market increase and a market decrease', async () => {
  const account = await opened();
  expect(await sizeOf(account)).toBe(5000);
  const { key } = await lab().placeOrder(account, { ...short, orderType: DECREASE, sizeDeltaUsd: usd(5000) });
  expect(await lab().keeper.execute(key)).toMatchObject({ outcome: 'executed', reason: null });
  expect(await sizeOf(account)).toBe(0);
  // 6 bps to open, 4 bps to close.
  expect(await usdcOf(account)).toBe(9_995_000_000n);
});

test('behavior: an order that misses its price is cancelled, and all its funds come back', async () => {
  const { address } = await lab().createAccount({ USDC: 1000 });
  const before = await lab().publicClient.getBalance({ address });
  const order = { ...short, orderType: INCREASE, sizeDeltaUsd: usd(3000), acceptablePrice: at(2001) };
  const { key, executionFee } = await lab().placeOrder(address, { ...order, collateralDelta: 1_000_000_000n });
  expect(await usdcOf(address)).toBe(0n);
  expect(await lab().keeper.execute(key)).toMatchObject({
    outcome: 'cancelled',
    reason: `OrderNotFulfillableAtAcceptablePrice(${at(2000)}, ${at(2001)})`,
  });
  expect(await usdcOf(address)).toBe(1_000_000_000n);
  // The keeper kept its gas and the account paid for its own two transactions.
  const after = await lab().publicClient.getBalance({ address });
  expect(after).toBeLessThan(before);
  expect(before - after).toBeLessThan(executionFee);
});

test.each([
  ['over leverage', { sizeDeltaUsd: usd(150_000) }, 'InsufficientCollateralUsd'],
  ['under the minimum size', { sizeDeltaUsd: usd(0.5) }, 'MinPositionSize'],
  ['collateral under the minimum', { sizeDeltaUsd: usd(10), collateralDelta: 900_000n }, 'LiquidatablePosition'],
  [
    'the fee is more than the collateral',
    { sizeDeltaUsd: usd(20_000), collateralDelta: 10_000_000n },
    'InsufficientCollateralAmount',
  ],
  [
    'too much open interest',
    { sizeDeltaUsd: usd(31_000_000), collateralDelta: 1_000_000_000_000n },
    'MaxOpenInterestExceeded',
  ],
])('behavior: an increase is cancelled: %s', async (_, order, error) => {
  const { address } = await lab().createAccount({ USDC: 1_000_000 });
  const base = { ...short, orderType: INCREASE, collateralDelta: 1_000_000_000n };
  const { key } = await lab().placeOrder(address, { ...base, ...order });
  const { outcome, reason } = await lab().keeper.execute(key);
  expect(outcome).toBe('cancelled');
  expect(reason).toContain(`${error}(`);
  expect(await usdcOf(address)).toBe(1_000_000_000_000n);
});

test('behavior: an order is cancelled when its market was disabled meanwhile', async () => {
  const { address } = await lab().createAccount({ USDC: 1000 });
  const order = { ...short, orderType: INCREASE, sizeDeltaUsd: usd(3000), collateralDelta: 1_000_000_000n };
  const { key } = await lab().placeOrder(address, order);
  await lab().controls.setMarketDisabled(true);
  expect(await lab().keeper.execute(key)).toMatchObject({
    outcome: 'cancelled',
    reason: `DisabledMarket(${lab().markets['ETH/USD']})`,
  });
  await expect(lab().placeOrder(address, order)).rejects.toThrow();
});

test('behavior: a disabled feature leaves the order pending', async () => {
  const account = await opened();
  const { key } = await lab().placeOrder(account, { ...short, orderType: DECREASE, sizeDeltaUsd: usd(5000) });
  await lab().controls.setFeatureDisabled('EXECUTE', DECREASE, true);
  const { outcome, hash, reason } = await lab().keeper.execute(key);
  expect({ outcome, hash }).toEqual({ outcome: 'pending', hash: null });
  expect(reason).toContain('DisabledFeature(');
  expect(await pendingKeys(lab())).toEqual([key]);
});

test('behavior: a market order may be cancelled after 300 seconds, and executed no more', async () => {
  const { address } = await lab().createAccount({ USDC: 1000 });
  const order = { ...short, orderType: INCREASE, sizeDeltaUsd: usd(3000), collateralDelta: 1_000_000_000n };
  const { key } = await lab().placeOrder(address, order);
  expect(await send(address, cancelData(key))).toMatch(/^RequestNotYetCancellable\(\d+, 300, Order\)$/);
  expect(await send(address, updateData(key, at(1900)))).toBe('OrderNotUpdatable(2)');
  await lab().advance(301);
  const { outcome, reason } = await lab().keeper.execute(key);
  expect(outcome).toBe('pending');
  expect(reason).toContain('OracleTimestampsAreLargerThanRequestExpirationTime(');
  expect(await send(address, cancelData(key))).toBeNull();
  expect(await usdcOf(address)).toBe(1_000_000_000n);
  expect(await pendingKeys(lab())).toEqual([]);
});

test("behavior: an order belongs to its account, and older prices than the order's are refused", async () => {
  const account = await opened();
  const { address: stranger } = await lab().createAccount({});
  const { key } = await lab().placeOrder(account, { ...short, orderType: DECREASE, sizeDeltaUsd: usd(5000) });
  expect(await send(stranger, cancelData(key))).toBe(`Unauthorized(${stranger}, account for cancelOrder)`);
  const { outcome, reason } = await lab().keeper.execute(key, { timestamp: 1_000_000 });
  expect(outcome).toBe('pending');
  expect(reason).toContain('OracleTimestampsAreSmallerThanRequired(1000000,');
});

test.each([
  ['limit increase, short', { ...short, orderType: LIMIT_INCREASE }, 2100],
  ['limit increase, long', { ...long, orderType: LIMIT_INCREASE }, 1900],
  ['stop increase, short', { ...short, orderType: STOP_INCREASE }, 1900],
  ['stop increase, long', { ...long, orderType: STOP_INCREASE }, 2100],
])('behavior: %s waits for its trigger', async (_, kind, trigger) => {
  const { address } = await lab().createAccount({ USDC: 1000 });
  const order = { ...kind, sizeDeltaUsd: usd(3000), collateralDelta: 1_000_000_000n, triggerPrice: at(trigger) };
  const { key } = await lab().placeOrder(address, order);
  expect(await lab().keeper.execute(key)).toMatchObject({
    outcome: 'pending',
    reason: `InvalidOrderPrices(${at(2000)}, ${at(2000)}, ${at(trigger)}, ${kind.orderType})`,
  });
  await lab().moveMarket(trigger);
  expect(await lab().keeper.execute(key)).toMatchObject({ outcome: 'executed' });
  expect(await sizeOf(address)).toBe(3000);
});

test.each([
  ['take profit, short', short, TAKE_PROFIT, 1900],
  ['take profit, long', long, TAKE_PROFIT, 2100],
  ['stop loss, short', short, STOP_LOSS, 2100],
  ['stop loss, long', long, STOP_LOSS, 1900],
])('behavior: %s of all that there is', async (_, side, orderType, trigger) => {
  const account = await opened(side);
  const order = { ...side, orderType, sizeDeltaUsd: maxUint256, triggerPrice: at(trigger) };
  const { key } = await lab().placeOrder(account, order);
  expect(await lab().keeper.execute(key)).toMatchObject({ outcome: 'pending' });
  await lab().moveMarket(trigger);
  expect(await lab().keeper.execute(key)).toMatchObject({ outcome: 'executed' });
  expect(await sizeOf(account)).toBe(0);
});

test('behavior: a triggered order that misses its price is frozen, and lives again when it is updated', async () => {
  const account = await opened(long);
  const order = { ...long, orderType: STOP_LOSS, sizeDeltaUsd: usd(5000), triggerPrice: at(1900) };
  const { key } = await lab().placeOrder(account, { ...order, acceptablePrice: at(1890) });
  await lab().moveMarket(1850);
  expect(await lab().keeper.execute(key)).toMatchObject({
    outcome: 'frozen',
    reason: `OrderNotFulfillableAtAcceptablePrice(${at(1850)}, ${at(1890)})`,
  });
  expect(await lab().keeper.executeAll()).toEqual([]);
  // Its fee is spent: an update must bring a new one.
  const router = { abi: exchangeRouterAbi, functionName: 'multicall' } as const;
  const fee = parseEther('0.1');
  const revived = encodeFunctionData({
    abi: exchangeRouterAbi,
    functionName: 'updateOrder',
    args: [key, usd(5000), 0n, at(1900), 0n, 0n, false],
  });
  expect(await send(account, revived)).toMatch(/^InsufficientExecutionFee\(\d+, 0\)$/);
  const topUp = encodeFunctionData({
    abi: exchangeRouterAbi,
    functionName: 'sendWnt',
    args: [lab().contracts.orderVault, fee],
  });
  expect(await send(account, encodeFunctionData({ ...router, args: [[topUp, revived]] }), fee)).toBeNull();
  expect(await lab().keeper.execute(key)).toMatchObject({ outcome: 'executed' });
});

test('behavior: a frozen order can be cancelled at any time, and executed by the keeper of frozen ones', async () => {
  const account = await opened(long);
  const order = { ...long, orderType: STOP_LOSS, sizeDeltaUsd: usd(2000), triggerPrice: at(1900) };
  const first = await lab().placeOrder(account, { ...order, acceptablePrice: at(1890) });
  const second = await lab().placeOrder(account, { ...order, acceptablePrice: at(1890) });
  await lab().moveMarket(1850);
  for (const { key } of [first, second]) expect(await lab().keeper.execute(key)).toMatchObject({ outcome: 'frozen' });
  expect(await send(account, cancelData(first.key))).toBeNull();
  await lab().moveMarket(1895);
  expect(await lab().keeper.execute(second.key)).toMatchObject({ outcome: 'executed' });
  expect(await sizeOf(account)).toBe(3000);
});

test('behavior: a stop order without a position stays pending, a market decrease is cancelled', async () => {
  const { address } = await lab().createAccount({});
  const stop = { ...long, orderType: STOP_LOSS, sizeDeltaUsd: maxUint256, triggerPrice: at(2100) };
  const waits = await lab().placeOrder(address, stop);
  expect(await lab().keeper.execute(waits.key)).toMatchObject({ outcome: 'pending', reason: 'EmptyPosition()' });
  const now = await lab().placeOrder(address, { ...long, orderType: DECREASE, sizeDeltaUsd: usd(10) });
  expect(await lab().keeper.execute(now.key)).toMatchObject({ outcome: 'cancelled', reason: 'EmptyPosition()' });
});

test('behavior: closing a position cancels the stop orders that asked for it', async () => {
  const account = await opened();
  const stop = { ...short, orderType: STOP_LOSS, sizeDeltaUsd: maxUint256, triggerPrice: at(2200) };
  await lab().placeOrder(account, { ...stop, autoCancel: true });
  await lab().placeOrder(account, { ...stop, orderType: TAKE_PROFIT, triggerPrice: at(1800), autoCancel: true });
  const stays = await lab().placeOrder(account, stop);
  const close = await lab().placeOrder(account, { ...short, orderType: DECREASE, sizeDeltaUsd: usd(5000) });
  expect(await lab().keeper.execute(close.key)).toMatchObject({ outcome: 'executed' });
  expect(await pendingKeys(lab())).toEqual([stays.key]);
});

test('behavior: a decrease larger than the position is cancelled; one that leaves too little closes it', async () => {
  const account = await opened();
  const tooMuch = await lab().placeOrder(account, { ...short, orderType: DECREASE, sizeDeltaUsd: usd(5001) });
  expect(await lab().keeper.execute(tooMuch.key)).toMatchObject({
    outcome: 'cancelled',
    reason: `InvalidDecreaseOrderSize(${usd(5001)}, ${usd(5000)})`,
  });
  const nearly = await lab().placeOrder(account, { ...short, orderType: DECREASE, sizeDeltaUsd: usd(4999.5) });
  expect(await lab().keeper.execute(nearly.key)).toMatchObject({ outcome: 'executed' });
  expect(await sizeOf(account)).toBe(0);
});

test('behavior: collateral is added and withdrawn alone, within what the position needs', async () => {
  const account = await opened();
  const deposit = { ...short, orderType: INCREASE, collateralDelta: 500_000_000n };
  expect(await lab().keeper.execute((await lab().placeOrder(account, deposit)).key)).toMatchObject({
    outcome: 'executed',
  });
  const withdraw = { ...short, orderType: DECREASE, collateralDelta: 700_000_000n };
  expect(await lab().keeper.execute((await lab().placeOrder(account, withdraw)).key)).toMatchObject({
    outcome: 'executed',
  });
  expect((await lab().positions(account))[0]?.numbers.collateralAmount).toBe(797_000_000n);
  const tooMuch = await lab().placeOrder(account, { ...withdraw, collateralDelta: 790_000_000n });
  const { outcome, reason } = await lab().keeper.execute(tooMuch.key);
  expect(outcome).toBe('cancelled');
  expect(reason).toBe(`UnableToWithdrawCollateral(${usd(7)})`);
  // With a trade in it, the withdrawal is dropped instead.
  const partial = { ...withdraw, sizeDeltaUsd: usd(100), collateralDelta: 790_000_000n };
  expect(await lab().keeper.execute((await lab().placeOrder(account, partial)).key)).toMatchObject({
    outcome: 'executed',
  });
  expect(await sizeOf(account)).toBe(4900);
});

test('behavior: too little came out of it', async () => {
  const account = await opened();
  const order = { ...short, orderType: DECREASE, sizeDeltaUsd: usd(5000), minOutputAmount: usd(996) };
  expect(await lab().keeper.execute((await lab().placeOrder(account, order)).key)).toMatchObject({
    outcome: 'cancelled',
    reason: `InsufficientOutputAmount(${usd(995)}, ${usd(996)})`,
  });
});

test('args: what GMX refuses when an order is created', async () => {
  const { address } = await lab().createAccount({ USDC: 1000 });
  const order = { ...short, orderType: INCREASE, sizeDeltaUsd: usd(3000), collateralDelta: 1_000_000_000n };
  const refused = (more: object) => expect(lab().placeOrder(address, { ...order, ...more })).rejects;
  await refused({ executionFee: 1n }).toThrow('InsufficientExecutionFee(');
  await refused({ validFromTime: 1n }).toThrow('UnexpectedValidFromTime(2)');
  await refused({ orderType: 7 }).toThrow('OrderTypeCannotBeCreated(7)');
  await refused({ orderType: 0 }).toThrow('DisabledFeature(');
  await refused({ sizeDeltaUsd: 0n, collateralDelta: 0n }).toThrow('EmptyOrder()');
});

test('behavior: the fee is asked for at the gas price of the very transaction', async () => {
  const { address } = await lab().createAccount({ USDC: 1000 });
  const order = { ...short, orderType: INCREASE, sizeDeltaUsd: usd(3000), collateralDelta: 500_000_000n };
  const { hash } = await lab().placeOrder(address, order);
  // Without a tip it is the base fee, which sinks with every empty block.
  const { effectiveGasPrice } = await lab().publicClient.getTransactionReceipt({ hash });
  const gas = 600_000n + 3n * 250_000n + 3_000_000n;
  expect(effectiveGasPrice).toBeLessThan(GAS_PRICE);
  await expect(lab().placeOrder(address, { ...order, executionFee: gas })).rejects.toThrow('InsufficientExecutionFee(');
  await lab().placeOrder(address, { ...order, executionFee: gas * effectiveGasPrice });
});

test('behavior: the vault gives an order all that came in since the last one, so sends must be interleaved', async () => {
  const { address } = await lab().createAccount({ USDC: 1000 });
  const { orderVault: vault, exchangeRouter: to } = lab().contracts;
  const first = await lab().placeOrder(address, { ...short, orderType: DECREASE, sizeDeltaUsd: usd(1) });
  const { input } = await lab().publicClient.getTransaction({ hash: first.hash });
  const { args = [] } = decodeFunctionData({ abi: exchangeRouterAbi, data: input });
  const [sendWnt, create] = args[0] as readonly [Hex, Hex];
  const multicall = (calls: readonly Hex[]) =>
    encodeFunctionData({ abi: exchangeRouterAbi, functionName: 'multicall', args: [calls] });
  const value = 2n * first.executionFee;
  const grouped = multicall([sendWnt, sendWnt, create, create]);
  expect(await revertOf(lab(), { from: address, to, data: grouped, value })).toBe(
    `InsufficientWntAmountForExecutionFee(0, ${first.executionFee})`,
  );
  expect(await send(address, multicall([sendWnt, create, sendWnt, create]), value)).toBeNull();
  expect(await pendingKeys(lab())).toHaveLength(3);
  const held = await lab().publicClient.readContract({
    address: lab().tokens.WETH.address,
    abi: erc20Abi,
    functionName: 'balanceOf',
    args: [vault],
  });
  expect(held).toBe(3n * first.executionFee);
});

test('behavior: of wrapped ether as collateral the fee is taken first', async () => {
  const { address } = await lab().createAccount({ WETH: 1 });
  const order = { isLong: true, collateral: 'WETH', orderType: INCREASE, sizeDeltaUsd: usd(1000) } as const;
  const { key } = await lab().placeOrder(address, { ...order, collateralDelta: parseEther('1') });
  await lab().keeper.execute(key);
  // 6 bps of 1000 USD at 2000.
  expect((await lab().positions(address))[0]?.numbers.collateralAmount).toBe(parseEther('0.9997'));
});

test('behavior: funding that was earned is claimed', async () => {
  const { address } = await lab().createAccount({});
  await lab().controls.creditFunding(address, { USDC: 12_345_678n });
  const data = encodeFunctionData({
    abi: exchangeRouterAbi,
    functionName: 'claimFundingFees',
    args: [[lab().markets['ETH/USD']], [lab().tokens.USDC.address], address],
  });
  expect(await send(address, data)).toBeNull();
  expect(await usdcOf(address)).toBe(12_345_678n);
});
