import { expect, test } from 'vitest';
import { forecastOf } from '../assess/history/forecastOf.js';
import { defaultRiskSettings } from '../model/riskSettings.js';
import type { Snapshot, VenueReading } from '../model/snapshot.js';
import type { Strategy } from '../model/strategy.js';
import { WAD, wad } from '../model/units.js';
import { planTick } from '../plan/planTick.js';
import { toyBook, toySnapshot, toyStrategy } from '../plan/testing/toyBook.js';
import { toyOption } from '../plan/testing/toyOption.js';
import { sampleOf } from './sampleOf.js';

/** Six strikes of one expiry, the lower the dearer: a smile that is worth following. */
const skewed: VenueReading = {
  venue: 'options',
  positions: [1_600, 1_800, 2_000, 2_200, 2_400, 2_600].map((strike, i) =>
    toyOption({ strike, days: 30, vol: 0.9 - 0.2 * Math.log(strike / 2_000), right: 'call', quantity: 1 }, i),
  ),
  marginAccounts: [],
  markets: [],
  funding: [],
  prices: { ETH: wad(2_000n * WAD) },
  detail: null,
};

/** As the keeper takes it: with what its plan was judged by. */
function sampled(strategy: Strategy, snapshot: Snapshot) {
  const venues = new Map();
  const { risk } = planTick({ ...toyBook([]), strategy, snapshot, venues });
  return sampleOf({ strategy, venues }, snapshot, risk, forecastOf([], defaultRiskSettings, ['ETH']));
}

test('behavior: what is written down is told under the settings of the book, as its rules read it', () => {
  const snapshot = toySnapshot([skewed]);
  const under = (surface: 'sticky-strike' | 'sticky-delta') =>
    sampled(toyStrategy([], { risk: { ...defaultRiskSettings, surface } }), snapshot);
  const [strike, delta] = [under('sticky-strike'), under('sticky-delta')];
  const slope = delta.holdings.options[0]?.volPerLogSpot ?? 0;
  expect(slope).toBeGreaterThan(0.1);
  for (const [i, { delta: moved, vega }] of delta.risk.positions.entries()) {
    const still = strike.risk.positions[i]?.delta ?? Number.NaN;
    expect(moved).toBeCloseTo(still + (vega * (delta.holdings.options[i]?.volPerLogSpot ?? 0)) / 2_000, 12);
    expect(moved).toBeGreaterThan(still);
  }
  expect(delta.holdings.surfaces).toHaveLength(1);
});

test('behavior: a venue that was not read is named with every figure', () => {
  const read = toySnapshot([skewed]);
  const snapshot = { ...read, unread: [{ venue: 'lyra', error: 'silent' }] };
  const { holdings, risk } = sampled(toyStrategy([]), snapshot);
  expect(holdings.notes?.join()).toMatch(/lyra was not read/);
  expect(risk.deep?.gaps.filter((gap) => gap.includes('lyra'))).toHaveLength(1);
});
