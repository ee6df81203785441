import dataStoreAbi from '@gmx-io/sdk/abis/DataStore';
import readerAbi from '@gmx-io/sdk/abis/SyntheticsReader';
import { type Address, encodeAbiParameters, erc20Abi, keccak256, parseEther, parseUnits } from 'viem';
import { expect, test } from 'vitest';
import { useGmxLab } from '../../../test/gmxLab.js';
import { at, usd } from '../../../test/gmxOrders.js';
import type { LabPosition } from './forced.js';
import { dataKey } from './keys.js';

const lab = useGmxLab();

const FLOAT = 10n ** 30n;
const USDC_PRICE = 10n ** 24n;
const divideUp = (a: bigint, b: bigint): bigint => (a + b - 1n) / b;
const [WORSENS, IMPROVES] = [6n * 10n ** 26n, 4n * 10n ** 26n];

interface Side {
  isLong: boolean;
  collateral: 'USDC' | 'WETH';
}
interface Price {
  min: bigint;
  max: bigint;
}

const collateralPrice = ({ collateral }: Side, index: Price): Price =>
  collateral === 'WETH' ? index : { min: USDC_PRICE, max: USDC_PRICE };

/** Tokens of an entry: a long's are rounded down, a short's up. */
const entryTokens = ({ isLong }: Side, size: bigint, index: Price): bigint =>
  isLong ? size / index.max : divideUp(size, index.min);

/** Of a part of a position: the profit in USD and the tokens that go. */
function realised({ isLong }: Side, { sizeInUsd, sizeInTokens }: LabPosition['numbers'], delta: bigint, index: Price) {
  const whole = isLong ? sizeInTokens * index.min - sizeInUsd : sizeInUsd - sizeInTokens * index.max;
  const share = sizeInTokens * delta;
  const tokens = delta === sizeInUsd ? sizeInTokens : isLong ? divideUp(share, sizeInUsd) : share / sizeInUsd;
  return { pnl: (whole * tokens) / sizeInTokens, tokens };
}

/** What a decrease pays out and leaves: profit rounded down to a unit of its token, each cost up to a unit of collateral. */
function settle(side: Side, before: LabPosition['numbers'], delta: bigint, index: Price, factor: bigint) {
  const { pnl, tokens } = realised(side, before, delta, index);
  const { min } = collateralPrice(side, index);
  const profitToken = side.isLong ? index : { min: USDC_PRICE, max: USDC_PRICE };
  const isSameToken = side.isLong === (side.collateral === 'WETH');
  const fee = (delta * factor) / FLOAT / min;
  const profit = pnl > 0n ? pnl / profitToken.max : 0n;
  let output = isSameToken ? profit : 0n;
  let left = before.collateralAmount;
  for (const cost of [pnl < 0n ? divideUp(-pnl, min) : 0n, fee]) {
    const fromOutput = cost < output ? cost : output;
    output -= fromOutput;
    left -= cost - fromOutput;
  }
  const isClosed = delta === before.sizeInUsd;
  return {
    output: isClosed ? output + left : output,
    secondary: isSameToken ? 0n : profit,
    left: isClosed ? 0n : left,
    tokensLeft: before.sizeInTokens - tokens,
  };
}

const sides: readonly Side[] = [
  { isLong: true, collateral: 'USDC' },
  { isLong: true, collateral: 'WETH' },
  { isLong: false, collateral: 'USDC' },
  { isLong: false, collateral: 'WETH' },
];
const moves = [2213.37, 2000, 1871.93];
const cases = sides.flatMap((side) => moves.map((price) => ({ ...side, price })));

const balancesOf = async (account: Address) => {
  const { tokens, publicClient } = lab();
  const balance = (address: Address) =>
    publicClient.readContract({ address, abi: erc20Abi, functionName: 'balanceOf', args: [account] });
  return { USDC: await balance(tokens.USDC.address), WETH: await balance(tokens.WETH.address) };
};

test.each(cases)('default: $collateral, long $isLong, closed in two parts at $price', async ({ price, ...side }) => {
  const { address } = await lab().createAccount({ USDC: 5000, WETH: 5 });
  await lab().moveMarket(2003.07, { spread: 0.0007 });
  const entry = { min: at(2002.3689255), max: at(2003.7710745) };
  const size = usd(7777.77);
  const collateralDelta = side.collateral === 'USDC' ? 2_345_678_901n : parseEther('1.2345678901');
  const { key } = await lab().placeOrder(address, { ...side, orderType: 2, sizeDeltaUsd: size, collateralDelta });
  expect(await lab().keeper.execute(key)).toMatchObject({ outcome: 'executed' });
  const openingFee = (size * WORSENS) / FLOAT / collateralPrice(side, entry).min;
  const [opened] = await lab().positions(address);
  expect(opened?.numbers).toMatchObject({
    sizeInUsd: size,
    sizeInTokens: entryTokens(side, size, entry),
    collateralAmount: collateralDelta - openingFee,
  });

  const exit = { min: parseUnits((price * 0.9995).toFixed(8), 12), max: parseUnits((price * 1.0005).toFixed(8), 12) };
  await lab().moveMarket(price, { spread: 0.001 });
  for (const delta of [usd(1234.567), size - usd(1234.567)]) {
    const [before] = await lab().positions(address);
    if (!before) throw new Error('There is no position');
    const held = await balancesOf(address);
    const expected = settle(side, before.numbers, delta, exit, IMPROVES);
    const decrease = await lab().placeOrder(address, { ...side, orderType: 4, sizeDeltaUsd: delta });
    expect(await lab().keeper.execute(decrease.key)).toMatchObject({ outcome: 'executed' });
    const [after] = await lab().positions(address);
    expect(after?.numbers.collateralAmount ?? 0n).toBe(expected.left);
    expect(after?.numbers.sizeInTokens ?? 0n).toBe(expected.tokensLeft);
    const now = await balancesOf(address);
    const other = side.collateral === 'USDC' ? 'WETH' : 'USDC';
    expect(now[side.collateral] - held[side.collateral]).toBe(expected.output);
    expect(now[other] - held[other]).toBe(expected.secondary);
  }
});

