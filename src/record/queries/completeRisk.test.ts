import { expect, onTestFinished, test } from 'vitest';
import { greekNames, type RiskReport } from '../../model/riskReport.js';
import { openLedger } from '../ledger.js';
import { insertPositions, insertRisk, insertTick } from '../statements/ticks.js';
import { samplePosition, sampleTick } from '../testing/sample.js';
import { latestRisk } from './ticks.js';

const four = { delta: -3, gamma: -0.01, vega: -500, theta: 900 };

/** As it was written before there were eight Greeks. */
const older = {
  positions: [{ position: 'lyra #7', underlying: 'ETH', ...four, deltaUsd: -6_000, notional: 300, value: -300 }],
  underlyings: [{ underlying: 'ETH', price: 2_000, ...four, deltaUsd: -6_000, gammaUsd: -400 }],
  marginAccounts: [],
  portfolio: {
    equity: 1_000,
    deltaUsd: -6_000,
    gammaUsd: -400,
    vega: -500,
    theta: 900,
    notional: 300,
    leverage: 0.3,
    worstHealth: 2,
  },
} as unknown as RiskReport; // rows of before are not of today's type

async function readBack(report: RiskReport): Promise<RiskReport | undefined> {
  const ledger = openLedger({ file: ':memory:' });
  onTestFinished(() => ledger.close());
  const tick = sampleTick();
  await ledger.commit([insertTick(tick), insertPositions(tick.id, [samplePosition]), insertRisk(tick.id, report)]);
  return latestRisk(ledger, tick.strategy);
}

test('behavior: a report of four Greeks is read, and the other four are not numbers', async () => {
  const report = await readBack(older);
  for (const risk of [report?.positions[0], report?.underlyings[0]]) {
    expect(risk).toMatchObject(four);
    for (const name of greekNames) expect(Number.isNaN(risk?.[name])).toBe(!(name in four));
  }
  expect(report?.portfolio).toEqual(older.portfolio);
});

test('behavior: venue and expiry of its positions are those of the positions written with it', async () => {
  const report = await readBack(older);
  const { instrument, venue } = samplePosition;
  expect(report?.positions[0]).toMatchObject({ venue, expiry: instrument.kind === 'option' ? instrument.expiry : 0 });
});

test('invariant: a report of eight comes back as it went in', async () => {
  const eight = { ...four, rho: 1, vanna: 2, volga: 3, charm: 4 };
  const today: RiskReport = {
    ...older,
    positions: older.positions.map((risk) => ({ ...risk, ...eight, venue: 'elsewhere', expiry: null })),
    underlyings: older.underlyings.map((risk) => ({ ...risk, ...eight })),
  };
  expect(await readBack(today)).toStrictEqual(today);
});
