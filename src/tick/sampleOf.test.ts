import { expect, test } from 'vitest';
import { forecastOf } from '../assess/history/forecastOf.js';
import type { Position } from '../model/position.js';
import { defaultRiskSettings } from '../model/riskSettings.js';
import type { VenueReading } from '../model/snapshot.js';
import { unixSeconds, WAD, wad } from '../model/units.js';
import { toySnapshot, toyStrategy, units } from '../plan/testing/toyBook.js';
import { toyAccount } from '../plan/testing/toyTokens.js';
import { sampleOf } from './sampleOf.js';

/** Six strikes of one expiry, the lower the dearer: a smile that is worth following. */
function skewed(now: number): VenueReading {
  const positions = [1_600, 1_800, 2_000, 2_200, 2_400, 2_600].map((strike, i): Position => {
    const id = `options #${i}`;
    const expiry = unixSeconds(now + 30 * 86_400);
    return {
      id,
      venue: 'options',
      account: toyAccount,
      instrument: {
        kind: 'option',
        id,
        venue: 'options',
        underlying: 'ETH',
        expiry,
        strike: units(strike),
        right: 'call',
      },
      quantity: units(1),
      mark: units(100),
      value: units(100),
      marginAccount: null,
      pricing: { vol: 0.9 - 0.2 * Math.log(strike / 2_000), spot: 2_000, rate: 0 },
    };
  });
  const prices = { ETH: wad(2_000n * WAD) };
  return { venue: 'options', positions, marginAccounts: [], markets: [], funding: [], prices, detail: null };
}

test('behavior: what is written down is told under the settings of the book, as its rules read it', () => {
  const snapshot = toySnapshot([skewed(toySnapshot([]).block.timestamp)]);
  const sampled = (surface: 'sticky-strike' | 'sticky-delta') => {
    const strategy = toyStrategy([], { risk: { ...defaultRiskSettings, surface } });
    const book = { strategy, venues: new Map() };
    return sampleOf(book, snapshot, forecastOf([], defaultRiskSettings, ['ETH']));
  };
  const [strike, delta] = [sampled('sticky-strike'), sampled('sticky-delta')];
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
  const read = toySnapshot([skewed(toySnapshot([]).block.timestamp)]);
  const snapshot = { ...read, unread: [{ venue: 'lyra', error: 'silent' }] };
  const book = { strategy: toyStrategy([]), venues: new Map() };
  const { holdings, risk } = sampleOf(book, snapshot, forecastOf([], defaultRiskSettings, ['ETH']));
  expect(holdings.notes?.join()).toMatch(/lyra was not read/);
  expect(risk.deep?.gaps.filter((gap) => gap.includes('lyra'))).toHaveLength(1);
});
