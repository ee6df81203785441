import { expect, test } from 'vitest';
import type { Position } from '../../model/position.js';
import type { VenueReading } from '../../model/snapshot.js';
import { unixSeconds, wad } from '../../model/units.js';
import { holding, toySnapshot, units } from '../../plan/testing/toyBook.js';
import { toyPerp, toyReading, toyState } from '../../plan/testing/toyPerp.js';
import { toyAccount } from '../../plan/testing/toyTokens.js';
import { toyWallet, toyWalletReading } from '../../plan/testing/toyWallet.js';
import { optionGreeks } from '../blackScholes.js';
import { holdingsOf, portfolioOf } from './holdingsOf.js';

const venues = new Map([
  ['toy', toyPerp('toy')],
  ['wallet', toyWallet],
]);
const state = toyState({ accounts: { cross: holding(-2, 1_000) } });
const book = [toyReading(state), toyWalletReading(state.walletBalance, units(0.5), units(2_000))];
const expiry = unixSeconds(1_700_000_000 + 30 * 86_400);

const option = (change: Partial<Position> = {}): Position => ({
  ...{ id: 'options #1', venue: 'options', account: toyAccount, quantity: units(-3), mark: wad(0n), value: wad(0n) },
  instrument: {
    ...{ kind: 'option', id: 'options #1', venue: 'options', underlying: 'ETH', right: 'put' },
    ...{ expiry, strike: units(1_900) },
  },
  marginAccount: 'options #1',
  pricing: { vol: 0.8, spot: 2_010, rate: 0.05 },
  ...change,
});
const reading = (positions: readonly Position[], prices: VenueReading['prices'] = {}): VenueReading => ({
  ...{ venue: 'options', positions, marginAccounts: [], markets: [], funding: [], prices, detail: null },
});

test('default: perps and tokens are linear, dollars are not held', () => {
  const held = holdingsOf(toySnapshot(book), venues);
  expect(held.at).toBe(1_700_000_000);
  expect(held.underlyings).toEqual([{ name: 'ETH', price: 2_000 }]);
  expect(held.linear).toEqual([
    {
      ...{ position: 'toy cross/ETH', venue: 'toy', underlying: 'ETH', marginAccount: 'toy cross' },
      ...{ quantity: -2, kind: 'perpetual', carry: 0 },
    },
    {
      ...{ position: 'wallet WETH', venue: 'wallet', underlying: 'ETH', marginAccount: null },
      ...{ quantity: 0.5, kind: 'token', carry: 0 },
    },
  ]);
  expect(held.margins.map(({ marginAccount }) => marginAccount)).toEqual(['toy cross']);
  expect(held).toMatchObject({ options: [], liquidity: [], unpriced: [] });
});

test('default: an option is what its venue prices with, and is worth what Black and Scholes say', () => {
  const [held] = portfolioOf(toySnapshot([...book, reading([option()])])).options;
  expect(held).toEqual({
    ...{ position: 'options #1', venue: 'options', underlying: 'ETH', marginAccount: 'options #1', quantity: -3 },
    ...{ strike: 1_900, expiry, right: 'put', vol: 0.8, volSource: 'venue', volPerLogSpot: 0, rate: 0.05, spot: 2_010 },
  });
  const years = ((held?.expiry ?? 0) - 1_700_000_000) / 31_536_000;
  const { price } = optionGreeks({ spot: 2_010, strike: 1_900, vol: 0.8, rate: 0.05, years, right: 'put' });
  expect(price).toBeGreaterThan(0);
});

test('behavior: a surface is preferred where it has a vol', () => {
  const surface = { vol: 0.75, volSource: 'surface', volPerLogSpot: -0.2 } as const;
  const positions = [option(), option({ id: 'options #2' })];
  const { options } = portfolioOf(toySnapshot([...book, reading(positions)]), ({ id }) =>
    id === 'options #2' ? surface : null,
  );
  expect(options.map(({ vol, volSource, volPerLogSpot }) => [vol, volSource, volPerLogSpot])).toEqual([
    [0.8, 'venue', 0],
    [0.75, 'surface', -0.2],
  ]);
});

