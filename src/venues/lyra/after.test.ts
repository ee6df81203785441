import { parseEther } from 'viem';
import { expect, test } from 'vitest';
import { useLab } from '../../../test/lab.js';
import { collateral, createLyraTrader, type LyraTrader, listed, trade } from '../../../test/lyraTrader.js';
import type { OrderTerms } from '../../model/order.js';
import { bps, toFloat, wad } from '../../model/units.js';

const lab = useLab();

/** What an order is to change: sizes, collateral and the wallet; not what time and volatility do meanwhile. */
const changed = ({ positions, marginAccounts, funding }: Awaited<ReturnType<LyraTrader['read']>>) => ({
  sizes: positions.map(({ quantity }) => toFloat(quantity)),
  collateral: marginAccounts.map(({ collateralAmount }) => Number(collateralAmount) / 1e18),
  wallet: funding.map(({ balance }) => Number(balance) / 1e18),
});

async function expectForeseen(trader: LyraTrader, terms: OrderTerms): Promise<void> {
  const before = await trader.read();
  const expected = changed(trader.venue.after(before, terms));
  await trader.carryOut(terms);
  const actual = changed(await trader.read());
  expect(actual.sizes).toEqual(expected.sizes);
  // A cent or so: collateral of a new short and premiums follow the clock.
  actual.collateral.forEach((amount, index) => {
    expect(amount).toBeCloseTo(expected.collateral[index] ?? Number.NaN, 1);
  });
  actual.wallet.forEach((amount, index) => {
    expect(amount).toBeCloseTo(expected.wallet[index] ?? Number.NaN, 0);
  });
}

test('default: what is foreseen is what happens, order by order', async () => {
  const trader = await createLyraTrader(lab(), { sUSD: 50_000, sETH: 10 });
  await lab().openBook(trader, {
    options: [{ expiry: 'far', kind: 'shortCallBase', strike: 2600, amount: 3, collateral: 1.5 }],
    perp: null,
  });
  const reading = await trader.read();
  const call = listed(reading, '2000-C');
  const put = listed(reading, '1850-P');
  const far = listed(reading, '2600-C', 'far');
  const orders: OrderTerms[] = [
    trade({ instrument: call, side: 'Buy', amount: '2' }),
    trade({ instrument: put, side: 'Sell', amount: '3' }),
    trade({ instrument: call, side: 'Sell', amount: '0.5', position: 'lyra #2', reduceOnly: true }),
    trade({ instrument: put, side: 'Buy', amount: '1', position: 'lyra #3', reduceOnly: true }),
    collateral('addCollateral', 'lyra #3', 'sUSD', parseEther('100')),
    collateral('removeCollateral', 'lyra #1', 'sETH', parseEther('0.1')),
    trade({ instrument: far, side: 'Buy', amount: '1', position: 'lyra #1', reduceOnly: true }),
    trade({ instrument: put, side: 'Sell', amount: '1', position: 'lyra #3' }),
    trade({ instrument: far, side: 'Buy', amount: '2', position: 'lyra #1', reduceOnly: true }),
    trade({ instrument: put, side: 'Buy', amount: '3', position: 'lyra #3', reduceOnly: true }),
    trade({ instrument: call, side: 'Sell', amount: '1.5', position: 'lyra #2', reduceOnly: true }),
  ];
  for (const terms of orders) await expectForeseen(trader, terms);
});

test('behavior: options that are only expected have names of their own, and cannot be traded yet', async () => {
  const trader = await createLyraTrader(lab(), { sUSD: 50_000 });
  const reading = await trader.read();
  const call = listed(reading, '2000-C');
  const put = listed(reading, '1850-P');
  const once = trader.venue.after(reading, trade({ instrument: call, side: 'Buy', amount: '1' }));
  const twice = trader.venue.after(once, trade({ instrument: put, side: 'Sell', amount: '1' }));
  expect(twice.positions.map(({ id }) => id)).toEqual(['lyra #new1', 'lyra #new2']);
  const sell = trade({ instrument: call, side: 'Sell', amount: '1', position: 'lyra #new1' });
  expect(() => trader.venue.prepare(twice, sell, twice.detail.timestamp)).toThrow('not minted yet');
  expect(reading.positions).toEqual([]);
});

test('behavior: what the wallet lacks is foreseen as less than nothing', async () => {
  const trader = await createLyraTrader(lab(), { sUSD: 50 });
  const reading = await trader.read();
  const terms = trade({ instrument: listed(reading, '2000-C'), side: 'Buy', amount: '1' });
  expect(trader.venue.after(reading, terms).funding[0]?.balance).toBeLessThan(0n);
});

test('behavior: refused before anything is sent', async () => {
  const trader = await createLyraTrader(lab(), { sUSD: 3_000 });
  await lab().openBook(trader, {
    options: [
      { expiry: 'near', kind: 'shortPutQuote', strike: 1850, amount: 2, collateral: 1500 },
      { expiry: 'near', kind: 'longCall', strike: 2000, amount: 1, collateral: 0 },
    ],
    perp: null,
  });
  const reading = await trader.read();
  const put = listed(reading, '1850-P');
  const call = listed(reading, '2000-C');
  const refused = (terms: OrderTerms, reason: string) =>
    expect(() => trader.venue.prepare(reading, terms, reading.detail.timestamp)).toThrow(reason);
  refused(trade({ instrument: 'lyra ETH-1JAN30-2000-C', side: 'Buy', amount: '1' }), 'does not list');
  refused(trade({ instrument: call, side: 'Buy', amount: '1', position: 'lyra #9' }), 'is not held');
  refused(trade({ instrument: call, side: 'Buy', amount: '1', position: 'lyra #1' }), 'is lyra ETH');
  refused(trade({ instrument: call, side: 'Buy', amount: '1', reduceOnly: true }), 'which position');
  refused(
    trade({ instrument: put, side: 'Sell', amount: '1', position: 'lyra #1', reduceOnly: true }),
    'may only reduce',
  );
  refused(
    trade({ instrument: put, side: 'Buy', amount: '2.5', position: 'lyra #1', reduceOnly: true }),
    'smaller than',
  );
  refused(trade({ instrument: call, side: 'Buy', amount: '0' }), 'quantity is zero');
  refused(trade({ instrument: call, side: 'Buy', amount: '20' }), 'holds too little sUSD');
  refused(trade({ instrument: call, side: 'Buy', amount: '1', maxSlippage: bps(5) }), 'further than 5 bps');
  refused(trade({ instrument: call, side: 'Buy', amount: '2000' }), "over Lyra's bounds");
  refused(collateral('addCollateral', 'lyra #1', 'sUSD', parseEther('5000')), 'holds too little sUSD');
  refused(collateral('addCollateral', 'lyra #1', 'sETH', parseEther('1')), 'takes sUSD, not sETH');
  refused(collateral('addCollateral', 'lyra #2', 'sUSD', parseEther('1')), 'is long');
  refused(collateral('removeCollateral', 'lyra #1', 'sUSD', parseEther('1000')), 'less collateral than Lyra requires');
  expect(toFloat(wad(reading.marginAccounts[0]?.equity ?? 0n))).toBe(1500);
});
