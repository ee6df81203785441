import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Forecast } from '../../model/forecast.js';
import type { HeldMargin, MarginCurve } from '../../model/holdings.js';
import { secondsPerYear } from '../../model/time.js';
import { unixMillis } from '../../model/units.js';
import { traceCurve } from './marginCurve.js';
import { priceGrid, timeGrid, volGrid } from './marginGrids.js';
import { marginView } from './marginView.js';
import { togetherCurve } from './togetherCurve.js';

const prices = { ETH: 2_000, BTC: 50_000 } as const;
type Name = keyof typeof prices;
const underlyings = [
  { name: 'BTC', price: prices.BTC },
  { name: 'ETH', price: prices.ETH },
];
const settings = { vols: { ETH: 0.8 } };
/** Of ETH by the settings, in log price. */
const ethDay = 0.8 / Math.sqrt(365);

const flat: MarginCurve = { at: [0, 30 / 365], equity: [1_000, 1_000], maintenance: [100, 100] };
const byPriceOf = (name: Name, quantity: number, equity = 1_000, maintenance = 100): MarginCurve =>
  traceCurve((x) => ({ equity: equity + quantity * prices[name] * Math.expm1(x), maintenance }), priceGrid, 1e-10);

const account = (change: Partial<HeldMargin> = {}): HeldMargin => ({
  ...{ marginAccount: 'a', venue: 'toy', underlyings: ['ETH'], equity: 1_000, maintenance: 100, notional: 2_000 },
  ...{ carry: 0, byPrice: [byPriceOf('ETH', 1)], byVol: null, byTime: flat },
  ...change,
});
const viewOf = (margins: readonly HeldMargin[], forecast: Forecast | null = null) =>
  marginView({ underlyings, margins }, forecast, settings);

test('default: a long is liquidated by a fall: how far it is, at which price, in deviations of a day', () => {
  const { accounts, nearest } = viewOf([account()]);
  expect(accounts).toMatchObject([{ marginAccount: 'a', equity: 1_000, maintenance: 100, health: 10, gaps: [] }]);
  expect(accounts[0]?.walls).toEqual([nearest]);
  expect(nearest).toMatchObject({ marginAccount: 'a', venue: 'toy', kind: 'price', underlying: 'ETH', hours: null });
  expect(nearest?.change).toBeCloseTo(-900 / 2_000, 8);
  expect(nearest?.price).toBeCloseTo(1_100, 5);
  expect(nearest?.deviations).toBeCloseTo(Math.log(2_000 / 1_100) / ethDay, 6);
});

test('default: time and vol have their walls beside price, the nearest of all first', () => {
  const byTime = traceCurve(
    (years) => ({ equity: 1_000 - 10 * years * 365 * 24, maintenance: 100 }),
    timeGrid.map((seconds) => seconds / secondsPerYear),
    1e-9,
  );
  const byVol = traceCurve((x) => ({ equity: 1_000, maintenance: 500 * Math.exp(x) }), volGrid, 1e-10);
  const { accounts, nearest } = viewOf([account({ byTime, byVol })]);
  // 90 hours are √3.75 deviations of a day, twice the vols 13, the fall 14.
  expect(accounts[0]?.walls.map(({ kind }) => kind)).toEqual(['time', 'vol', 'price']);
  expect(nearest?.hours).toBeCloseTo(90, 3);
  expect(nearest?.deviations).toBeCloseTo(Math.sqrt(3.75), 4);
  const vol = accounts[0]?.walls[1];
  expect(vol?.change).toBeCloseTo(1, 8);
  expect(vol?.deviations).toBeCloseTo(Math.log(2) * Math.sqrt(365), 6);
});

test('default: the nearest wall of a portfolio may be of any account; one without any comes last', () => {
  const safe = account({ marginAccount: 'safe', byPrice: [byPriceOf('ETH', 0)] });
  const near = account({ marginAccount: 'near', byPrice: [byPriceOf('ETH', -5)] });
  const { accounts, nearest } = viewOf([safe, account(), near]);
  expect(accounts.map(({ marginAccount }) => marginAccount)).toEqual(['near', 'a', 'safe']);
  expect(nearest).toMatchObject({ marginAccount: 'near', kind: 'price' });
  expect(nearest?.change).toBeCloseTo(0.09, 8);
  expect(accounts[2]?.walls).toEqual([]);
  expect(viewOf([safe]).nearest).toBeNull();
});

test('behavior: an account of two underlyings has a wall along each, and one along both', () => {
  const both = account({ underlyings: ['BTC', 'ETH'], byPrice: [byPriceOf('BTC', 0.03), byPriceOf('ETH', 1)] });
  const { accounts } = viewOf([both]);
  const [together, ...alone] = accounts[0]?.walls ?? [];
  expect(together).toMatchObject({ kind: 'together', underlying: null, price: null });
  // 1 500 USD of one and 2 000 of the other: the points of the grid are straight lines apart.
  expect(together?.change).toBeCloseTo(-900 / 3_500, 3);
  expect(alone.map(({ underlying }) => underlying)).toEqual(['ETH', 'BTC']);
});

