import { describe, expect, test } from 'vitest';
import { useLab } from '../../test/lab.js';
import { collateral, createPerpV2Trader, type PerpV2Trader, trade } from '../../test/perpV2Trader.js';
import type { Rule } from '../model/strategy.js';
import { bps, toFloat, ZERO } from '../model/units.js';
import type { Plan } from './plan.js';
import { planTick } from './planTick.js';
import {
  deleverageRule,
  deltaOver,
  healthBelow,
  hedgeRule,
  topUpRule,
  toyBook,
  toyCondition,
  toySnapshot,
  toyStrategy,
  unlimited,
} from './testing/toyBook.js';

const lab = useLab();

const accounts = { venue: 'perp-v2', name: '*' };
const limits = { ...unlimited, health: 1.2 };

/** The rules on what the contracts say now. */
async function planOf(trader: PerpV2Trader, rules: readonly Rule[]): Promise<Plan> {
  const reading = await trader.read();
  return planTick({
    ...toyBook([]),
    strategy: toyStrategy(rules, { account: trader.venue.account, limits }),
    snapshot: { ...toySnapshot([reading]), account: trader.venue.account },
    venues: new Map([['perp-v2', trader.venue]]),
  });
}

async function carryOut(trader: PerpV2Trader, plan: Plan): Promise<void> {
  for (const { action } of plan.decisions) if (action) await trader.carryOut(action.terms);
}

test('default: on the real contracts a hedge levels the delta, and then nothing is left to do', async () => {
  const trader = await createPerpV2Trader(lab(), 10_000);
  await trader.carryOut(collateral('addCollateral', '9000'));
  await trader.carryOut(trade('Buy', '3'));
  const rules = [hedgeRule({ on: ['perp-v2 ETH'], to: -1, when: deltaOver(1.5), maxSlippage: bps(100) })];
  const plan = await planOf(trader, rules);
  expect(plan.decisions.map(({ verdict, not }) => ({ verdict, not }))).toEqual([{ verdict: 'act', not: [] }]);
  expect(plan.risk.underlyings[0]?.delta).toBeCloseTo(3, 9);
  await carryOut(trader, plan);
  const after = await planOf(trader, rules);
  expect(after.risk.underlyings[0]?.delta).toBeCloseTo(-1, 9);
  expect(after.decisions).toEqual([]);
});

test('behavior: on the real contracts a hedge goes as far as the collateral, and no dust follows', async () => {
  const trader = await createPerpV2Trader(lab(), 1_000);
  await trader.carryOut(collateral('addCollateral', '400'));
  const when = toyCondition('delta > -4', ['delta'], (read) => read('delta') > -4);
  const rules = [hedgeRule({ on: ['perp-v2 ETH'], to: -5, when, maxSlippage: bps(100), minimum: 0 })];
  const plan = await planOf(trader, rules);
  const [decision] = plan.decisions;
  expect(decision).toMatchObject({ verdict: 'act', not: [] });
  expect(decision?.size[1]).toMatch(/^shrunk to 1\.9\d+ ETH: not enough free collateral on perp-v2 to sell 5 ETH$/);
  await carryOut(trader, plan);
  const size = (await trader.read()).positions[0]?.quantity ?? ZERO;
  // 400 USDC open 4 000 USD at 10 %, less the fee and what the pool takes.
  expect(toFloat(size)).toBeLessThan(-1.9);

  for (let tick = 0; tick < 3; tick++) {
    const [next] = (await planOf(trader, rules)).decisions;
    expect(next).toMatchObject({ verdict: 'refused', action: null });
    expect(next?.not).toEqual([expect.stringContaining('VENUE_LIMIT: not enough free collateral on perp-v2 to sell')]);
    await lab().advance(12);
  }
});

describe('a top-up and a hedge of one account in one tick, on the real contracts', () => {
  const when = toyCondition('delta > -4.5', ['delta'], (read) => read('delta') > -4.5);
  const hedge = hedgeRule({ on: ['perp-v2 ETH'], to: -5, when, maxSlippage: bps(100), minimum: 0.1 });
  const topUp = topUpRule({ accounts, when: healthBelow(2), to: 8 });

  /** 1.9 ETH short on 400 USDC: close to the initial margin of 10 %. */
  async function tightTrader(usdc: number): Promise<PerpV2Trader> {
    const trader = await createPerpV2Trader(lab(), usdc);
    await trader.carryOut(collateral('addCollateral', '400'));
    await trader.carryOut(trade('Sell', '1.9'));
    return trader;
  }
  const tradedBy = (plan: Plan): number[] =>
    plan.decisions.flatMap(({ action }) => (action?.terms.kind === 'trade' ? toFloat(action.terms.quantity) : []));

  test('behavior: alone the hedge finds no room, and after the top-up it goes whole, wherever that stands', async () => {
    const trader = await tightTrader(5_000);
    expect(tradedBy(await planOf(trader, [hedge]))).toEqual([]);
    for (const rules of [
      [topUp, hedge],
      [hedge, topUp],
    ]) {
      const plan = await planOf(trader, rules);
      expect(plan.decisions.map(({ kind, verdict }) => `${kind} ${verdict}`)).toEqual(['topUp act', 'hedge act']);
      expect(tradedBy(plan)).toEqual([expect.closeTo(3.1, 9)]);
      expect(plan.decisions[1]?.checks.filter(({ verdict }) => verdict !== 'pass')).toEqual([]);
    }
    await carryOut(trader, await planOf(trader, [hedge, topUp]));
    const [position] = (await trader.read()).positions;
    expect(toFloat(position?.quantity ?? ZERO)).toBeCloseTo(-5, 9);
    expect((await planOf(trader, [hedge, topUp])).decisions).toEqual([]);
  });

  test('behavior: a wallet that cannot give enough leaves the hedge what the collateral then carries', async () => {
    const trader = await tightTrader(600);
    const plan = await planOf(trader, [hedge, topUp]);
    expect(plan.decisions.map(({ kind, verdict }) => `${kind} ${verdict}`)).toEqual(['topUp act', 'hedge act']);
    // 200 USDC more open 2 000 USD more.
    const [traded = 0] = tradedBy(plan);
    expect(traded).toBeGreaterThan(0.9);
    expect(traded).toBeLessThan(1.1);
    await carryOut(trader, plan);
    const after = await planOf(trader, [hedge, topUp]);
    expect(after.decisions.map(({ kind, verdict }) => `${kind} ${verdict}`)).toEqual([
      'topUp refused',
      'hedge refused',
    ]);
  });
});

test('default: on the real contracts a short wallet tops up in part and the deleveraging does the rest', async () => {
  const trader = await createPerpV2Trader(lab(), 4_100);
  await trader.carryOut(collateral('addCollateral', '4000'));
  await trader.carryOut(trade('Sell', '10'));
  await lab().moveMarket(2_250);
  const target = 1.6;
  const when = healthBelow(target - 0.01);
  const rules = [
    topUpRule({ accounts, when, to: target }),
    deleverageRule({ accounts, when, to: target, maxSlippage: bps(100) }),
  ];
  const plan = await planOf(trader, rules);
  expect(plan.decisions.map(({ kind, verdict }) => `${kind} ${verdict}`)).toEqual(['topUp act', 'deleverage act']);
  expect(plan.decisions[0]?.size[1]).toBe('shrunk to 100 USDC: the wallet holds no more');
  await carryOut(trader, plan);
  const [account] = (await trader.read()).marginAccounts;
  expect(account?.health).toBeGreaterThanOrEqual(target * (1 - 1e-4));
  expect(toFloat(account?.notional ?? ZERO)).toBeGreaterThan(0);
});
