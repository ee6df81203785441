import { parseEther, parseUnits } from 'viem';
import { expect, test } from 'vitest';
import { useGmxLab } from '../../../test/gmxLab.js';
import type { GmxTrader } from '../../../test/gmxTrader.js';
import { createGmxTrader, gmxCollateral, gmxTrade, gmxUsd } from '../../../test/gmxTrader.js';
import type { OrderTerms } from '../../model/order.js';
import type { VenueReading } from '../../model/snapshot.js';
import { bps, tokenAmount, unixSeconds, wad } from '../../model/units.js';
import { VenueRefusal } from '../venue.js';
import type { GmxDetail } from './detail.js';

const lab = useGmxLab();
const shortUsdc = 'gmx-v2 ETH/USD short USDC';

const positions = [
  { name: 'long in USDC', isLong: true, collateral: 'USDC', market: 1880 },
  { name: 'long in WETH', isLong: true, collateral: 'WETH', market: 1900 },
  { name: 'short in USDC', isLong: false, collateral: 'USDC', market: 2110 },
  { name: 'short in WETH', isLong: false, collateral: 'WETH', market: 2200 },
] as const;

/** 10 000 USD on 1 000 USD, and the market gone against it. */
async function inTrouble({ isLong, collateral, market }: (typeof positions)[number]): Promise<GmxTrader> {
  const trader = await createGmxTrader(lab());
  await trader.carryOutByHand({
    orderType: 2,
    isLong,
    collateral,
    sizeDeltaUsd: gmxUsd(10_000),
    collateralDelta: collateral === 'USDC' ? parseUnits('1000', 6) : parseEther('0.5'),
  });
  await lab().moveMarket(market, { spread: 0.0005 });
  return trader;
}

async function accountOf(trader: GmxTrader) {
  const reading = await trader.read();
  const [account] = reading.marginAccounts;
  if (!account) throw new Error('expected a margin account');
  return { reading, account };
}

/** Of a float64 quotient. */
const roundings = 1e-15;

/** -Infinity when GMX would not take the order. */
function healthAfter({ venue }: GmxTrader, reading: VenueReading<GmxDetail>, terms: OrderTerms): number | undefined {
  try {
    return venue.after(reading, terms).marginAccounts[0]?.health;
  } catch (error) {
    if (error instanceof VenueRefusal) return Number.NEGATIVE_INFINITY;
    throw error;
  }
}

test.each(positions)(
  'default: what a $name is topped up with brings it to its target, and less does not',
  async (held) => {
    const trader = await inTrouble(held);
    for (const target of [1.1, 2, 3]) {
      const { reading, account } = await accountOf(trader);
      const { token, amount } = trader.venue.topUpFor(reading, account, account.health * target);
      expect(token.symbol).toBe(held.collateral);
      const wanted = { ...gmxCollateral('addCollateral', '0', account.id), amount };
      const almost = trader.venue.after(reading, { ...wanted, amount: tokenAmount((amount * 999n) / 1000n) });
      expect(almost.marginAccounts[0]?.health).toBeLessThan(account.health * target);
      const [added] = await trader.carryOut(wanted);
      expect(added?.status).toBe('Filled');
      const now = (await accountOf(trader)).account.health;
      expect(now).toBeGreaterThanOrEqual(account.health * target * (1 - roundings));
      expect(now).toBeLessThan(account.health * target * 1.000001);
    }
    const { reading, account } = await accountOf(trader);
    expect(trader.venue.topUpFor(reading, account, account.health).amount).toBe(0n);
    expect(trader.venue.topUpFor(reading, account, 0.5).amount).toBe(0n);
  },
);

test.each(positions)('default: what a $name is reduced by brings it to its target, and less does not', async (held) => {
  const trader = await inTrouble(held);
  for (const target of [1.01, 1.3, 2.5]) {
    const { reading, account } = await accountOf(trader);
    const terms = trader.venue.reductionFor(reading, account, account.health * target, bps(50));
    if (!terms) throw new Error('expected a reduction');
    expect(terms).toMatchObject({ position: account.id, side: held.isLong ? 'Sell' : 'Buy', reduceOnly: true });
    const less = { ...terms, quantity: wad((terms.quantity * 999n) / 1000n) };
    expect(healthAfter(trader, reading, less)).toBeLessThan(account.health * target);
    const [reduced] = await trader.carryOut(terms);
    expect(reduced).toMatchObject({ status: 'Filled', fills: [{ kind: 'trade', side: terms.side }] });
    const now = (await accountOf(trader)).account.health;
    expect(now).toBeGreaterThanOrEqual(account.health * target * (1 - roundings));
    // GMX takes no reduction that leaves less than it asks of a new position: here twice of what it liquidates at.
    expect(now).toBeLessThan(Math.max(account.health * target, 2) * 1.001);
  }
  const { reading, account } = await accountOf(trader);
  expect(trader.venue.reductionFor(reading, account, account.health, bps(50))).toBeNull();
});

test('behavior: a target that no rest of the position reaches closes it', async () => {
  const trader = await inTrouble(positions[2]);
  const { reading, account } = await accountOf(trader);
  const terms = trader.venue.reductionFor(reading, account, 1e9, bps(50));
  if (!terms) throw new Error('expected a reduction');
  await trader.carryOut(terms);
  expect((await trader.read()).positions).toEqual([]);
});

