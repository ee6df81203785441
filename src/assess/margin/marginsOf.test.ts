import { expect, test } from 'vitest';
import type { Snapshot } from '../../model/snapshot.js';
import { secondsPerYear } from '../../model/time.js';
import { unixSeconds, wad } from '../../model/units.js';
import { holding, toySnapshot, units } from '../../plan/testing/toyBook.js';
import { toyPerp, toyReading, toyState } from '../../plan/testing/toyPerp.js';
import { toyAccount } from '../../plan/testing/toyTokens.js';
import type { MarginShift, Venue } from '../../venues/venue.js';
import { assess } from '../assess.js';
import { readCurve, wallOf } from './marginCurve.js';
import { marginsOf } from './marginsOf.js';

const snapshotOf = (accounts = { cross: holding(-2, 1_000) }): Snapshot =>
  toySnapshot([toyReading(toyState({ accounts }))]);
const venueOf = (change: Partial<Venue> = {}) => new Map([['toy', { ...toyPerp('toy'), ...change }]]);
const only = (snapshot: Snapshot, venues = venueOf()) => {
  const [margin] = marginsOf(snapshot, venues);
  if (!margin) throw new Error('expected an account');
  return margin;
};

/** The toy's margin, less a cost a second, with a requirement that grows with vol. */
const costly = (perSecond: number, perVol = 0): Partial<Venue> => {
  const plain = toyPerp('toy');
  return {
    marginAt(reading, account, underlying, price, { seconds = 0, volFactor = 1 }: MarginShift = {}) {
      const { equity, maintenance } = plain.marginAt(reading, account, underlying, price);
      return { equity: equity - perSecond * seconds, maintenance: maintenance + perVol * (volFactor - 1) };
    },
  };
};

test('default: an account as it is, and what its price makes of it', () => {
  const snapshot = snapshotOf();
  const margin = only(snapshot);
  expect(margin).toMatchObject({
    marginAccount: 'toy cross',
    underlyings: ['ETH'],
    ...{ equity: 1_000, maintenance: 250, notional: 4_000, carry: 0, byVol: null },
  });
  const [byPrice] = margin.byPrice;
  if (!byPrice) throw new Error('expected a curve');
  expect(readCurve(byPrice, 0)).toEqual({ equity: 1_000, maintenance: 250 });
  for (const x of byPrice.at) expect(readCurve(byPrice, x).equity).toBeCloseTo(5_000 - 4_000 * Math.exp(x), 8);
  const [risk] = assess(snapshot, venueOf()).marginAccounts;
  expect(2_000 * Math.exp(wallOf(byPrice, 1) ?? 0)).toBeCloseTo(risk?.liquidationPrice ?? 0, 6);
});

test('behavior: what time costs is the carry, and there is a wall in time', () => {
  const margin = only(snapshotOf(), venueOf(costly(0.001)));
  expect(margin.carry).toBeCloseTo(-0.001 * secondsPerYear, 6);
  expect((wallOf(margin.byTime, 1) ?? 0) * secondsPerYear).toBeCloseTo(750_000, 0);
  expect(margin.byTime.at.at(-1)).toBe(30 / 365);
});

test('behavior: where vols count there is a curve of them', () => {
  const { byVol } = only(snapshotOf(), venueOf(costly(0, 1_000)));
  if (!byVol) throw new Error('expected a curve');
  // 250 + 1 000 × (factor − 1) reaches 1 000.
  expect(Math.exp(wallOf(byVol, 1) ?? 0)).toBeCloseTo(1.75, 8);
  expect(wallOf(byVol, -1)).toBeNull();
});

test("behavior: an option's expiry is a point from both sides", () => {
  const snapshot = snapshotOf();
  const [reading] = snapshot.readings;
  const expiry = unixSeconds(snapshot.block.timestamp + 100_000);
  const option = {
    ...{ id: 'toy #1', venue: 'toy', account: toyAccount, quantity: units(-1), mark: wad(0n), value: wad(0n) },
    instrument: {
      ...{ kind: 'option' as const, id: 'toy #1', venue: 'toy', underlying: 'ETH', right: 'call' as const },
      ...{ expiry, strike: units(2_000) },
    },
    ...{ marginAccount: 'toy cross', pricing: null },
  };
  if (!reading) throw new Error('no reading');
  const { byTime } = only({ ...snapshot, readings: [{ ...reading, positions: [option] }] });
  expect(byTime.at).toEqual(expect.arrayContaining([99_999 / secondsPerYear, 100_000 / secondsPerYear]));
});

test('behavior: a venue that cannot tell leaves its curves unknown, and what it has stated standing', () => {
  const silent = {
    marginAt: () => {
      throw new Error('no');
    },
  };
  for (const venues of [venueOf(silent), new Map<string, Venue>()]) {
    const margin = only(snapshotOf(), venues);
    expect(margin).toMatchObject({ equity: 1_000, maintenance: 250, carry: Number.NaN, byVol: null });
    for (const curve of [margin.byTime, ...margin.byPrice]) {
      expect(readCurve(curve, 0)).toEqual({ equity: 1_000, maintenance: 250 });
      expect(readCurve(curve, 0.01).equity).toBeNaN();
      expect(wallOf(curve, 1)).toBeNaN();
    }
  }
});

test('behavior: without anything held nothing moves it', () => {
  const margin = only(snapshotOf({ cross: holding(0, 500) }));
  expect(margin).toMatchObject({ underlyings: [], equity: 500, maintenance: 0, carry: 0, byPrice: [], byVol: null });
  expect(wallOf(margin.byTime, 1)).toBeNull();
});

test('behavior: several underlyings have a curve each', () => {
  const state = toyState({
    marks: { ETH: units(2_000), BTC: units(50_000) },
    accounts: { cross: { cash: units(2_000), quantities: { ETH: units(-2), BTC: units(0.1) } } },
  });
  const margin = only(toySnapshot([toyReading(state)]));
  expect(margin.underlyings).toEqual(['BTC', 'ETH']);
  const [btc, eth] = margin.byPrice;
  if (!btc || !eth) throw new Error('expected two curves');
  expect(readCurve(btc, Math.log(5)).equity).toBeCloseTo(3_000 + 4 * 5_000, 6);
  expect(readCurve(eth, Math.log(5)).equity).toBeCloseTo(3_000 - 4 * 4_000, 6);
});
