import type { Hash, Hex, Log } from 'viem';
import { parseUnits } from 'viem';
import { expect, test } from 'vitest';
import { useGmxLab } from '../../../test/gmxLab.js';
import type { GmxTrader } from '../../../test/gmxTrader.js';
import { createGmxTrader, gmxCollateral, gmxStop, gmxTrade, gmxUsd } from '../../../test/gmxTrader.js';
import type { OrderTerms } from '../../model/order.js';
import { bps, toFloat } from '../../model/units.js';
import type { OrderTracking } from '../venue.js';

const lab = useGmxLab();
const longUsdc = 'gmx-v2 ETH/USD long USDC';
const isOurs = () => false;

const trackingOf = ({ venue }: GmxTrader): OrderTracking => {
  if (!venue.tracking) throw new Error('GMX is a venue of two steps');
  return venue.tracking;
};

const logsOf = async (...hashes: readonly (Hash | null)[]): Promise<Log[]> =>
  (
    await Promise.all(hashes.flatMap((hash) => (hash ? [lab().publicClient.getTransactionReceipt({ hash })] : [])))
  ).flatMap(({ logs }) => logs);

/** Asks, and carries it out at once. */
async function asked(trader: GmxTrader, terms: OrderTerms) {
  const { orders, receipt } = await trader.ask(terms);
  const [order] = orders;
  if (!order) throw new Error('expected an order');
  return { order: order as Hex, created: receipt.transactionHash };
}

const protectedLong = async (): Promise<{ trader: GmxTrader; stop: Hex }> => {
  const trader = await createGmxTrader(lab());
  await trader.carryOut(gmxTrade('Buy', '2'));
  const { order: stop } = await asked(trader, gmxStop('Sell', '2', '1800'));
  return { trader, stop };
};

test('default: the life of a market order, from being asked for to its fill', async () => {
  const trader = await createGmxTrader(lab());
  const { lifeOf, queries, created } = trackingOf(trader);
  const terms = gmxTrade('Sell', '2');
  const { order, created: asking } = await asked(trader, terms);
  expect(await trader.standing([order])).toEqual(new Map([[order, 'New']]));
  const before = await logsOf(asking);
  expect(created(before)).toEqual([order]);
  expect(lifeOf(order, terms, [])).toEqual({ status: 'New', text: '', fills: [], keeperPaid: 0n, at: null });
  expect(lifeOf(order, terms, before)).toMatchObject({ status: 'New', fills: [], at: { transactionHash: asking } });
  const { hash } = await lab().keeper.execute(order);
  const after = [...before, ...(await logsOf(hash))];
  expect(lifeOf(order, terms, after)).toMatchObject({
    status: 'Filled',
    text: '',
    at: { transactionHash: hash },
    fills: [
      { kind: 'trade', instrument: 'gmx-v2 ETH/USD', underlying: 'ETH', side: 'Sell', funding: 0n, borrowing: 0n },
    ],
  });
  expect(queries([order])).toHaveLength(2);
  expect(await trader.standing([order])).toEqual(new Map());
});

test('behavior: told from later logs alone, an order lives as far as they tell', async () => {
  const trader = await createGmxTrader(lab());
  const { lifeOf } = trackingOf(trader);
  const sell = gmxTrade('Sell', '2');
  const opening = await asked(trader, sell);
  const opened = await logsOf((await lab().keeper.execute(opening.order)).hash);
  expect(lifeOf(opening.order, sell, opened)).toEqual(
    lifeOf(opening.order, sell, [...(await logsOf(opening.created)), ...opened]),
  );

  const add = gmxCollateral('addCollateral', '100');
  const adding = await asked(trader, add);
  const added = await logsOf((await lab().keeper.execute(adding.order)).hash);
  expect(lifeOf(adding.order, add, added).fills).toMatchObject([{ kind: 'addCollateral', amount: 100_000_000n }]);

  const stop = gmxStop('Buy', '2', '2200');
  const resting = await asked(trader, stop);
  await asked(trader, gmxTrade('Buy', '1', { reduceOnly: true })); // another order waits meanwhile
  const takenBack = await trader.ask({ kind: 'cancel', venue: 'gmx-v2', order: resting.order });
  expect(lifeOf(resting.order, stop, takenBack.receipt.logs)).toMatchObject({
    status: 'Canceled',
    text: 'taken back by the account',
  });
});