test('behavior: nothing helps a position that cannot pay for being closed', async () => {
  const trader = await inTrouble({ ...positions[2], market: 2110 });
  await lab().moveMarket(2230);
  const { reading, account } = await accountOf(trader);
  expect(account.health).toBeLessThan(0);
  expect(trader.venue.reductionFor(reading, account, 1.5, bps(50))).toBeNull();
});

test('behavior: a deposit that leaves the position liquidatable is refused, and one that is enough is not', async () => {
  const trader = await inTrouble(positions[2]);
  await lab().moveMarket(2195);
  const { reading, account } = await accountOf(trader);
  expect(account.health).toBeLessThan(1);
  const { amount } = trader.venue.topUpFor(reading, account, 1.0001);
  const prepare = (units: bigint) => () =>
    trader.venue.prepare(
      reading,
      { ...gmxCollateral('addCollateral', '0'), amount: tokenAmount(units) },
      unixSeconds(0),
    );
  expect(prepare(amount / 2n)).toThrow(VenueRefusal);
  expect(prepare(amount / 2n)).toThrow(/would cancel/);
  const [added] = await trader.carryOut({ ...gmxCollateral('addCollateral', '0'), amount });
  expect(added?.status).toBe('Filled');
});

const refused = [
  { why: 'more than the wallet holds', terms: gmxTrade('Sell', '200'), says: /does not hold .* USDC/ },
  {
    why: 'a deposit of more than the wallet holds',
    terms: gmxCollateral('addCollateral', '60000'),
    says: /does not hold 60 000 USDC/,
  },
  { why: 'a tiny new position', terms: gmxTrade('Buy', '2.0001'), says: /would cancel/ },
  { why: 'nothing', terms: gmxTrade('Buy', '0'), says: /a quantity above 0/ },
  { why: 'a leverage beyond what GMX gives', terms: gmxTrade('Buy', '3', { leverage: 150 }), says: /would cancel/ },
  {
    why: 'growth without a leverage',
    terms: (({ leverage: _, ...terms }) => terms)(gmxTrade('Buy', '3')),
    says: /leverage: 5/,
  },
  {
    why: 'reduce-only beyond the position',
    terms: gmxTrade('Buy', '2.0001', { position: shortUsdc, reduceOnly: true }),
    says: /not pass zero/,
  },
  {
    why: 'reduce-only that grows',
    terms: gmxTrade('Sell', '1', { position: shortUsdc, reduceOnly: true }),
    says: /must shrink/,
  },
  {
    why: 'reduce-only with nothing held against it',
    terms: gmxTrade('Sell', '1', { reduceOnly: true }),
    says: /must shrink/,
  },
  {
    why: 'a position that is not held',
    terms: gmxTrade('Sell', '1', { position: 'gmx-v2 ETH/USD long USDC' }),
    says: /is not held/,
  },
  {
    why: 'a market that is not watched',
    terms: gmxTrade('Sell', '1', { instrument: 'gmx-v2 BTC/USD' }),
    says: /is not watched/,
  },
  {
    why: 'too large a withdrawal',
    terms: gmxCollateral('removeCollateral', '790'),
    says: /would not let go of 790 USDC/,
  },
  { why: 'a withdrawal of nothing', terms: gmxCollateral('removeCollateral', '0'), says: /an amount above 0/ },
  {
    why: 'collateral of another token',
    terms: { ...gmxCollateral('addCollateral', '1'), token: 'WETH', decimals: 18 },
    says: /does not take WETH/,
  },
] as const;

test('args: what GMX would not take is refused before anything is sent', async () => {
  const trader = await createGmxTrader(lab());
  await trader.carryOut(gmxTrade('Sell', '2'));
  const reading = await trader.read();
  for (const { why, terms, says } of refused) {
    const prepare = () => trader.venue.prepare(reading, terms, unixSeconds(0));
    expect(prepare, why).toThrow(VenueRefusal);
    expect(prepare, why).toThrow(says);
  }
});

test('invariant: the largest withdrawal is let go of, and a unit more is not', async () => {
  const trader = await createGmxTrader(lab());
  await trader.carryOut(gmxTrade('Sell', '2'));
  const reading = await trader.read();
  const takes = (amount: bigint) => {
    try {
      trader.venue.prepare(
        reading,
        { ...gmxCollateral('removeCollateral', '0'), amount: tokenAmount(amount) },
        unixSeconds(0),
      );
      return true;
    } catch (error) {
      if (error instanceof VenueRefusal) return false;
      throw error;
    }
  };
  let [most, tooMuch] = [0n, parseUnits('1000', 6)];
  while (tooMuch - most > 1n) {
    const middle = (most + tooMuch) / 2n;
    if (takes(middle)) most = middle;
    else tooMuch = middle;
  }
  // By hand, and so unguarded: GMX itself has the same limit.
  const withdraw = { orderType: 4, isLong: false, collateral: 'USDC' } as const;
  const beyond = await lab().placeOrder(trader.address, { ...withdraw, collateralDelta: tooMuch });
  expect(await lab().keeper.execute(beyond.key)).toMatchObject({ outcome: 'cancelled' });
  const [taken] = await trader.carryOut({ ...gmxCollateral('removeCollateral', '0'), amount: tokenAmount(most) });
  expect(taken?.status).toBe('Filled');
});
