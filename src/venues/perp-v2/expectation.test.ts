import { expect, test } from 'vitest';
import { useLab } from '../../../test/lab.js';
import { collateral, createPerpV2Trader, trade } from '../../../test/perpV2Trader.js';
import type { OrderTerms } from '../../model/order.js';
import type { VenueReading } from '../../model/snapshot.js';
import { bps, toFloat } from '../../model/units.js';
import type { PerpV2Detail } from './state.js';

const lab = useLab();

async function funded() {
  const trader = await createPerpV2Trader(lab(), 100_000);
  await trader.carryOut(collateral('addCollateral', '50000'));
  return trader;
}

const relative = (a: bigint, b: bigint) => Math.abs(Number(a - b) / Number(b));

for (const side of ['Buy', 'Sell'] as const) {
  test(`default: what a ${side} of 1 to 5 ETH costs is estimated to within a hundredth of a basis point`, async () => {
    const trader = await funded();
    for (const quantity of ['1', '2.5', '5']) {
      const terms = trade(side, quantity);
      const reading = await trader.read();
      const estimate = trader.venue.estimate(reading, terms);
      const [fill] = await trader.carryOut(terms);
      if (fill?.kind !== 'trade') throw new Error('expected a trade');
      expect(relative(estimate.price, fill.price)).toBeLessThan(1e-6);
      expect(relative(estimate.fee, fill.fee)).toBeLessThan(1e-6);
      const mark = reading.markets[0]?.mark ?? 0n;
      const lost = ((fill.side === 'Buy' ? fill.price - mark : mark - fill.price) * fill.quantity) / 10n ** 18n;
      expect(Math.abs(Number(estimate.impact - lost))).toBeLessThan(1e6);
    }
  });
}

/** What must be as expected; the mark may have moved a little, since the next block is a second later. */
function shown({ detail, marginAccounts, positions, funding, markets }: VenueReading<PerpV2Detail>) {
  const [account] = marginAccounts;
  const market = detail.markets['ETH'];
  return {
    ids: positions.map((position) => [position.id, position.marginAccount]),
    size: market?.size ?? 0n,
    openNotional: market?.openNotional ?? 0n,
    funding: funding.map(({ balance, allowance }) => [balance, allowance]),
    collateral: account?.collateralAmount ?? 0n,
    last: markets[0]?.last ?? 0n,
    equity: account?.equity ?? 0n,
    maintenance: account?.maintenance ?? 0n,
  };
}

test('invariant: the reading after an order is the one that is read next', async () => {
  const trader = await funded();
  const orders: OrderTerms[] = [
    trade('Buy', '3'),
    trade('Buy', '1.5'),
    trade('Sell', '2'),
    trade('Sell', '4'),
    collateral('addCollateral', '1234.5'),
    trade('Buy', '0.5'),
    collateral('removeCollateral', '777.123456'),
    trade('Buy', '1', { reduceOnly: true }),
  ];
  for (const terms of orders) {
    const expected = shown(trader.venue.after(await trader.read(), terms));
    await trader.carryOut(terms);
    const actual = shown(await trader.read());
    // A wei of rounding here and there; the equity also sees the mark move towards the pool and a second of funding.
    const near = (a: bigint, b: bigint, wei: number) => expect(Math.abs(Number(a - b))).toBeLessThanOrEqual(wei);
    expect(actual.ids).toEqual(expected.ids);
    expect(actual.size).toBe(expected.size);
    expect(actual.funding).toEqual(expected.funding);
    near(actual.openNotional, expected.openNotional, 1e15);
    near(actual.collateral, expected.collateral, 1000);
    near(actual.last, expected.last, 1e6);
    near(actual.equity, expected.equity, 5e18);
    near(actual.maintenance, expected.maintenance, 1e18);
  }
});

test('behavior: expected orders add up: the second sees the first in the pool', async () => {
  const trader = await funded();
  const reading = await trader.read();
  const once = trader.venue.after(reading, trade('Buy', '2'));
  const twice = trader.venue.after(once, trade('Buy', '3'));
  const together = trader.venue.after(reading, trade('Buy', '5'));
  expect(twice.positions[0]?.quantity).toBe(together.positions[0]?.quantity);
  expect(relative(twice.marginAccounts[0]?.equity ?? 0n, together.marginAccounts[0]?.equity ?? 1n)).toBeLessThan(1e-12);
  expect(trader.venue.estimate(once, trade('Buy', '3')).price).toBeGreaterThan(
    trader.venue.estimate(reading, trade('Buy', '3')).price,
  );
});

test('behavior: margin at another price is what is read once the mark is there', async () => {
  const trader = await funded();
  await trader.carryOut(trade('Sell', '20', { maxSlippage: bps(200) }));
  const before = await trader.read();
  const [account] = before.marginAccounts;
  if (!account) throw new Error('expected a margin account');
  await lab().moveMarket(2200);
  const after = await trader.read();
  const at = trader.venue.marginAt(before, account, 'ETH', Number(after.markets[0]?.mark) / 1e18);
  expect(at.equity).toBeCloseTo(Number(after.marginAccounts[0]?.equity) / 1e18, 0);
  expect(at.maintenance).toBeCloseTo(Number(after.marginAccounts[0]?.maintenance) / 1e18, 6);
  expect(trader.venue.marginAt(before, account, 'BTC', 1)).toEqual({
    equity: toFloat(account.equity),
    maintenance: toFloat(account.maintenance),
  });
});
