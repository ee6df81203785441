import { expect, test } from 'vitest';
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
  const rules = [hedgeRule({ on: 'perp-v2 ETH', to: -1, when: deltaOver(1.5), maxSlippage: bps(100) })];
  const plan = await planOf(trader, rules);
  expect(plan.decisions.map(({ verdict, not }) => ({ verdict, not }))).toEqual([{ verdict: 'act', not: [] }]);
  expect(plan.risk.underlyings[0]?.delta).toBeCloseTo(3, 9);
  await carryOut(trader, plan);
  const after = await planOf(trader, rules);
  expect(after.risk.underlyings[0]?.delta).toBeCloseTo(-1, 9);
  expect(after.decisions).toEqual([]);
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
  expect(plan.decisions[0]?.not[0]).toContain('in part: the wallet holds 100 USDC');
  await carryOut(trader, plan);
  const [account] = (await trader.read()).marginAccounts;
  expect(account?.health).toBeGreaterThanOrEqual(target * (1 - 1e-4));
  expect(toFloat(account?.notional ?? ZERO)).toBeGreaterThan(0);
});
