import { maxUint256, parseEther, parseUnits } from 'viem';
import { expect, test } from 'vitest';
import { useGmxLab } from '../../../test/gmxLab.js';
import type { GmxTrader } from '../../../test/gmxTrader.js';
import { createGmxTrader, gmxCollateral, gmxTrade, gmxUsd } from '../../../test/gmxTrader.js';
import type { LabOrder } from '../../lab/gmx/placeOrder.js';
import type { VenueReading } from '../../model/snapshot.js';
import type { GmxDetail } from './detail.js';

const lab = useGmxLab();
const longUsdc = 'gmx-v2 ETH/USD long USDC';
const longWeth = 'gmx-v2 ETH/USD long WETH';
const at = (price: number) => parseUnits(String(price), 12);

/** USDC, in the account's own units: wallet, on its way, and in positions. */
function usdcOf({ funding, orders = [], marginAccounts }: VenueReading<GmxDetail>) {
  const sum = (amounts: readonly bigint[]) => amounts.reduce((total, amount) => total + amount, 0n);
  return {
    wallet: sum(funding.flatMap(({ token, balance }) => (token.symbol === 'USDC' ? [balance] : []))),
    held: sum(orders.flatMap(({ held }) => (held?.token.symbol === 'USDC' ? [held.amount] : []))),
    inPositions: sum(
      marginAccounts.flatMap(({ collateral, collateralAmount }) =>
        collateral?.symbol === 'USDC' && collateralAmount !== null ? [collateralAmount] : [],
      ),
    ),
  };
}

const total = (reading: VenueReading<GmxDetail>) => {
  const { wallet, held, inPositions } = usdcOf(reading);
  return wallet + held + inPositions;
};

async function waitingOf(trader: GmxTrader) {
  const reading = await trader.read();
  const [order] = reading.orders ?? [];
  if (!order) throw new Error('expected an order');
  return { reading, order };
}

