import { parseEther } from 'viem';
import { expect, test } from 'vitest';
import { useLab } from '../../test/lab.js';
import { collateral, createLyraTrader, type LyraTrader, listed, trade } from '../../test/lyraTrader.js';
import type { VenueReading } from '../model/snapshot.js';
import { readingOf } from '../venues/lyra/reading.js';
import type { LyraDetail } from '../venues/lyra/state.js';
import { planTick } from './planTick.js';
import { project } from './project.js';
import { healthBelow, topUpRule, toyBook, toySnapshot, toyStrategy, unlimited } from './testing/toyBook.js';

const lab = useLab();
const other = '0x00000000000000000000000000000000000000b7';

/** An option in each of two markets that are settled in the same dollar: the lab's, and a twin of it. */
async function inTwoMarkets(sUSD: number): Promise<{ trader: LyraTrader; reading: VenueReading<LyraDetail> }> {
  const trader = await createLyraTrader(lab(), { sUSD });
  await lab().openBook(trader, {
    options: [{ expiry: 'near', kind: 'shortPutQuote', strike: 1850, amount: 5, collateral: 3600 }],
    perp: null,
  });
  const { detail } = await trader.read();
  const markets = detail.markets.flatMap((market) => [
    { ...market, contracts: { ...market.contracts, prefix: 'ETH' } },
    { ...market, contracts: { ...market.contracts, underlying: 'BTC', prefix: 'BTC', optionMarket: other } as const },
  ]);
  return { trader, reading: readingOf(trader.address, { ...detail, markets }) };
}

const dollars = (reading: VenueReading | undefined) =>
  (reading?.funding ?? []).filter(({ token }) => token.symbol === 'sUSD').map((row) => row.balance);

test('default: what goes into one market is gone for all that take the same dollar', async () => {
  const { trader, reading } = await inTwoMarkets(20_000);
  const [held = 0n] = dollars(reading);
  const venues = new Map([['lyra', trader.venue]]);
  const snapshot = toySnapshot([reading]);
  for (const market of ['ETH', 'BTC']) {
    const terms = collateral('addCollateral', `lyra ${market}#1`, 'sUSD', parseEther('5000'));
    const [after] = project(snapshot, venues, terms).readings;
    expect(dollars(after)).toEqual([held - parseEther('5000'), held - parseEther('5000')]);
  }
  const bought = trade({
    instrument: listed(await trader.read(), '2000-C').replace('ETH-', 'BTC-'),
    side: 'Buy',
    amount: '1',
  });
  const [eth = 0n, btc = 0n] = dollars(project(snapshot, venues, bought).readings[0]);
  expect(eth).toBeLessThan(held);
  expect(eth).toBe(btc);
});

test('behavior: a dollar that one top-up took is not there for the next', async () => {
  const { trader, reading } = await inTwoMarkets(4_000);
  const [held = 0n] = dollars(reading);
  const { decisions } = planTick({
    ...toyBook([]),
    strategy: toyStrategy(
      [topUpRule({ accounts: { venue: 'lyra', name: '*' }, when: healthBelow(50), to: 50, from: ['sUSD'] })],
      { account: trader.address, limits: unlimited },
    ),
    snapshot: { ...toySnapshot([reading]), account: trader.address },
    venues: new Map([['lyra', trader.venue]]),
  });
  const spent = decisions.flatMap(({ action }) =>
    action?.terms.kind === 'addCollateral' ? [action.terms.amount] : [],
  );
  expect(spent).toEqual([held]);
  expect(decisions.map(({ verdict, not }) => [verdict, not])).toEqual([
    ['act', []],
    ['refused', ['the wallet holds no sUSD']],
  ]);
});