test('behavior: what cannot be valued is named, and nothing else is lost', () => {
  const perp = toyReading(state).positions[0];
  if (!perp) throw new Error('expected a position');
  const doge: Position = {
    ...perp,
    ...{ id: 'toy DOGE', instrument: { ...perp.instrument, underlying: 'DOGE' } as Position['instrument'] },
  };
  const positions = [
    option({ pricing: null }),
    option({ id: 'b', pricing: { vol: Number.NaN, spot: 1, rate: 0 } }),
    doge,
  ];
  const { unpriced, linear, underlyings } = portfolioOf(toySnapshot([...book, reading(positions)]));
  expect(unpriced.map(({ position, reason }) => [position, reason])).toEqual([
    ['options #1', 'options does not tell what the option is priced with'],
    ['b', 'options prices the option with vol NaN and spot 1'],
    ['toy DOGE', 'no venue that is watched states a price of DOGE'],
  ]);
  expect(linear).toHaveLength(2);
  expect(underlyings.map(({ name }) => name)).toEqual(['ETH']);
});

test('behavior: what it carries goes with it; a market that is watched and not held does not', () => {
  const [first, ...rest] = toyReading(state).positions;
  if (!first) throw new Error('expected a position');
  const paid = {
    ...toyReading(state),
    positions: [{ ...first, carry: -120 }, ...rest],
    prices: { ETH: units(2_000), BTC: units(9) },
  };
  const held = portfolioOf(toySnapshot([paid]));
  expect(held.linear[0]?.carry).toBe(-120);
  expect(held.underlyings.map(({ name }) => name)).toEqual(['ETH']);
});

test('invariant: plain data that survives being written down', () => {
  const held = holdingsOf(toySnapshot([...book, reading([option()])]), venues);
  expect(JSON.parse(JSON.stringify(held))).toEqual(held);
});

const liquidity = (change: Partial<Position> = {}): Position => ({
  ...{ id: 'pools #1', venue: 'pools', account: toyAccount, quantity: units(3.5), mark: units(2_000) },
  ...{ value: units(13_000), marginAccount: null, pricing: null },
  instrument: {
    ...{ kind: 'liquidity', id: 'pools #1', venue: 'pools', underlying: 'ETH' },
    ...{ lower: units(1_800), upper: units(2_200) },
  },
  liquidity: {
    ...{ liquidity: 1_000, units: units(3), dollars: units(6_000), feeUnits: units(0.5), feeDollars: units(10) },
    impermanentLoss: null,
  },
  ...change,
});

test('default: liquidity is its range, and the fees that it is owed are tokens', () => {
  const held = portfolioOf(toySnapshot([...book, reading([liquidity()])]));
  const own = { position: 'pools #1', venue: 'pools', underlying: 'ETH', marginAccount: null };
  expect(held.liquidity).toEqual([{ ...own, quantity: 1_000, lower: 1_800, upper: 2_200, carry: 0 }]);
  expect(held.linear.at(-1)).toEqual({ ...own, quantity: 0.5, kind: 'token', carry: 0 });
});

test('behavior: liquidity that is all dollars now is still held; without worth it is named', () => {
  const state = liquidity().liquidity;
  if (!state) throw new Error('expected liquidity');
  const above = liquidity({ quantity: wad(0n), liquidity: { ...state, units: wad(0n), feeUnits: wad(0n) } });
  const { liquidity: unvalued, ...foreign } = liquidity({ id: 'pools #2' });
  expect(unvalued).toBeDefined();
  const held = portfolioOf(toySnapshot([...book, reading([above, foreign])]));
  expect(held.liquidity.map(({ quantity }) => quantity)).toEqual([1_000]);
  expect(held.unpriced).toEqual([
    {
      position: 'pools #2',
      reason: 'pools does not tell what the liquidity is worth: its other side is no dollar',
    },
  ]);
});
