import { expect, test } from 'vitest';
import { useGmxLab } from '../../../test/gmxLab.js';
import { createGmxTrader, gmxTrade } from '../../../test/gmxTrader.js';
import type { GmxLab } from '../../lab/gmx/gmxLab.js';
import { dataKey } from '../../lab/gmx/keys.js';
import type { TickersMood } from '../../lab/gmx/tickers.js';
import { toFloat, unixSeconds, ZERO } from '../../model/units.js';
import { VenueReadError } from '../venue.js';
import { gmxDeployment } from './deployment.js';
import { gmxV2 } from './gmxV2.js';

const lab = useGmxLab();

const HOUR = 3_600;
const doubts: { when: string; happens: (lab: GmxLab) => Promise<unknown>; says: RegExp }[] = [
  ...(
    [
      ['the tickers are gone', { kind: 'gone' }, /only the feed states a price: the tickers are down since/],
      ['the tickers fail', { kind: 'failing' }, /only the feed states a price: the tickers are down since/],
      [
        'the tickers are old',
        { kind: 'stale', seconds: 100 },
        /only the feed states a price: the tickers are 1\d\d s old/,
      ],
      ['the tickers are nonsense', { kind: 'nonsense' }, /only the feed states a price: the tickers are down since/],
      ['the tickers say nothing', { kind: 'nonsense', body: '[]' }, /only the feed states a price: the tickers/],
      ['the tickers are off by 1 %', { kind: 'lying', price: 2020 }, /the tickers and the feed disagree by 1 %/],
      ['the tickers are absurd', { kind: 'lying', price: 5000 }, /off the feed, where GMX executes nothing/],
    ] as const satisfies [string, TickersMood, RegExp][]
  ).map(([when, mood, says]) => ({ when, happens: ({ tickers }: GmxLab) => tickers.behave(mood), says })),
  {
    when: 'the feed is old',
    happens: async ({ feeds, publicClient }) =>
      feeds.answer('ETH', 2000, Number((await publicClient.getBlock()).timestamp) - 26 * HOUR),
    says: /only the tickers state a price: its feed is 26 h old/,
  },
  { when: 'the feed states nothing', happens: ({ feeds }) => feeds.answer('ETH', 0), says: /its feed/ },
  {
    when: 'the sequencer is down',
    happens: ({ feeds }) => feeds.sequencerIs('down'),
    says: /the L2 sequencer is down/,
  },
  {
    when: 'the sequencer has just come up',
    happens: ({ feeds }) => feeds.sequencerIs('up'),
    says: /came up \d+ s ago \(grace 300 s\)/,
  },
];

test('default: when all is well, a market takes new risk', async () => {
  const trader = await createGmxTrader(lab());
  await trader.carryOut(gmxTrade('Sell', '1'));
  expect((await trader.read()).markets).toMatchObject([{ reduceOnly: null, closed: null, fee: 6 }]);
});

test('behavior: a doubtful price lets in no new risk, and says why', async () => {
  const clean = await lab().snapshot();
  for (const { when, happens, says } of doubts) {
    await lab().revert(clean);
    await lab().tickers.behave({ kind: 'honest' });
    const trader = await createGmxTrader(lab());
    await happens(lab());
    const [market] = (await trader.read()).markets;
    expect(market?.reduceOnly, when).toMatch(says);
    expect(market?.closed, when).toBeNull();
  }
});

test.each([
  { off: 1, side: 'Buy' },
  { off: -1, side: 'Buy' },
  { off: 1, side: 'Sell' },
  { off: -1, side: 'Sell' },
] as const)('behavior: of two prices, $off % apart, the worse counts for a $side', async ({ off, side }) => {
  const trader = await createGmxTrader(lab());
  await trader.carryOut(gmxTrade(side, '2'));
  const equityOf = async () => toFloat((await trader.read()).marginAccounts[0]?.equity ?? ZERO);
  const honest = await equityOf();
  const price = 2000 * (1 + off / 100);
  await lab().tickers.behave({ kind: 'lying', price });
  const doubtful = await equityOf();
  const lied = honest + 2 * (price - 2000) * (side === 'Buy' ? 1 : -1);
  expect(doubtful).toBeLessThanOrEqual(Math.min(honest, lied) + 1e-9);
  expect(doubtful).toBeCloseTo(Math.min(honest, lied), 6);
});

