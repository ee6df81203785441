import { parseEther } from 'viem';
import { expect, test } from 'vitest';
import { useGmxLab } from '../../../test/gmxLab.js';
import type { GmxTrader } from '../../../test/gmxTrader.js';
import { createGmxTrader, gmxCollateral, gmxTrade, gmxUsd } from '../../../test/gmxTrader.js';
import type { OrderTerms } from '../../model/order.js';
import type { VenueReading } from '../../model/snapshot.js';
import { toFloat, unixSeconds, wad, ZERO } from '../../model/units.js';
import type { GmxDetail } from './detail.js';

const lab = useGmxLab();

const longWeth = 'gmx-v2 ETH/USD long WETH';
const longUsdc = 'gmx-v2 ETH/USD long USDC';
const shortUsdc = 'gmx-v2 ETH/USD short USDC';
const shortWeth = 'gmx-v2 ETH/USD short WETH';

/** What an account has, in an order of its own: positions and what they are worth, and the wallet. */
function held({ positions, marginAccounts, funding, orders, claimable }: VenueReading<GmxDetail>) {
  const byId = <Row extends { id: string }>(rows: readonly Row[]) => [...rows].sort((a, b) => a.id.localeCompare(b.id));
  return { positions: byId(positions), marginAccounts: byId(marginAccounts), funding, orders, claimable };
}

/** Carries it out, and holds the account to what was expected of it: to the last digit. */
async function carriedOutAsExpected(trader: GmxTrader, terms: OrderTerms) {
  const before = await trader.read();
  const expected = trader.venue.after(before, terms);
  const lives = await trader.carryOut(terms);
  expect(lives.map(({ status, text }) => ({ status, text }))).toEqual(
    lives.map(() => ({ status: 'Filled', text: '' })),
  );
  const after = await trader.read();
  expect(held(after)).toEqual(held(expected));
  expect(after.markets[0]?.reduceOnly).toBeNull();
  if (terms.kind === 'trade') {
    const estimate = trader.venue.estimate(before, terms);
    const fills = lives.flatMap((life) => life.fills);
    const trades = fills.flatMap((fill) => (fill.kind === 'trade' ? [fill] : []));
    const quantity = trades.reduce((sum, fill) => sum + toFloat(fill.quantity), 0);
    const paid = trades.reduce((sum, fill) => sum + toFloat(fill.quantity) * toFloat(fill.price), 0);
    expect(quantity).toBeCloseTo(toFloat(terms.quantity), 12);
    expect(paid / quantity).toBeCloseTo(toFloat(estimate.price), 9);
    expect(trades.reduce((sum, fill) => sum + toFloat(fill.fee), 0)).toBeCloseTo(toFloat(estimate.fee), 12);
    for (const fill of trades) expect(fill.side).toBe(terms.side);
  }
  return { after, lives };
}

test('default: longs and shorts in both collaterals, where buying and selling have prices of their own', async () => {
  const trader = await createGmxTrader(lab());
  await lab().moveMarket(2000, { spread: 0.002 });
  await carriedOutAsExpected(trader, gmxTrade('Buy', '2'));
  await carriedOutAsExpected(trader, gmxTrade('Buy', '0.7', { position: longUsdc, leverage: 3 }));
  await trader.carryOutByHand({
    orderType: 2,
    isLong: true,
    collateral: 'WETH',
    sizeDeltaUsd: gmxUsd(4000),
    collateralDelta: parseEther('1'),
  });
  await carriedOutAsExpected(trader, gmxTrade('Buy', '1.3', { position: longWeth }));
  await trader.carryOutByHand({
    orderType: 2,
    isLong: false,
    collateral: 'WETH',
    sizeDeltaUsd: gmxUsd(3000),
    collateralDelta: parseEther('0.5'),
  });
  await carriedOutAsExpected(trader, gmxTrade('Sell', '0.4', { position: shortWeth }));
  await lab().moveMarket(2111.5);
  await carriedOutAsExpected(trader, gmxCollateral('addCollateral', '0.123456789', longWeth));
  await carriedOutAsExpected(trader, gmxCollateral('addCollateral', '321.5', longUsdc));
  await carriedOutAsExpected(trader, gmxCollateral('removeCollateral', '0.2', longWeth));
  await carriedOutAsExpected(trader, gmxCollateral('removeCollateral', '55', longUsdc));
  await carriedOutAsExpected(trader, gmxTrade('Sell', '0.61', { position: longWeth, reduceOnly: true }));
  await carriedOutAsExpected(trader, gmxTrade('Buy', '0.33', { position: shortWeth, reduceOnly: true }));
  await lab().moveMarket(1903.25);
  await carriedOutAsExpected(trader, gmxTrade('Sell', '0.5', { position: longUsdc, reduceOnly: true }));
  await carriedOutAsExpected(trader, gmxTrade('Buy', '0.25', { position: shortWeth, reduceOnly: true }));
  for (const id of [longWeth, longUsdc, shortWeth]) {
    const { positions } = await trader.read();
    const quantity = positions.find((position) => position.id === id)?.quantity ?? 0n;
    const side = quantity > 0n ? 'Sell' : 'Buy';
    const closing = gmxTrade(side, '1', { position: id, reduceOnly: true });
    const { after } = await carriedOutAsExpected(trader, {
      ...closing,
      quantity: wad(quantity > 0n ? quantity : -quantity),
    });
    expect(after.positions.some((position) => position.id === id)).toBe(false);
  }
  expect((await trader.read()).positions).toEqual([]);
});

