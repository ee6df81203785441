import { expect, test } from 'vitest';
import type { StatedMargin } from '../../model/marginDrift.js';
import { bps } from '../../model/units.js';
import { driftsOver, marginDrifts, sayDrift } from './marginDrift.js';

const stated = (change: Partial<StatedMargin> = {}): StatedMargin => ({
  ...{ marginAccount: 'a', venue: 'toy', ours: { equity: 1_000, maintenance: 250 } },
  ...{ theirs: { equity: 1_010, maintenance: 250 } },
  ...change,
});

test('default: how far apart, in basis points of the account’s size', () => {
  const drifts = marginDrifts([stated()]);
  expect(drifts).toEqual([
    { marginAccount: 'a', venue: 'toy', what: 'equity', ours: 1_000, theirs: 1_010, bps: (10_000 * 10) / 1_010 },
    { marginAccount: 'a', venue: 'toy', what: 'maintenance', ours: 250, theirs: 250, bps: 0 },
  ]);
  expect(drifts.map(sayDrift)[0]).toBe('equity of a: 1010 USD by the protocol, reckoned 1000, 99 bps apart');
});

test('behavior: only what is over the bound, the furthest first', () => {
  const near = stated({ marginAccount: 'near', theirs: { equity: 1_000.1, maintenance: 250 } });
  const far = stated({ marginAccount: 'far', theirs: { equity: 1_000, maintenance: 400 } });
  expect(driftsOver([near, stated(), far], bps(10)).map(({ marginAccount }) => marginAccount)).toEqual(['far', 'a']);
  expect(driftsOver([near], bps(10))).toEqual([]);
});

test('behavior: an equity near nothing does not make a wei look large', () => {
  const spent = stated({ ours: { equity: 1e-18, maintenance: 250 }, theirs: { equity: 0, maintenance: 250 } });
  expect(driftsOver([spent], bps(1))).toEqual([]);
});

test('behavior: what the protocol does not state is not compared; what is not known is over every bound', () => {
  expect(marginDrifts([stated({ theirs: { equity: null, maintenance: null } })])).toEqual([]);
  const unknown = stated({ ours: { equity: Number.NaN, maintenance: 250 } });
  expect(driftsOver([stated(), unknown], bps(9_999)).map(({ ours }) => ours)).toEqual([Number.NaN]);
  const nothing = stated({ ours: { equity: 0, maintenance: 0 }, theirs: { equity: 0, maintenance: 0 } });
  expect(driftsOver([nothing], bps(0))).toEqual([]);
});
