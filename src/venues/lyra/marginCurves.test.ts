import { expect, test } from 'vitest';
import { useLab } from '../../../test/lab.js';
import { createLyraTrader } from '../../../test/lyraTrader.js';
import { assess } from '../../assess/assess.js';
import { holdingsOf } from '../../assess/holdings/holdingsOf.js';
import { readCurve, wallOf } from '../../assess/margin/marginCurve.js';
import { secondsPerYear } from '../../model/time.js';
import { toFloat } from '../../model/units.js';
import { toySnapshot } from '../../plan/testing/toyBook.js';
import type { Venue } from '../venue.js';

const lab = useLab();

const book = {
  options: [
    { expiry: 'near', kind: 'shortCallQuote', strike: 2150, amount: 2, collateral: 1500 },
    { expiry: 'near', kind: 'shortPutQuote', strike: 1850, amount: 2, collateral: 1200 },
    { expiry: 'near', kind: 'shortCallBase', strike: 2000, amount: 2, collateral: 1.4 },
    { expiry: 'far', kind: 'longPut', strike: 1800, amount: 1, collateral: 0 },
  ],
  perp: null,
} as const;

test('default: what is held of Lyra, and shorts whose curves run out where they are liquidated', async () => {
  const trader = await createLyraTrader(lab(), { sUSD: 30_000, sETH: 5 });
  await lab().openBook(trader, book);
  const reading = await trader.read();
  const { timestamp } = reading.detail;
  const toy = toySnapshot([reading]);
  const snapshot = { ...toy, block: { ...toy.block, timestamp } };
  const venues = new Map([['lyra', trader.venue as Venue]]);
  const held = holdingsOf(snapshot, venues);
  expect(held.options.map(({ position, quantity, right }) => [position, quantity, right])).toEqual([
    ['lyra #1', -2, 'call'],
    ['lyra #2', -2, 'put'],
    ['lyra #3', -2, 'call'],
    ['lyra #4', 1, 'put'],
  ]);
  expect(held.linear).toMatchObject([{ position: 'lyra #3 collateral', quantity: 1.4, marginAccount: 'lyra #3' }]);
  expect(held.unpriced).toEqual([]);

  const risks = assess(snapshot, venues).marginAccounts;
  const spot = toFloat(reading.prices['ETH'] ?? (0n as never));
  for (const [index, margin] of held.margins.entries()) {
    const [curve] = margin.byPrice;
    const [account, risk] = [reading.marginAccounts[index], risks[index]];
    if (!curve || !account || !risk) throw new Error('expected three shorts');
    const exact = (x: number, seconds = 0) =>
      trader.venue.marginAt(reading, account, 'ETH', spot * Math.exp(x), { seconds });
    for (const x of curve.at) if (x !== 0) expect(readCurve(curve, x)).toEqual(exact(x));
    // Between the points: a requirement bends as an option does.
    for (const x of [-0.17, -0.07, -0.013, 0.013, 0.07, 0.17]) {
      const [read, there] = [readCurve(curve, x), exact(x)];
      expect(Math.abs(read.maintenance - there.maintenance)).toBeLessThan(5e-4 * 2 * spot);
      expect(Math.abs(read.equity - there.equity)).toBeLessThan(2e-4 * 2 * spot);
    }
    expect(risk.liquidationPrice).not.toBeNull();
    const walls = ([-1, 1] as const).flatMap((direction) => wallOf(curve, direction) ?? []);
    const nearest = Math.min(...walls.map((x) => Math.abs(Math.expm1(x))));
    expect(Math.abs(nearest - risk.liquidationDistance)).toBeLessThan(1e-8);
    // Collateral stands still, what it must cover falls away, and at expiry nothing is required.
    expect(margin).toMatchObject({ carry: 0, byVol: null });
    const over = reading.positions.flatMap(({ id, instrument }) =>
      id === account.id && instrument.kind === 'option' ? instrument.expiry - timestamp : [],
    )[0];
    const before = readCurve(margin.byTime, ((over ?? 0) - 1) / secondsPerYear);
    expect(before).toEqual(exact(0, (over ?? 0) - 1));
    expect(before.maintenance).toBeGreaterThan(0);
    expect(readCurve(margin.byTime, (over ?? 0) / secondsPerYear).maintenance).toBe(0);
  }
});