test('behavior: long one and short the other, both together hurt less than either alone', () => {
  const spread = account({ underlyings: ['BTC', 'ETH'], byPrice: [byPriceOf('BTC', -0.04), byPriceOf('ETH', 1)] });
  const { accounts } = viewOf([spread]);
  expect(accounts[0]?.walls.map(({ kind }) => kind)).toEqual(['price', 'price']);
});

test('behavior: the vol is the forecast’s where there is one, and so is how the two move together', () => {
  const known = { from: 'ewma', ewma: 0.4, garch: null, jumps: null, history: 90 } as const;
  const forecast: Forecast = {
    asOf: unixMillis(0),
    underlyings: [
      { name: 'BTC', vol: 0.4, ...known },
      { name: 'ETH', vol: 0.4, ...known },
    ],
    correlation: [
      [1, 0],
      [0, 1],
    ],
    days: [],
  };
  const both = account({ underlyings: ['BTC', 'ETH'], byPrice: [byPriceOf('BTC', 0.02), byPriceOf('ETH', 1)] });
  const [told, assumed] = [viewOf([both], forecast), viewOf([both])];
  const deviations = ({ accounts }: typeof told, kind: string, name: string | null) =>
    accounts[0]?.walls.find((wall) => wall.kind === kind && wall.underlying === name)?.deviations ?? Number.NaN;
  expect(deviations(told, 'price', 'ETH') / deviations(assumed, 'price', 'ETH')).toBeCloseTo(2, 9);
  // Assumed: 0.9 and 0.8, as one. Foretold: 0.4 each, nothing to do with each other.
  expect(deviations(told, 'together', null) / deviations(assumed, 'together', null)).toBeCloseTo(
    0.85 / (0.4 / Math.SQRT2),
    9,
  );
});

test('behavior: liquidatable now is at every wall, each said once', () => {
  const gone = account({ equity: 50, byPrice: [byPriceOf('ETH', 1, 50)], byTime: { ...flat, equity: [50, 50] } });
  const { accounts, nearest } = viewOf([account(), gone]);
  expect(nearest).toMatchObject({ deviations: 0, change: 0, price: 2_000 });
  expect(accounts[0]?.health).toBe(0.5);
  expect(accounts[0]?.walls.map(({ kind, deviations }) => [kind, deviations])).toEqual([
    ['price', 0],
    ['time', 0],
  ]);
});

test('behavior: what is not known is a gap, and no wall', () => {
  const blind = { at: [-1, 0, 1], equity: [Number.NaN, 1_000, Number.NaN], maintenance: [100, 100, 100] };
  const { accounts, nearest } = viewOf([account({ byPrice: [blind] })]);
  expect(nearest).toBeNull();
  expect(accounts[0]?.gaps).toEqual(['what the price of ETH would do to it is not known']);
});

test('invariant: more equity is further from every wall', () => {
  const inputs = fc.record({
    quantity: fc.double({ min: -3, max: 3, noNaN: true }),
    equity: fc.double({ min: 101, max: 5_000, noNaN: true }),
    more: fc.double({ min: 1, max: 1_000, noNaN: true }),
  });
  fc.assert(
    fc.property(inputs, ({ quantity, equity, more }) => {
      const at = (worth: number) =>
        viewOf([account({ equity: worth, byPrice: [byPriceOf('ETH', quantity, worth)] })]).nearest?.deviations ??
        Infinity;
      expect(at(equity + more)).toBeGreaterThanOrEqual(at(equity));
    }),
  );
});

test('invariant: together is what each does alone, added up, and nothing for one underlying', () => {
  expect(togetherCurve(account())).toBeNull();
  const both = account({ underlyings: ['BTC', 'ETH'], byPrice: [byPriceOf('BTC', 0.02), byPriceOf('ETH', 1)] });
  const curve = togetherCurve(both);
  expect(curve?.equity[curve.at.indexOf(0)]).toBe(1_000);
  curve?.at.forEach((x, index) => {
    if (!priceGrid.includes(x)) return;
    expect(curve.equity[index]).toBeCloseTo(1_000 + 3_000 * Math.expm1(x), 8);
    expect(curve.maintenance[index]).toBeCloseTo(100, 9);
  });
});

test('behavior: a requirement that is not known is no promise of safety, and a debt that nothing is required for is over', () => {
  const healthWith = (change: Partial<HeldMargin>) => viewOf([account(change)]).accounts[0]?.health;
  expect(healthWith({ maintenance: Number.NaN })).toBeNaN();
  expect(healthWith({ maintenance: 0, equity: -1 })).toBe(0);
  expect(healthWith({ maintenance: 0 })).toBe(Number.POSITIVE_INFINITY);
});