const kinds: { name: string; order: LabOrder; expected: object; describe: string }[] = [
  {
    name: 'a market increase',
    order: {
      orderType: 2,
      isLong: true,
      collateral: 'USDC',
      sizeDeltaUsd: gmxUsd(1000),
      collateralDelta: 200_000_000n,
    },
    expected: {
      ordType: 'Market',
      position: longUsdc,
      triggerPrice: null,
      cancelable: false,
      held: { token: { symbol: 'USDC' }, amount: 200_000_000n },
      terms: { kind: 'trade', side: 'Buy', quantity: parseEther('0.5'), reduceOnly: false, position: longUsdc },
    },
    describe: 'increase: 1 000 usd of ETH/USD long, with 200 USDC',
  },
  {
    name: 'a deposit',
    order: { orderType: 2, isLong: true, collateral: 'USDC', collateralDelta: 100_000_000n },
    expected: {
      ordType: 'Market',
      position: longUsdc,
      held: { amount: 100_000_000n },
      terms: { kind: 'addCollateral', marginAccount: longUsdc, token: 'USDC', decimals: 6, amount: 100_000_000n },
    },
    describe: 'deposit: 100 USDC into the ETH/USD long',
  },
  {
    name: 'a withdrawal',
    order: { orderType: 4, isLong: true, collateral: 'USDC', collateralDelta: 50_000_000n },
    expected: {
      ordType: 'Market',
      held: null,
      terms: { kind: 'removeCollateral', marginAccount: longUsdc, token: 'USDC', decimals: 6, amount: 50_000_000n },
    },
    describe: 'withdrawal: 50 USDC from the ETH/USD long',
  },
  {
    name: 'a market decrease',
    order: { orderType: 4, isLong: true, collateral: 'USDC', sizeDeltaUsd: gmxUsd(1000) },
    expected: {
      ordType: 'Market',
      held: null,
      terms: { kind: 'trade', side: 'Sell', quantity: parseEther('0.5'), reduceOnly: true, position: longUsdc },
    },
    describe: 'decrease: 1 000 usd of ETH/USD long',
  },
  {
    name: 'a stop-loss of everything',
    order: { orderType: 6, isLong: true, collateral: 'USDC', sizeDeltaUsd: maxUint256, triggerPrice: at(1800.5) },
    expected: {
      ordType: 'Stop',
      triggerPrice: parseEther('1800.5'),
      cancelable: true,
      overdue: false,
      held: null,
      terms: {
        kind: 'rest',
        ordType: 'Stop',
        side: 'Sell',
        quantity: parseEther('2'),
        reduceOnly: true,
        maxSlippage: null,
        triggerPrice: parseEther('1800.5'),
        replaces: null,
      },
    },
    describe: 'stop-loss: all of the ETH/USD long, at 1 800.5',
  },
  {
    name: 'a take-profit',
    order: {
      orderType: 5,
      isLong: true,
      collateral: 'USDC',
      sizeDeltaUsd: gmxUsd(2000),
      triggerPrice: at(2500),
      acceptablePrice: at(2490),
    },
    expected: {
      ordType: 'Limit',
      terms: {
        kind: 'rest',
        ordType: 'Limit',
        side: 'Sell',
        quantity: parseEther('1'),
        reduceOnly: true,
        maxSlippage: 10_000,
      },
    },
    describe: 'take-profit: 2 000 usd of ETH/USD long, at 2 500',
  },
  {
    name: 'a limit entry, larger than what there is',
    order: {
      orderType: 3,
      isLong: true,
      collateral: 'USDC',
      sizeDeltaUsd: gmxUsd(9000),
      collateralDelta: 2_000_000_000n,
      triggerPrice: at(1800),
    },
    expected: {
      ordType: 'Limit',
      position: longUsdc,
      held: { amount: 2_000_000_000n },
      terms: { kind: 'rest', ordType: 'Limit', side: 'Buy', quantity: parseEther('5'), reduceOnly: false },
    },
    describe: 'limit entry: 9 000 usd of ETH/USD long, with 2 000 USDC, at 1 800',
  },
  {
    name: 'a stop entry of the other side, in WETH',
    order: {
      orderType: 8,
      isLong: false,
      collateral: 'WETH',
      sizeDeltaUsd: gmxUsd(3800),
      collateralDelta: parseEther('0.5'),
      triggerPrice: at(1900),
    },
    expected: {
      ordType: 'Stop',
      position: 'gmx-v2 ETH/USD short WETH',
      held: { token: { symbol: 'WETH' }, amount: parseEther('0.5') },
      terms: {
        kind: 'rest',
        ordType: 'Stop',
        side: 'Sell',
        quantity: parseEther('2'),
        reduceOnly: false,
        position: null,
      },
    },
    describe: 'stop entry: 3 800 usd of ETH/USD short, with 0.5 WETH, at 1 900',
  },
];

test('default: orders of every kind, placed by hand', async () => {
  const trader = await createGmxTrader(lab());
  await trader.carryOut(gmxTrade('Buy', '2'));
  const placed = new Map<string, (typeof kinds)[number]>();
  for (const kind of kinds) placed.set((await lab().placeOrder(trader.address, kind.order)).key, kind);
  const { orders = [] } = await trader.read();
  expect(new Set(orders.map(({ id }) => id))).toEqual(new Set(placed.keys()));
  for (const order of orders) {
    const { expected, describe, name } = placed.get(order.id) ?? { expected: {}, describe: '', name: 'unknown' };
    expect(order, name).toMatchObject({ venue: 'gmx-v2', instrument: 'gmx-v2 ETH/USD', status: 'New', ...expected });
    expect(order.describe).toBe(describe);
  }
});

