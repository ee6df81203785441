import fc from 'fast-check';
import { expect, test } from 'vitest';
import { assess } from '../assess/assess.js';
import type { HeldOption, Holdings } from '../model/holdings.js';
import type { Market } from '../model/market.js';
import type { TradeTerms } from '../model/order.js';
import { plainOutlook } from '../model/outlook.js';
import type { Position } from '../model/position.js';
import type { RiskReport } from '../model/riskReport.js';
import type { Snapshot, VenueReading } from '../model/snapshot.js';
import { absolute, multiplyWad, unixSeconds, wad } from '../model/units.js';
import { toySnapshot, units } from '../plan/testing/toyBook.js';
import { toyReading, toyState } from '../plan/testing/toyPerp.js';
import { changeOf, grossOf, shifted } from './afterTrade.js';
import { carryExposure, type Exposure, exposureOf } from './exposure.js';
import { heldChanges } from './heldChanges.js';
import { dayPnlOf, shockPnlOf } from './scenarioPnl.js';
import { sell } from './testing/violations.js';

/** Perpetuals, calls and puts of two expiries, and a token that is traded as a pair. */
interface World {
  held: Readonly<Record<string, number>>;
  /** Of all options of an expiry: a trade at a venue of options moves the vols of others too. */
  vols: readonly [number, number];
}

const { timestamp } = toySnapshot([]).block;
const [perpetual] = toyReading(toyState()).markets;
const options = [0, 1].flatMap((expiry) =>
  (['call', 'put'] as const).flatMap((right) =>
    [1_600, 2_000, 2_600].map((strike) => ({ id: `toy ${right} ${strike} ${expiry}`, expiry, right, strike })),
  ),
);
const ether = {
  kind: 'token',
  id: 'wallet WETH',
  venue: 'wallet',
  symbol: 'WETH',
  address: '0x00000000000000000000000000000000000000ee',
  decimals: 18,
  underlying: 'ETH',
} as const;
const instruments = ['toy ETH', 'pool WETH', ...options.map(({ id }) => id)];

function marketsOf({ vols }: World): Market[] {
  if (!perpetual) throw new Error('the toy venue has a market');
  return [
    perpetual,
    {
      ...perpetual,
      instrument: {
        ...{ kind: 'spot', id: 'pool WETH', venue: 'pool', underlying: 'ETH', base: ether },
        quote: { symbol: 'USDC', address: '0x00000000000000000000000000000000000000cc', decimals: 6 },
      },
    },
    ...options.map(({ id, expiry, right, strike }): Market => {
      const instrument = {
        kind: 'option',
        ...{ id, venue: 'toy', underlying: 'ETH', right, strike: units(strike) },
        expiry: unixSeconds(timestamp + (expiry + 1) * 20 * 86_400),
      } as const;
      const pricing = { vol: vols[expiry] ?? 0.7, spot: 2_000, rate: 0.02 };
      return { ...perpetual, instrument, mark: units(100 + strike / 50), pricing };
    }),
  ];
}

function snapshotOf(world: World): Snapshot {
  const markets = marketsOf(world);
  const reading: VenueReading = { ...toyReading(toyState()), markets, marginAccounts: [], positions: [] };
  const positions = markets.flatMap(({ instrument, mark, pricing = null }): Position[] => {
    const quantity = units(world.held[instrument.id] ?? 0);
    if (quantity === 0n) return [];
    const token = instrument.kind === 'spot' ? ether : null;
    return [
      {
        ...{ id: token ? 'token WETH' : `toy ${instrument.id}`, venue: token ? 'wallet' : 'toy' },
        ...{ account: toySnapshot([]).account, instrument: token ?? instrument, quantity, mark },
        ...{ value: multiplyWad(quantity, mark, 'down'), marginAccount: null, pricing },
      },
    ];
  });
  return toySnapshot([{ ...reading, positions }]);
}

const quantity = fc.integer({ min: -40, max: 40 }).filter((units) => units !== 0);
const step = fc.record({
  instrument: fc.constantFrom(...instruments),
  quantity,
  vol: fc.option(fc.double({ min: 0.3, max: 1.5, noNaN: true }), { freq: 5 }),
});

const exposed = (snapshot: Snapshot, risk: RiskReport): Exposure =>
  exposureOf({ snapshot, risk, outlook: plainOutlook });

const near = (told: number, found: number, scale = Math.abs(found)) =>
  expect(Math.abs(told - found)).toBeLessThanOrEqual(1e-9 * Math.max(1, scale));