test.each([
  { side: 'Buy', other: 'Sell', ids: [longUsdc, shortUsdc] },
  { side: 'Sell', other: 'Buy', ids: [shortUsdc, longUsdc] },
] as const)('behavior: $other beyond what $side opened goes through zero', async ({ side, other, ids }) => {
  const trader = await createGmxTrader(lab());
  await carriedOutAsExpected(trader, gmxTrade(side, '1.5'));
  await lab().moveMarket(2040);
  const terms = gmxTrade(other, '4', { position: ids[0] });
  const requests = trader.venue.prepare(await trader.read(), terms, unixSeconds(0));
  expect(requests.map(({ purpose }) => purpose)).toEqual(['approve', 'trade']);
  expect(requests[1]?.keeperGas).toHaveLength(2);
  const { after, lives } = await carriedOutAsExpected(trader, terms);
  expect(lives).toHaveLength(2);
  expect(after.positions.map(({ id }) => id)).toEqual([ids[1]]);
});

test('behavior: an order for no position in particular reduces what stands against it first, then adds to its own side', async () => {
  const trader = await createGmxTrader(lab());
  await carriedOutAsExpected(trader, gmxTrade('Buy', '1'));
  await trader.carryOutByHand({
    orderType: 2,
    isLong: true,
    collateral: 'WETH',
    sizeDeltaUsd: gmxUsd(2000),
    collateralDelta: parseEther('1'),
  });
  const { after, lives } = await carriedOutAsExpected(trader, gmxTrade('Sell', '2.5'));
  expect(lives).toHaveLength(3);
  expect(after.positions.map(({ id, quantity }) => [id, toFloat(quantity)])).toEqual([[shortUsdc, -0.5]]);
});

test('behavior: collateral that moves with the underlying is a position, and tells of the exposure', async () => {
  const trader = await createGmxTrader(lab());
  await trader.carryOutByHand({
    orderType: 2,
    isLong: true,
    collateral: 'WETH',
    sizeDeltaUsd: gmxUsd(4000),
    collateralDelta: parseEther('1'),
  });
  const reading = await trader.read();
  expect(reading.positions).toMatchObject([
    { id: longWeth, instrument: { kind: 'perpetual', underlying: 'ETH' }, value: 0n, marginAccount: longWeth },
    { id: `${longWeth} collateral`, instrument: { kind: 'token', symbol: 'WETH', underlying: 'ETH' }, value: 0n },
  ]);
  const [perpetual, collateral] = reading.positions;
  expect(toFloat(perpetual?.quantity ?? ZERO)).toBe(2);
  // 0.06 % of 4000 USD is gone.
  expect(toFloat(collateral?.quantity ?? ZERO)).toBeCloseTo(1 - 2.4 / 2000, 12);
  expect(reading.marginAccounts).toMatchObject([{ positions: [longWeth], underlyings: ['ETH'] }]);
});
