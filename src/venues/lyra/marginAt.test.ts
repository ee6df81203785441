import { expect, test } from 'vitest';
import { useLab } from '../../../test/lab.js';
import { createLyraTrader } from '../../../test/lyraTrader.js';
import { toFloat } from '../../model/units.js';

const lab = useLab();

const book = {
  options: [
    { expiry: 'near', kind: 'shortCallQuote', strike: 2150, amount: 2, collateral: 3000 },
    { expiry: 'far', kind: 'shortPutQuote', strike: 1800, amount: 2, collateral: 3000 },
    { expiry: 'near', kind: 'shortCallBase', strike: 2000, amount: 2, collateral: 1.7 },
  ],
  perp: null,
} as const;

const day = 86_400;

test('default: time asks what the chain asks then; vols are not asked', async () => {
  const trader = await createLyraTrader(lab(), { sUSD: 30_000, sETH: 5 });
  await lab().openBook(trader, book);
  const before = await trader.read();
  const spot = toFloat(before.prices['ETH'] ?? (0n as never));
  for (const days of [1, 6, 20, 30]) {
    await lab().testClient.increaseTime({ seconds: before.detail.timestamp + days * day - (await head()) });
    await lab().testClient.mine({ blocks: 1 });
    const after = await trader.read();
    const seconds = after.detail.timestamp - before.detail.timestamp;
    expect(after.prices).toEqual(before.prices);
    let over = 0;
    for (const account of before.marginAccounts) {
      const foretold = trader.venue.marginAt(before, account, 'ETH', spot, { seconds, volFactor: 2 });
      const then = after.marginAccounts.find(({ id }) => id === account.id);
      expect(foretold).toEqual({
        equity: toFloat(account.equity),
        maintenance: toFloat(then?.maintenance ?? (1n as never)),
      });
      if (foretold.maintenance === 0) over++;
    }
    // The near board has expired within thirty days: nothing is required of it any more.
    expect(over).toBe(days === 30 ? 2 : 0);
  }
});

const head = async () => Number((await lab().publicClient.getBlock()).timestamp);