test.each(sides)(
  'invariant: liquidated at the last price that the rule allows: $collateral, long $isLong',
  async (side) => {
    const { address } = await lab().createAccount({ USDC: 5000, WETH: 5 });
    const collateralDelta = side.collateral === 'USDC' ? 1_000_000_000n : parseEther('0.5');
    const order = { ...side, orderType: 2, sizeDeltaUsd: usd(10_000), collateralDelta };
    await lab().keeper.execute((await lab().placeOrder(address, order)).key);
    const [position] = await lab().positions(address);
    if (!position) throw new Error('There is no position');
    const { sizeInUsd, collateralAmount } = position.numbers;
    const remaining = (price: number): bigint => {
      const index = { min: at(price), max: at(price) };
      const { min } = collateralPrice(side, index);
      const fee = (sizeInUsd * IMPROVES) / FLOAT / min;
      return collateralAmount * min + realised(side, position.numbers, sizeInUsd, index).pnl - fee * min;
    };
    // Half a percent of the size.
    const isSound = (price: number) => remaining(price) >= sizeInUsd / 200n;
    const step = side.isLong ? -0.01 : 0.01;
    let [sound, lost] = [200_000, 200_000 + (side.isLong ? -100_000 : 200_000)];
    expect(isSound(sound / 100) && !isSound(lost / 100)).toBe(true);
    while (Math.abs(lost - sound) > 1) {
      const middle = Math.round((sound + lost) / 2);
      if (isSound(middle / 100)) sound = middle;
      else lost = middle;
    }
    await lab().moveMarket(sound / 100);
    expect(await lab().liquidate(address)).toEqual([]);
    await lab().moveMarket(sound / 100 + step);
    expect(await lab().liquidate(address)).toMatchObject([{ account: address, isLong: side.isLong }]);
    expect(await lab().positions(address)).toEqual([]);
  },
);

test('behavior: the Reader agrees with what a full close then does', async () => {
  const { publicClient, contracts, markets, tokens } = lab();
  const { address } = await lab().createAccount({ USDC: 5000 });
  const side = { isLong: false, collateral: 'USDC' } as const;
  const order = { ...side, orderType: 2, sizeDeltaUsd: usd(9000), collateralDelta: 2_000_000_000n };
  await lab().keeper.execute((await lab().placeOrder(address, order)).key);
  await lab().moveMarket(2101.01);
  const index = { min: at(2101.01), max: at(2101.01) };
  const usdc = { min: USDC_PRICE, max: USDC_PRICE };
  const positionKey = keccak256(
    encodeAbiParameters(
      [{ type: 'address' }, { type: 'address' }, { type: 'address' }, { type: 'bool' }],
      [address, markets['ETH/USD'], tokens.USDC.address, false],
    ),
  );
  const info = await publicClient.readContract({
    address: contracts.reader,
    abi: readerAbi,
    functionName: 'getPositionInfo',
    args: [
      contracts.dataStore,
      contracts.referralStorage,
      positionKey,
      { indexTokenPrice: index, longTokenPrice: index, shortTokenPrice: usdc },
      0n,
      address,
      true,
    ],
  });
  const held = await balancesOf(address);
  const { key } = await lab().placeOrder(address, { ...side, orderType: 4, sizeDeltaUsd: usd(9000) });
  await lab().keeper.execute(key);
  const paid = (await balancesOf(address)).USDC - held.USDC;
  const { position, fees, basePnlUsd } = info;
  expect(paid).toBe(position.numbers.collateralAmount - divideUp(-basePnlUsd, USDC_PRICE) - fees.totalCostAmount);
});

test('behavior: profit is scaled down when the pool could not pay all of it', async () => {
  const { address } = await lab().createAccount({ USDC: 400_000 });
  const side = { isLong: false, collateral: 'USDC' } as const;
  const order = { ...side, orderType: 2, sizeDeltaUsd: usd(20_000_000), collateralDelta: 400_000_000_000n };
  await lab().keeper.execute((await lab().placeOrder(address, order)).key);
  const market = ['address', lab().markets['ETH/USD']] as const;
  const kind = dataKey('MAX_PNL_FACTOR_FOR_TRADERS');
  const cap = parseUnits('0.1', 30);
  await lab().controls.setUint(dataKey('MAX_PNL_FACTOR', ['bytes32', kind], market, ['bool', false]), cap);
  const poolKey = dataKey('POOL_AMOUNT', market, ['address', lab().tokens.USDC.address]);
  const pool = await lab().publicClient.readContract({
    address: lab().contracts.dataStore,
    abi: dataStoreAbi,
    functionName: 'getUint',
    args: [poolKey],
  });
  // Ten million of profit, of which a tenth of the pool is paid.
  await lab().moveMarket(1000);
  const { key } = await lab().placeOrder(address, { ...side, orderType: 4, sizeDeltaUsd: usd(20_000_000) });
  const held = await balancesOf(address);
  expect(await lab().keeper.execute(key)).toMatchObject({ outcome: 'executed' });
  const paid = (await balancesOf(address)).USDC - held.USDC;
  const fees = 12_000_000_000n + 8_000_000_000n;
  expect(paid).toBe(pool / 10n + 400_000_000_000n - fees);
});
