import { expect, test } from 'vitest';
import type { HeldLinear, Holdings } from '../model/holdings.js';
import { defaultRiskSettings } from '../model/riskSettings.js';
import type { Shock } from '../model/scenarios.js';
import { unixSeconds } from '../model/units.js';
import { deepRisk } from './deepRisk.js';
import { forecastOf } from './history/forecastOf.js';
import { garchReturns, pricesOf } from './history/testing/simulated.js';
import { chooseKernel } from './pricing/chooseKernel.js';
import { compileHoldings } from './revalue/compileHoldings.js';
import { runwayNow } from './runway/runwayNow.js';
import { perpMargin } from './runway/testing/perpMargin.js';
import { valueAtRisk } from './var/valueAtRisk.js';

const underlyings = [{ name: 'ETH', price: 2_000 }];
const perp: HeldLinear = {
  kind: 'perpetual',
  position: 'perp ETH',
  venue: 'perp-v2',
  underlying: 'ETH',
  marginAccount: 'perp cross',
  quantity: 5,
  carry: -365,
};
const holdings: Holdings = {
  at: unixSeconds(1_800_000_000),
  underlyings,
  options: [],
  linear: [perp],
  liquidity: [],
  margins: [perpMargin(underlyings, { quantities: { ETH: 5 }, equity: 2_000, carry: -365 })],
  unpriced: [],
};
const outlook = { settings: defaultRiskSettings, forecast: null };

test('default: each figure is the one of the verb that is named after it', () => {
  const { accounts, portfolio } = deepRisk(holdings, outlook);
  const runway = runwayNow(holdings, null);
  const risk = valueAtRisk(compileHoldings(holdings, chooseKernel()), holdings, null, { methods: ['monte-carlo'] });
  const [at95, at975, at99] = risk.methods[0]?.tails ?? [];
  expect(portfolio).toMatchObject({
    valueAtRisk95: at95?.valueAtRisk,
    valueAtRisk99: at99?.valueAtRisk,
    expectedShortfall975: at975?.expectedShortfall,
    runwayHours: runway.portfolio.runwayHours,
    touchProbability: runway.portfolio.touchProbability,
    nearestWall: { marginAccount: 'perp cross', kind: 'price', underlying: 'ETH' },
    worstShock: { name: 'march-2020' },
  });
  // 15 % of five ether at 2 000: a perpetual loses in a straight line.
  expect(portfolio.portfolioMargin).toBeCloseTo(1_500, 6);
  expect(accounts).toMatchObject([
    {
      marginAccount: 'perp cross',
      runwayHours: runway.accounts[0]?.runwayHours,
      touchProbability: runway.accounts[0]?.touchProbability,
      volToLiquidation: Number.POSITIVE_INFINITY,
      carryPerDay: -1,
    },
  ]);
});

test("behavior: the operator's own shock counts, and a gain is a negative loss", () => {
  const doom: Shock = {
    name: 'doom',
    describe: '',
    source: null,
    moves: { ETH: -0.9 },
    otherMoves: 0,
    volFactor: 1,
    hours: 1,
    drain: { fees: 1, impact: 1, gas: 1 },
  };
  const settings = { ...defaultRiskSettings, shocks: [doom] };
  expect(deepRisk(holdings, { settings, forecast: null }).portfolio.worstShock?.name).toBe('doom');
  const short = { ...holdings, linear: [{ ...perp, quantity: -5 }], margins: [] };
  expect(deepRisk(short, outlook).portfolio.worstShock?.loss).toBeLessThan(0);
});

test('behavior: what is assumed is said, and what could not be read with it', () => {
  const { gaps } = deepRisk({ ...holdings, notes: ['lyra was not read'] }, outlook);
  expect(gaps).toContain('lyra was not read');
  expect(gaps.join('\n')).toMatch(/assumed/);
  expect(new Set(gaps).size).toBe(gaps.length);
});

test('behavior: nothing held is nothing to lose', () => {
  const { portfolio, accounts } = deepRisk({ ...holdings, linear: [], margins: [] }, outlook);
  expect(accounts).toEqual([]);
  expect(portfolio).toMatchObject({ valueAtRisk99: 0, portfolioMargin: 0, nearestWall: null, touchProbability: 0 });
  expect(portfolio.runwayHours).toBe(Number.POSITIVE_INFINITY);
});

test('behavior: where the past is of other underlyings than what is held, value at risk is simulated', () => {
  const btc = pricesOf('BTC', garchReturns(400, { omega: 4e-5, alpha: 0.1, beta: 0.86 }, 1));
  const forecast = forecastOf([btc], { vols: {} }, ['BTC', 'ETH']);
  expect(forecast.days.length).toBeGreaterThan(250);
  const { portfolio, gaps } = deepRisk(holdings, { ...outlook, forecast });
  expect(portfolio.valueAtRisk99).toBeGreaterThan(portfolio.valueAtRisk95);
  expect(portfolio.valueAtRisk95).toBeGreaterThan(0);
  expect(gaps.join()).toMatch(/ETH: too short a price history/);
});
