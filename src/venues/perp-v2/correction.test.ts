import { expect, test } from 'vitest';
import { useLab } from '../../../test/lab.js';
import type { PerpV2Trader } from '../../../test/perpV2Trader.js';
import { collateral, createPerpV2Trader, trade } from '../../../test/perpV2Trader.js';
import { bps } from '../../model/units.js';

const lab = useLab();

/** A position at five times its margin, after the market went against it and every TWAP has caught up: the mark rests. */
async function inTrouble(side: 'Buy' | 'Sell', usdc = 10_000): Promise<PerpV2Trader> {
  const trader = await createPerpV2Trader(lab(), usdc);
  await trader.carryOut(collateral('addCollateral', '4000'));
  await trader.carryOut(trade(side, '10'));
  await lab().moveMarket(side === 'Buy' ? 1750 : 2250);
  await lab().advance(1900);
  return trader;
}

async function accountOf(trader: PerpV2Trader) {
  const reading = await trader.read();
  const [account] = reading.marginAccounts;
  if (!account) throw new Error('expected a margin account');
  return { reading, account };
}

for (const side of ['Buy', 'Sell'] as const) {
  test(`default: a top-up brings a ${side} to the target and no further`, async () => {
    const trader = await inTrouble(side);
    for (const target of [1.6, 1.8, 2.345678]) {
      const { reading, account } = await accountOf(trader);
      expect(account.health).toBeLessThan(target);
      const { token, amount } = trader.venue.topUpFor(reading, account, target);
      expect(token).toMatchObject({ symbol: 'USDC', decimals: 6 });
      const terms = { ...collateral('addCollateral', '0'), amount };
      // On the books of this block it is exact to a base unit; on chain a block's funding and mark come on top.
      expect(trader.venue.after(reading, terms).marginAccounts[0]?.health).toBeGreaterThanOrEqual(target);
      await trader.carryOut(terms);
      const { health } = (await accountOf(trader)).account;
      expect(health).toBeGreaterThanOrEqual(target * (1 - 1e-6));
      expect(health).toBeLessThan(target * 1.0001);
    }
    const { reading, account } = await accountOf(trader);
    expect(trader.venue.topUpFor(reading, account, 2).amount).toBe(0n);
  });

  test(`default: a reduction brings a ${side} to the target and less than a percent further`, async () => {
    const trader = await inTrouble(side);
    for (const target of [1.4, 1.7, 2.5]) {
      const { reading, account } = await accountOf(trader);
      expect(account.health).toBeLessThan(target);
      const terms = trader.venue.reductionFor(reading, account, target, bps(15));
      if (!terms) throw new Error('expected a reduction');
      expect(terms).toMatchObject({
        reduceOnly: true,
        instrument: 'perp-v2 ETH',
        side: side === 'Buy' ? 'Sell' : 'Buy',
      });
      await trader.carryOut(terms);
      const { health } = (await accountOf(trader)).account;
      expect(health).toBeGreaterThanOrEqual(target);
      expect(health).toBeLessThan(target * 1.01);
    }
    const { reading, account } = await accountOf(trader);
    expect(trader.venue.reductionFor(reading, account, 2, bps(15))).toBeNull();
  });

  test(`behavior: a ${side} that no part can save is closed`, async () => {
    const trader = await inTrouble(side);
    const { reading, account } = await accountOf(trader);
    const terms = trader.venue.reductionFor(reading, account, 1_000, bps(25));
    expect(terms?.quantity).toBe(10n * 10n ** 18n);
    if (!terms) throw new Error('expected a reduction');
    await trader.carryOut(terms);
    expect((await accountOf(trader)).account).toMatchObject({ maintenance: 0n, positions: [] });
  });

  test(`behavior: a ${side} below its requirement may still be reduced above it`, async () => {
    const trader = await createPerpV2Trader(lab(), 2_000);
    await trader.carryOut(collateral('addCollateral', '2000'));
    await trader.carryOut(trade(side, '8'));
    await lab().moveMarket(side === 'Buy' ? 1835 : 2165);
    const { reading, account } = await accountOf(trader);
    expect(account.health).toBeLessThan(1);
    expect(account.equity).toBeGreaterThan(0n);
    // Above it at once, and to the target with the next where that takes more than half of the position.
    const first = trader.venue.reductionFor(reading, account, 1.2, bps(25));
    if (!first) throw new Error('expected a reduction');
    await trader.carryOut(first);
    expect((await accountOf(trader)).account.health).toBeGreaterThan(1);
    const between = await accountOf(trader);
    const second = trader.venue.reductionFor(between.reading, between.account, 1.2, bps(25));
    if (second) await trader.carryOut(second);
    expect((await accountOf(trader)).account.health).toBeGreaterThanOrEqual(1.2);
  });

  test(`behavior: the reduction of a ${side} holds even at its worst price`, async () => {
    const trader = await inTrouble(side);
    const { reading, account } = await accountOf(trader);
    const small = trader.venue.reductionFor(reading, account, 1.5, bps(10));
    const large = trader.venue.reductionFor(reading, account, 1.5, bps(100));
    expect(large?.quantity).toBeGreaterThan(small?.quantity ?? 0n);
  });
}

test('behavior: nothing to correct without a position', async () => {
  const trader = await createPerpV2Trader(lab(), 100);
  const { reading, account } = await accountOf(trader);
  expect(trader.venue.topUpFor(reading, account, 2).amount).toBe(0n);
  expect(trader.venue.reductionFor(reading, account, 2, bps(50))).toBeNull();
});