test('behavior: a market order is overdue after a minute, and may be taken back once GMX has let it expire', async () => {
  const trader = await createGmxTrader(lab());
  await lab().advance(1);
  await trader.ask(gmxTrade('Sell', '1'));
  const { order } = await waitingOf(trader);
  expect(order).toMatchObject({ overdue: false, cancelable: false });
  const cancel = { kind: 'cancel', venue: 'gmx-v2', order: order.id } as const;
  await expect(trader.ask(cancel)).rejects.toThrow(/can only be cancelled once/);
  const passTo = async (age: number) => {
    await lab().testClient.setNextBlockTimestamp({ timestamp: BigInt(order.since + age) });
    await lab().testClient.mine({ blocks: 1 });
    return (await waitingOf(trader)).order;
  };
  expect(await passTo(60)).toMatchObject({ overdue: false, cancelable: false });
  expect(await passTo(61)).toMatchObject({ overdue: true, cancelable: false });
  expect(await passTo(299)).toMatchObject({ overdue: true, cancelable: false });
  expect(await passTo(300)).toMatchObject({ overdue: true, cancelable: true });
  await trader.ask(cancel);
  expect((await trader.read()).orders).toEqual([]);
});

test('behavior: a resting order is never overdue, and may be taken back at once', async () => {
  const trader = await createGmxTrader(lab());
  await trader.carryOut(gmxTrade('Buy', '2'));
  await lab().placeOrder(trader.address, {
    orderType: 6,
    isLong: true,
    collateral: 'USDC',
    sizeDeltaUsd: maxUint256,
    triggerPrice: at(1800),
  });
  await lab().advance(1000);
  expect((await waitingOf(trader)).order).toMatchObject({ overdue: false, cancelable: true });
});

const venueOrders: { name: string; order: LabOrder }[] = [
  ...kinds.filter(({ order }) => [2, 4].includes(order.orderType)),
  {
    name: 'an increase in WETH',
    order: {
      orderType: 2,
      isLong: true,
      collateral: 'WETH',
      sizeDeltaUsd: gmxUsd(1000),
      collateralDelta: parseEther('0.2'),
    },
  },
  {
    name: 'a decrease that takes out collateral too',
    order: { orderType: 4, isLong: true, collateral: 'USDC', sizeDeltaUsd: gmxUsd(1000), collateralDelta: 50_000_000n },
  },
];

test.each(venueOrders)('behavior: once $name is carried out, the account is as was expected', async ({ order }) => {
  const trader = await createGmxTrader(lab());
  await trader.carryOut(gmxTrade('Buy', '2'));
  await lab().moveMarket(2050, { spread: 0.001 });
  const before = await trader.read();
  const { key } = await lab().placeOrder(trader.address, order);
  const { reading, order: waiting } = await waitingOf(trader);
  expect(total(reading)).toBe(total(before));
  if (!waiting.terms) throw new Error('expected terms');
  const expected = trader.venue.after(reading, waiting.terms, waiting.id);
  expect((await lab().keeper.execute(key)).outcome).toBe('executed');
  const { positions, marginAccounts, funding, orders } = await trader.read();
  expect({ positions, marginAccounts, funding, orders }).toEqual({
    positions: expected.positions,
    marginAccounts: expected.marginAccounts,
    funding: expected.funding,
    orders: [],
  });
});

test('behavior: what comes with an order is neither lost nor free while it waits, and is back when it is taken back', async () => {
  const trader = await createGmxTrader(lab());
  const before = usdcOf(await trader.read());
  await trader.ask(gmxTrade('Sell', '2'));
  const { reading, order } = await waitingOf(trader);
  const { held } = order;
  if (!held) throw new Error('expected collateral on its way');
  expect(usdcOf(reading)).toEqual({ wallet: before.wallet - held.amount, held: held.amount, inPositions: 0n });
  const taken = trader.venue.after(reading, { kind: 'cancel', venue: 'gmx-v2', order: order.id });
  expect(usdcOf(taken)).toEqual(before);
  await lab().advance(300);
  await trader.ask({ kind: 'cancel', venue: 'gmx-v2', order: order.id });
  expect(usdcOf(await trader.read())).toEqual(before);
});

