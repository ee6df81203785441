import { expect, test } from 'vitest';
import { useLab } from '../../../test/lab.js';
import { createLyraTrader, type LyraTrader } from '../../../test/lyraTrader.js';
import { headOf, readAt } from '../../../test/perpV2Trader.js';
import { driftsOver, marginDrifts } from '../../assess/margin/marginDrift.js';
import type { VenueReading } from '../../model/snapshot.js';
import { bps } from '../../model/units.js';
import type { LyraDetail } from './state.js';

const lab = useLab();

const book = {
  options: [
    { expiry: 'near', kind: 'shortCallQuote', strike: 2150, amount: 2, collateral: 3000 },
    { expiry: 'far', kind: 'shortPutQuote', strike: 1800, amount: 2, collateral: 3000 },
    { expiry: 'near', kind: 'shortCallBase', strike: 2000, amount: 2, collateral: 1.7 },
    { expiry: 'far', kind: 'longPut', strike: 1800, amount: 1, collateral: 0 },
  ],
  perp: null,
} as const;

const statedOf = async (trader: LyraTrader, reading: VenueReading<LyraDetail>) => {
  const asked = trader.venue.stated?.(reading);
  if (!asked) throw new Error('Lyra states its margins');
  return readAt(lab(), asked, await headOf(lab()));
};

async function holder(): Promise<LyraTrader> {
  const trader = await createLyraTrader(lab(), { sUSD: 30_000, sETH: 5 });
  await lab().openBook(trader, book);
  return trader;
}

test('default: every requirement is the Greek cache’s, to a trillionth', async () => {
  const trader = await holder();
  const drifts = marginDrifts(await statedOf(trader, await trader.read()));
  expect(drifts.map(({ marginAccount, what }) => [marginAccount, what]).sort()).toEqual([
    ['lyra #1', 'maintenance'],
    ['lyra #2', 'maintenance'],
    ['lyra #3', 'maintenance'],
  ]);
  for (const { theirs, bps } of drifts) {
    expect(theirs).toBeGreaterThan(100);
    expect(bps).toBeLessThan(1e-7);
  }
});

test('behavior: arithmetic that is not the protocol’s is found out', async () => {
  const trader = await holder();
  const reading = await trader.read();
  const markets = reading.detail.markets.map((market) => {
    const { minimumCollateral } = market.parameters;
    const other = { ...minimumCollateral, shockVolA: (minimumCollateral.shockVolA * 11n) / 10n };
    return { ...market, parameters: { ...market.parameters, minimumCollateral: other } };
  });
  const tampered = { ...reading, detail: { ...reading.detail, markets } };
  // The vol of the last weeks: the option that expires later is margined at another.
  const drifts = driftsOver(await statedOf(trader, tampered), bps(10));
  expect(drifts.map(({ marginAccount }) => marginAccount).sort()).toEqual(['lyra #1', 'lyra #3']);
});

test('behavior: what has expired is asked about no more', async () => {
  const trader = await holder();
  await lab().testClient.increaseTime({ seconds: 30 * 86_400 });
  await lab().testClient.mine({ blocks: 1 });
  const stated = await statedOf(trader, await trader.read());
  expect(stated.map(({ marginAccount }) => marginAccount)).toEqual(['lyra #2']);
});