function expectSame(told: Float64Array, found: Float64Array): void {
  const scale = found.reduce((most, one) => Math.max(most, Math.abs(one)), 1);
  expect(told.length).toBe(found.length);
  for (const [s, one] of told.entries())
    if (!(Math.abs(one - (found[s] ?? Number.NaN)) <= 1e-9 * scale)) near(one, found[s] ?? Number.NaN, scale);
}

test('invariant: carried over fifty trades, it is what the whole book worked out anew is', () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 50, maxLength: 50 }), (steps) => {
      let world: World = {
        held: Object.fromEntries(instruments.map((id, i) => [id, i % 3 === 0 ? 0 : 5 + i])),
        vols: [0.7, 0.6],
      };
      let snapshot = snapshotOf(world);
      let risk = assess(snapshot, new Map());
      let exposure = exposed(snapshot, risk);
      shockPnlOf(exposure);
      dayPnlOf(exposure);
      for (const [i, { instrument, quantity: traded, vol }] of steps.entries()) {
        const before = world.held[instrument] ?? 0;
        const id = instrument === 'pool WETH' ? 'token WETH' : `toy ${instrument}`;
        const terms: TradeTerms = {
          ...sell(1, { reduceOnly: false }),
          ...{ instrument, side: traded > 0 ? 'Buy' : 'Sell', quantity: wad(absolute(units(traded))) },
          position: before === 0 ? null : id,
        };
        const change = changeOf(exposure, terms);
        if (!change) throw new Error('every market is known');
        const told = {
          gross: shifted(exposure.totals.gross, change, grossOf),
          net: shifted(exposure.totals.net, change, ({ deltaUsd }) => deltaUsd),
          vega: shifted(exposure.totals.byUnderlying.get('ETH')?.vega ?? 0, change, (leg) => leg.vega),
        };
        world = { ...world, held: { ...world.held, [instrument]: before + traded } };
        if (vol !== null) world = { ...world, vols: [vol, world.vols[1]] };
        snapshot = snapshotOf(world);
        const after = assess(snapshot, new Map());
        carryExposure({ risk }, { risk: after });
        risk = after;
        exposure = exposed(snapshot, risk);
        expect(exposure.before).not.toBe(null);
        // Not a chain of all that was: each has a whole book in it.
        expect(exposure.before?.before?.before ?? null).toBe(null);
        if (vol === null) {
          near(told.gross, exposure.totals.gross);
          near(told.net, exposure.totals.net, exposure.totals.gross);
          near(told.vega, exposure.totals.byUnderlying.get('ETH')?.vega ?? 0, 1e4);
        }
        const anew = exposed(snapshot, { ...risk });
        expect(anew.before).toBe(null);
        for (const pnlOf of i % 7 === 0 || i === 49 ? [shockPnlOf, dayPnlOf] : [shockPnlOf]) {
          const [carried, whole] = [pnlOf(exposure), pnlOf(anew)];
          expectSame(carried.book, whole.book);
          const [one, other] = [carried.unit(instrument), whole.unit(instrument)];
          if (!one || !other) throw new Error('every market is known');
          expectSame(one, other);
        }
      }
    }),
    { numRuns: 3 },
  );
});

const option = (position: string, quantity: number, vol = 0.7): HeldOption => ({
  ...{ position, venue: 'toy', underlying: 'ETH', marginAccount: null, quantity, strike: 2_000 },
  ...{ expiry: unixSeconds(timestamp + 86_400), right: 'call', vol, volSource: 'venue', volPerLogSpot: 0 },
  ...{ rate: 0, spot: 2_000 },
});
const holding = (held: readonly HeldOption[], price = 2_000): Holdings => ({
  ...{ at: timestamp, underlyings: [{ name: 'ETH', price }], options: held, linear: [], liquidity: [], margins: [] },
  unpriced: [],
});

test('behavior: only what a trade has changed is worked out, and all of it where most has', () => {
  const book = [1, 2, 3, 4].map((i) => option(`${i}`, i));
  const names = (all: readonly { position: string }[] | undefined) => all?.map(({ position }) => position);
  const changes = heldChanges(holding(book), holding([...book.slice(1), option('5', 1)]));
  expect([names(changes?.gone.options), names(changes?.come.options)]).toEqual([['1'], ['5']]);
  const grown = heldChanges(holding(book), holding([...book.slice(0, 3), option('4', 9)]));
  expect([names(grown?.gone.options), names(grown?.come.options)]).toEqual([['4'], ['4']]);
  expect(heldChanges(holding(book), holding(book.map((one) => ({ ...one, vol: 0.8 }))))).toBe(null);
  expect(heldChanges(holding(book), holding(book, 2_001))).toBe(null);
  expect(heldChanges(holding([...book, option('6', 1, Number.NaN)]), holding(book))).toBe(null);
});