test('behavior: an order that GMX would cancel is expected to be cancelled, and what came with it to be back', async () => {
  const trader = await createGmxTrader(lab());
  const before = usdcOf(await trader.read());
  const { orders } = await trader.ask(gmxTrade('Sell', '2'));
  await lab().moveMarket(1900);
  const { reading, order } = await waitingOf(trader);
  if (!order.terms) throw new Error('expected terms');
  const expected = trader.venue.after(reading, order.terms, order.id);
  expect(usdcOf(expected)).toEqual(before);
  expect((await lab().keeper.execute(orders[0] as `0x${string}`)).outcome).toBe('cancelled');
  expect(usdcOf(await trader.read())).toEqual(before);
});

test.each([
  { name: 'a stop-loss of everything', size: maxUint256, left: 0n },
  { name: 'a stop-loss of a part', size: gmxUsd(1000), left: parseEther('1.5') },
])('behavior: once $name is carried out, it has done what was expected', async ({ size, left }) => {
  const trader = await createGmxTrader(lab());
  await trader.carryOut(gmxTrade('Buy', '2'));
  const stop = { orderType: 6, isLong: true, collateral: 'USDC', sizeDeltaUsd: size, triggerPrice: at(1800) } as const;
  const { key } = await lab().placeOrder(trader.address, stop);
  await lab().moveMarket(1790);
  const { reading, order } = await waitingOf(trader);
  if (!order.terms) throw new Error('expected terms');
  const expected = trader.venue.after(reading, order.terms, order.id);
  expect((await lab().keeper.execute(key)).outcome).toBe('executed');
  const { positions, marginAccounts, funding } = await trader.read();
  expect(positions.reduce((sum, { quantity }) => sum + quantity, 0n)).toBe(left);
  expect({ positions, marginAccounts, funding }).toEqual({
    positions: expected.positions,
    marginAccounts: expected.marginAccounts,
    funding: expected.funding,
  });
});

test('behavior: an entry that cannot be carried out as things are keeps what came with it', async () => {
  const trader = await createGmxTrader(lab());
  const entry = { orderType: 3, isLong: true, collateral: 'USDC', sizeDeltaUsd: gmxUsd(1000) } as const;
  const bounds = { triggerPrice: at(2100), acceptablePrice: at(1900) };
  const { key } = await lab().placeOrder(trader.address, { ...entry, ...bounds, collateralDelta: 200_000_000n });
  const { reading, order } = await waitingOf(trader);
  if (!order.terms) throw new Error('expected terms');
  const expected = trader.venue.after(reading, order.terms, order.id);
  expect((await lab().keeper.execute(key)).outcome).toBe('frozen');
  expect(usdcOf(await trader.read())).toEqual(usdcOf(expected));
});

test('behavior: an order for a position that is gone does nothing', async () => {
  const trader = await createGmxTrader(lab());
  await trader.carryOut(gmxTrade('Buy', '2'));
  await lab().placeOrder(trader.address, { orderType: 4, isLong: true, collateral: 'USDC', sizeDeltaUsd: gmxUsd(100) });
  const { key } = await lab().placeOrder(trader.address, {
    orderType: 4,
    isLong: true,
    collateral: 'USDC',
    sizeDeltaUsd: gmxUsd(4000),
  });
  await lab().keeper.execute(key);
  const { reading, order } = await waitingOf(trader);
  expect(order).toMatchObject({ position: longUsdc, terms: { kind: 'trade', reduceOnly: true, position: null } });
  if (!order.terms) throw new Error('expected terms');
  const after = trader.venue.after(reading, order.terms, order.id);
  expect(after.positions).toEqual([]);
  expect(usdcOf(after)).toEqual(usdcOf(reading));
});

test('behavior: a deposit or a stop names the position that it is for, whatever else is held', async () => {
  const trader = await createGmxTrader(lab());
  await trader.carryOut(gmxTrade('Buy', '2'));
  await trader.carryOutByHand({
    orderType: 2,
    isLong: true,
    collateral: 'WETH',
    sizeDeltaUsd: gmxUsd(2000),
    collateralDelta: parseEther('1'),
  });
  await trader.ask(gmxCollateral('addCollateral', '0.25', longWeth));
  expect((await waitingOf(trader)).order).toMatchObject({
    position: longWeth,
    held: { token: { symbol: 'WETH' }, amount: parseEther('0.25') },
  });
});