test('behavior: a position can be reduced while its price is doubtful', async () => {
  const trader = await createGmxTrader(lab());
  await trader.carryOut(gmxTrade('Sell', '2'));
  await lab().tickers.behave({ kind: 'gone' });
  const [reduced] = await trader.carryOut(gmxTrade('Buy', '1', { reduceOnly: true }));
  expect(reduced?.status).toBe('Filled');
});

test('behavior: without any price, what is held cannot be read, and what is not is no market', async () => {
  const [held, empty] = [await createGmxTrader(lab()), await createGmxTrader(lab())];
  await held.carryOut(gmxTrade('Sell', '2'));
  await lab().tickers.behave({ kind: 'gone' });
  await lab().feeds.answer('ETH', 0);
  const reading = await empty.read();
  expect(reading).toMatchObject({ markets: [], positions: [], prices: {}, funding: [] });
  const trading = () => empty.venue.prepare(reading, gmxTrade('Sell', '1'), unixSeconds(0));
  expect(trading).toThrow(/ETH\/USD has no price on gmx-v2/);
  await expect(held.read()).rejects.toThrow(VenueReadError);
  await expect(held.read()).rejects.toThrow(/ETH\/USD cannot be valued: its index token has no price/);
});

test('behavior: an order that waits in a market without a price is told, though not what it does', async () => {
  const trader = await createGmxTrader(lab());
  const { orders } = await trader.ask(gmxTrade('Sell', '2'));
  await lab().tickers.behave({ kind: 'gone' });
  await lab().feeds.answer('ETH', 0);
  expect((await trader.read()).orders).toMatchObject([{ id: orders[0], terms: null, instrument: null, held: null }]);
});

test('behavior: a market that GMX has disabled is closed', async () => {
  const trader = await createGmxTrader(lab());
  await lab().controls.setMarketDisabled(true);
  const reading = await trader.read();
  expect(reading.markets).toMatchObject([{ closed: 'GMX has disabled the market' }]);
  expect(() => trader.venue.prepare(reading, gmxTrade('Sell', '1'), unixSeconds(0))).toThrow(/would cancel/);
});

test('behavior: an order type that GMX has switched off lets in no new risk', async () => {
  const trader = await createGmxTrader(lab());
  for (const feature of ['CREATE', 'EXECUTE'] as const) {
    await lab().controls.setFeatureDisabled(feature, 2, true);
    const [market] = (await trader.read()).markets;
    expect(market?.reduceOnly).toMatch(/MarketIncrease/);
    await lab().controls.setFeatureDisabled(feature, 2, false);
  }
  expect((await trader.read()).markets[0]?.reduceOnly).toBeNull();
});

test('behavior: where GMX states other figures of a position than its formulas give, they are named', async () => {
  const trader = await createGmxTrader(lab());
  await trader.carryOut(gmxTrade('Buy', '1'));
  await lab().advance(60);
  // The stand-in's Reader knows no borrowing.
  const market = ['address', lab().markets['ETH/USD']] as const;
  await lab().controls.setUint(dataKey('BORROWING_FACTOR', market, ['bool', true]), 10n ** 24n);
  await lab().controls.setUint(dataKey('BORROWING_EXPONENT_FACTOR', market, ['bool', true]), 10n ** 30n);
  await lab().controls.setUint(dataKey('CUMULATIVE_BORROWING_FACTOR', market, ['bool', true]), 10n ** 27n);
  const [told] = (await trader.read()).markets;
  expect(told?.reduceOnly).toMatch(
    /GMX states other figures of ETH\/USD long than its formulas give: costs \d+, reckoned \d+; borrowing 0, reckoned \d+/,
  );
});

test('behavior: another release than the one that runs is not read as if it were', async () => {
  const trader = await createGmxTrader(lab());
  await trader.carryOut(gmxTrade('Sell', '1'));
  const deployment = gmxDeployment.parse({ ...lab().venues['gmx-v2'], release: 'v2.2c' });
  const { address: account } = trader;
  const opening = gmxV2.open({ deployment, account, names: ['ETH/USD'], tokens: lab().tokens });
  await expect(trader.readWith(opening)).rejects.toThrow(VenueReadError);
});