test('behavior: a transaction that ends an older order too says no less of the newer', async () => {
  const { trader, stop } = await protectedLong();
  const { lifeOf } = trackingOf(trader);
  const close = gmxTrade('Sell', '2', { position: longUsdc, reduceOnly: true });
  const [closed] = await trader.carryOut(close);
  expect(closed).toMatchObject({ status: 'Filled', fills: [{ kind: 'trade' }] });
  const [{ transactionHash = null } = {}] = [closed?.at ?? undefined];
  expect(lifeOf(stop, gmxStop('Sell', '2', '1800'), await logsOf(transactionHash))).toMatchObject({
    status: 'Canceled',
    text: 'cancelled by GMX with its position',
  });
});

test('behavior: deposits and withdrawals fill with what went between wallet and position', async () => {
  const trader = await createGmxTrader(lab());
  await trader.carryOut(gmxTrade('Sell', '2'));
  const [added] = await trader.carryOut(gmxCollateral('addCollateral', '250.5'));
  expect(added?.fills).toEqual([
    {
      kind: 'addCollateral',
      marginAccount: 'gmx-v2 ETH/USD short USDC',
      token: 'USDC',
      decimals: 6,
      amount: parseUnits('250.5', 6),
    },
  ]);
  const [taken] = await trader.carryOut(gmxCollateral('removeCollateral', '17.25'));
  expect(taken?.fills).toMatchObject([{ kind: 'removeCollateral', amount: parseUnits('17.25', 6) }]);
});

test('behavior: why GMX cancelled an order is said with what it means', async () => {
  const trader = await createGmxTrader(lab());
  const terms = gmxTrade('Sell', '2');
  const { order, created } = await asked(trader, terms);
  await lab().moveMarket(1900);
  const { outcome, hash } = await lab().keeper.execute(order);
  expect(outcome).toBe('cancelled');
  const life = trackingOf(trader).lifeOf(order, terms, await logsOf(created, hash));
  expect(life).toMatchObject({ status: 'Canceled', fills: [] });
  expect(life.text).toMatch(
    /^cancelled by GMX: OrderNotFulfillableAtAcceptablePrice: .*\(price 1 [89]\d\d.*, acceptablePrice 1 990\)$/,
  );
});

test('behavior: a frozen order is suspended, and says why', async () => {
  const { trader } = await protectedLong();
  const terms = gmxStop('Sell', '1', '1850', { maxSlippage: bps(10) });
  const { order, created } = await asked(trader, terms);
  await lab().moveMarket(1800);
  const { outcome, hash } = await lab().keeper.execute(order);
  expect(outcome).toBe('frozen');
  const life = trackingOf(trader).lifeOf(order, terms, await logsOf(created, hash));
  expect(await trader.standing([order])).toEqual(new Map([[order, 'Suspended']]));
  expect(life).toMatchObject({ status: 'Suspended', fills: [], at: { transactionHash: hash } });
  expect(life.text).toMatch(/^frozen by GMX: OrderNotFulfillableAtAcceptablePrice: /);
  const [waiting] = (await trader.read()).orders?.filter(({ id }) => id === order) ?? [];
  expect(waiting).toMatchObject({ status: 'Suspended', cancelable: true });
});

test('behavior: a liquidation, a deleveraging and an order by hand are unsolicited', async () => {
  const { trader } = await protectedLong();
  const { unsolicited } = trackingOf(trader);
  const adl = await lab().adl(trader.address, { sizeDeltaUsd: gmxUsd(1000) });
  expect(unsolicited(await logsOf(adl), isOurs)).toMatchObject([
    {
      kind: 'autoDeleveraging',
      marginAccount: longUsdc,
      fill: { kind: 'trade', side: 'Sell' },
      text: `GMX deleveraged ${longUsdc}`,
      transactionHash: adl,
    },
  ]);
  const { key } = await lab().placeOrder(trader.address, {
    orderType: 2,
    isLong: true,
    collateral: 'USDC',
    sizeDeltaUsd: gmxUsd(500),
    collateralDelta: parseUnits('100', 6),
  });
  const { hash } = await lab().keeper.execute(key);
  const byHand = unsolicited(await logsOf(hash), isOurs);
  expect(byHand).toMatchObject([{ kind: 'byHand', order: key, fill: { side: 'Buy' } }]);
  const [{ fill } = {}] = byHand;
  expect(fill?.kind === 'trade' && toFloat(fill.fee)).toBeCloseTo(0.3, 12);
  expect(unsolicited(await logsOf(hash), (order) => order === key)).toEqual([]);
  await lab().moveMarket(1400);
  const [liquidation] = await lab().liquidate(trader.address);
  const [told] = unsolicited(await logsOf(liquidation?.hash ?? null), isOurs);
  expect(told).toMatchObject({ kind: 'liquidation', marginAccount: longUsdc, fill: { side: 'Sell' } });
  expect(told?.text).toMatch(/^GMX liquidated gmx-v2 ETH\/USD long USDC/);
  expect((await trader.read()).positions).toEqual([]);
});
