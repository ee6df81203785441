import { zeroAddress, zeroHash } from 'viem';
import { expect, test } from 'vitest';
import type { Option } from '../../model/instrument.js';
import type { Market } from '../../model/market.js';
import type { OptionPricing, Position } from '../../model/position.js';
import type { Snapshot } from '../../model/snapshot.js';
import { bps, fromFloat, unixSeconds, wad, wei } from '../../model/units.js';
import { isFitted, type Surfaced, surfacesOf } from './surfacesOf.js';
import { volOf } from './volOf.js';

const now = unixSeconds(1_700_000_000);
const expiry = unixSeconds(now + 30 * 86_400);
const strikes = [1600, 1800, 1900, 2000, 2100, 2200, 2500];
/** A smile that falls with the strike. */
const volAt = (strike: number) => 0.8 - 0.3 * Math.log(strike / 2000) + 0.4 * Math.log(strike / 2000) ** 2;

const option = (strike: number, right: 'call' | 'put' = 'call'): Option => ({
  id: `lyra ETH-${strike}-${right}`,
  venue: 'lyra',
  kind: 'option',
  underlying: 'ETH',
  expiry,
  strike: wad(fromFloat(strike, 'down')),
  right,
});

const pricing = (vol: number): OptionPricing => ({ vol, spot: 2000, rate: 0.05 });

const market = (instrument: Option, told: OptionPricing | null): Market => ({
  instrument,
  mark: wad(1n),
  last: wad(1n),
  index: wad(1n),
  fee: bps(0),
  closed: null,
  ...(told ? { pricing: told } : {}),
});

const position = (instrument: Position['instrument'], told: OptionPricing | null): Position => ({
  id: `held ${instrument.id}`,
  venue: 'lyra',
  account: zeroAddress,
  instrument,
  quantity: wad(1n),
  mark: wad(1n),
  value: wad(1n),
  marginAccount: null,
  pricing: told,
});

const snapshot = (markets: readonly Market[], positions: readonly Position[] = []): Snapshot => ({
  chainId: 1,
  account: zeroAddress,
  block: { number: 1n, hash: zeroHash, parentHash: zeroHash, timestamp: now, baseFee: wei(0n) },
  nativeBalance: wei(0n),
  readings: [{ venue: 'lyra', positions, marginAccounts: [], markets, funding: [], prices: {}, detail: null }],
  unread: [],
});

const listed = strikes.flatMap((strike) =>
  (['call', 'put'] as const).map((right) => market(option(strike, right), pricing(volAt(strike)))),
);

test('default: a surface through all listed strikes, and the venue for what it marks', () => {
  const surfaces = surfacesOf(snapshot(listed));
  const surface = surfaces.get('ETH');
  if (!isFitted(surface)) throw new Error('no surface');
  expect(surface.fit.expiries.map(({ quotes }) => quotes.length)).toEqual([strikes.length]);
  expect(surface.vol(2050, 30 / 365)).toBeCloseTo(volAt(2050), 2);
  const held = position(option(1900), pricing(0.91));
  expect(volOf(held, surfaces, now, 'sticky-strike')).toEqual({
    vol: 0.91,
    source: 'venue',
    volPerLogSpot: 0,
    note: null,
  });
});

test('behavior: the same quotes are fitted once, others anew', () => {
  const surface = surfacesOf(snapshot(listed)).get('ETH');
  expect(surfacesOf(snapshot([...listed])).get('ETH')).toBe(surface);
  const [first, ...others] = strikes.map((strike) => market(option(strike), pricing(volAt(strike))));
  if (!first) throw new Error('no strike');
  const dearer = surfacesOf(snapshot([{ ...first, pricing: pricing(volAt(1600) + 1e-9) }, ...others])).get('ETH');
  expect(dearer?.fit).not.toEqual(surface?.fit);
  const later = { ...snapshot(listed), block: { ...snapshot(listed).block, timestamp: unixSeconds(now + 1) } };
  expect(surfacesOf(later).get('ETH')?.fit).toMatchObject({ at: now + 1 });
  expect(surfacesOf(snapshot(listed)).get('ETH')?.fit).toEqual(surface?.fit);
});

test('behavior: sticky delta moves a vol by minus the slope of the smile', () => {
  const surfaces = surfacesOf(snapshot(listed));
  const { vol, volPerLogSpot } = volOf(position(option(2000), pricing(0.8)), surfaces, now, 'sticky-delta');
  expect(vol).toBe(0.8);
  expect(volPerLogSpot).toBeCloseTo(0.3, 1);
});

test('behavior: without a vol of the venue the surface tells one, and says so', () => {
  const surfaces = surfacesOf(snapshot(listed));
  const found = volOf(position(option(2050), null), surfaces, now, 'sticky-strike');
  expect(found.source).toBe('surface');
  expect(found.vol).toBeCloseTo(volAt(2050), 2);
  expect(found.note).toContain("it is valued with the surface's");
});

test('behavior: without a surface the venue is what is left, and without either nothing is known', () => {
  const none: ReadonlyMap<string, Surfaced> = new Map();
  const held = position(option(2000), pricing(0.8));
  expect(volOf(held, none, now, 'sticky-delta')).toMatchObject({ vol: 0.8, source: 'venue', volPerLogSpot: 0 });
  expect(volOf(held, none, now, 'sticky-delta').note).toContain('no surface');
  expect(volOf(position(option(2000), null), none, now, 'sticky-strike')).toMatchObject({
    vol: Number.NaN,
    note: expect.stringContaining('nobody tells'),
  });
  const token = { id: 'w', venue: 'w', kind: 'token', symbol: 'S', address: zeroAddress, decimals: 18 } as const;
  expect(() => volOf(position({ ...token, underlying: null }, null), none, now, 'sticky-strike')).toThrow(RangeError);
});

test('behavior: held options that no market tells of are quotes too; others are not', () => {
  expect(surfacesOf(snapshot([])).size).toBe(0);
  expect(surfacesOf(snapshot([market(option(2000), null)])).size).toBe(0);
  const held = surfacesOf(snapshot([], [position(option(2000), pricing(0.7))])).get('ETH');
  expect(held?.fit.notes[0]).toContain('one strike');
  const unlike = position(option(2000), pricing(0.1));
  const surface = surfacesOf(snapshot(listed, [unlike])).get('ETH');
  if (!isFitted(surface)) throw new Error('no surface');
  expect(surface.vol(2000, 30 / 365)).toBeCloseTo(0.8, 2);
});

test('behavior: options that have all expired leave no surface, with the reason', () => {
  const old = snapshot(listed);
  const late = { ...old, block: { ...old.block, timestamp: unixSeconds(expiry + 1) } };
  const surfaced = surfacesOf(late).get('ETH');
  expect(isFitted(surfaced)).toBe(false);
  expect(surfaced?.fit.notes[0]).toContain('ETH has no vol surface');
});
