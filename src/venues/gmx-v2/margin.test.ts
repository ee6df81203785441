import { parseEther, parseUnits } from 'viem';
import { expect, test } from 'vitest';
import { useGmxLab } from '../../../test/gmxLab.js';
import type { GmxTrader } from '../../../test/gmxTrader.js';
import { createGmxTrader, gmxUsd } from '../../../test/gmxTrader.js';
import { assess } from '../../assess/assess.js';
import { healthOf } from '../../model/marginAccount.js';
import { toFloat } from '../../model/units.js';
import { toySnapshot } from '../../plan/testing/toyBook.js';
import type { Venue } from '../venue.js';

const lab = useGmxLab();

const positions = [
  { name: 'long in USDC', isLong: true, collateral: 'USDC' },
  { name: 'long in WETH', isLong: true, collateral: 'WETH' },
  { name: 'short in USDC', isLong: false, collateral: 'USDC' },
  { name: 'short in WETH', isLong: false, collateral: 'WETH' },
] as const;
type Held = (typeof positions)[number];

/** 10 000 USD on 1 000 USD. */
async function holding({ isLong, collateral }: Held, spread = 0): Promise<GmxTrader> {
  const trader = await createGmxTrader(lab());
  await lab().moveMarket(2000, { spread });
  await trader.carryOutByHand({
    orderType: 2,
    isLong,
    collateral,
    sizeDeltaUsd: gmxUsd(10_000),
    collateralDelta: collateral === 'USDC' ? parseUnits('1000', 6) : parseEther('0.5'),
  });
  return trader;
}

async function accountOf(trader: GmxTrader) {
  const reading = await trader.read();
  const [account] = reading.marginAccounts;
  if (!account) throw new Error('expected a margin account');
  return { reading, account };
}

test.each(positions)('default: a $name is worth what was foretold of a price', async (held) => {
  const trader = await holding(held, 0.001);
  const { reading, account } = await accountOf(trader);
  for (const price of [1850, 1999.5, 2000, 2123.456789, 2150]) {
    const foretold = trader.venue.marginAt(reading, account, 'ETH', price);
    await lab().moveMarket(price);
    const now = await accountOf(trader);
    expect(foretold.equity).toBeCloseTo(toFloat(now.account.equity), 5);
    expect(foretold.maintenance).toBeCloseTo(toFloat(now.account.maintenance), 5);
    expect(now.account.health).toBe(healthOf(now.account.equity, now.account.maintenance));
    expect(now.reading.markets[0]?.reduceOnly).toBeNull();
  }
});

test.each(positions)(
  'behavior: a $name is liquidated at the price that was assessed, to a tenth of a cent',
  async (held) => {
    const trader = await holding(held, 0.001);
    const { reading, account } = await accountOf(trader);
    const [risk] = assess(toySnapshot([reading]), new Map([['gmx-v2', trader.venue as Venue]])).marginAccounts;
    const at = risk?.liquidationPrice ?? 0;
    expect(Math.sign(at - 2000)).toBe(held.isLong ? -1 : 1);
    const off = held.isLong ? 0.001 : -0.001;
    await lab().moveMarket(at + off);
    expect(await lab().liquidate(trader.address)).toEqual([]);
    expect((await accountOf(trader)).account.health).toBeGreaterThan(1);
    await lab().moveMarket(at - off);
    expect((await accountOf(trader)).account.health).toBeLessThan(1);
    expect(await lab().liquidate(trader.address)).toHaveLength(1);
    expect((await trader.read()).marginAccounts.map(({ id }) => id)).not.toContain(account.id);
  },
);

test('behavior: a position whose collateral outruns it is never liquidated by a rise', async () => {
  const trader = await createGmxTrader(lab());
  await trader.carryOutByHand({
    orderType: 2,
    isLong: false,
    collateral: 'WETH',
    sizeDeltaUsd: gmxUsd(2000),
    collateralDelta: parseEther('2'),
  });
  const { reading } = await accountOf(trader);
  const [risk] = assess(toySnapshot([reading]), new Map([['gmx-v2', trader.venue as Venue]])).marginAccounts;
  // Two ETH against one owed: what is left of it falls with the price.
  expect(risk?.liquidationPrice === null || (risk?.liquidationPrice ?? 0) < 2000).toBe(true);
  await lab().moveMarket(4000);
  expect((await accountOf(trader)).account.health).toBeGreaterThan(10);
});
