import { expect, onTestFinished, test } from 'vitest';
import type { CostEstimate } from '../../model/cost.js';
import type { Decision } from '../../model/decision.js';
import { type Ledger, openLedger } from '../ledger.js';
import { insertDecision, insertOrder } from '../statements/orders.js';
import { insertTick } from '../statements/ticks.js';
import { sampleDecision, sampleOrder, sampleStep, sampleStrategyHash, sampleTick } from '../testing/sample.js';
import { decisionStory, listDecisions } from './decisions.js';
import { listOrders } from './listOrders.js';
import { openOrders } from './openOrders.js';
import { ordersById } from './ordersById.js';

function open(): Ledger {
  const ledger = openLedger({ file: ':memory:' });
  onTestFinished(() => ledger.close());
  return ledger;
}

const cost: CostEstimate = {
  fee: 5.31,
  impact: 0.1 + 0.2,
  carry: Number.NaN,
  gas: 0,
  keeper: 1e-18,
  total: Number.NaN,
  slippage: Number.POSITIVE_INFINITY,
  basis: { mark: 2_204.18, gasToken: Number.NaN },
};

async function kept(ledger: Ledger, change: Partial<Decision> = {}) {
  const tick = sampleTick();
  const decision = sampleDecision(change);
  const { strategy, at } = tick;
  const order = sampleOrder({ decision: decision.id, status: 'New', ...(decision.action?.cost ? { cost } : {}) });
  const stepped = decision.action?.step ? { ...order, step: { programme: order.id, index: 1, of: 3 } } : order;
  await ledger.commit([
    insertTick(tick),
    insertDecision(decision, { tick: tick.id, strategy, strategyHash: sampleStrategyHash, at }),
    insertOrder(stepped, [sampleStep]),
  ]);
  return { decision, order: stepped };
}

test('default: costs, alternatives and steps come back bit for bit, by every way there is', async () => {
  const ledger = open();
  const { action } = sampleDecision();
  if (!action) throw new TypeError('the sample acts');
  const { decision, order } = await kept(ledger, {
    action: { ...action, cost, step: { key: 'row', index: 1, of: 3 } },
    alternatives: [
      { describe: 'gmx-v2 ETH/USD', cost, not: 'dearer by 4.75 usd' },
      { describe: 'lyra', cost: null, not: 'lyra has no perpetual' },
    ],
  });
  const told = { ...order, holder: ledger.holder, updatedAt: order.createdAt };
  expect(await listOrders(ledger, { limit: 9 })).toEqual([told]);
  expect(await ordersById(ledger, [order.id])).toEqual([told]);
  expect(await openOrders(ledger)).toEqual([told]);
  expect(await listDecisions(ledger, { limit: 9 })).toMatchObject([decision]);
  const story = await decisionStory(ledger, decision.id);
  expect(story?.decision).toMatchObject(decision);
  expect(story?.orders[0]?.order).toEqual(told);
});

test('behavior: what was never said is absent, and not null', async () => {
  const ledger = open();
  const { decision, order } = await kept(ledger);
  const [row] = await listOrders(ledger, { limit: 9 });
  expect(Object.keys(row ?? {})).not.toContain('cost');
  expect(Object.keys(row ?? {})).not.toContain('step');
  expect(row).toMatchObject(order);
  const [again] = await listDecisions(ledger, { limit: 9 });
  expect(Object.keys(again ?? {})).not.toContain('alternatives');
  expect(again).toMatchObject(decision);
});
