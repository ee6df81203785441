import { expect, onTestFinished, test } from 'vitest';
import type { CostEstimate } from '../../../model/cost.js';
import type { Decision } from '../../../model/decision.js';
import type { Fill, Order } from '../../../model/order.js';
import { fromFloat, unixMillis, wei } from '../../../model/units.js';
import { newId } from '../../../record/id.js';
import { type Ledger, openLedger } from '../../../record/ledger.js';
import { insertAttempt } from '../../../record/statements/attempts.js';
import { insertDecision, insertFill, insertOrder } from '../../../record/statements/orders.js';
import { insertTick } from '../../../record/statements/ticks.js';
import {
  sampleAttempt,
  sampleDecision,
  sampleOrder,
  sampleStep,
  sampleStrategyHash,
  sampleTick,
} from '../../../record/testing/sample.js';
import { why } from '../why.js';
import { costs } from './costs.js';

const made = 1_700_000_000_000;
const now = made + 3_600_000;
const day = 86_400_000;

/** 10.50 USD without carry, at a mark of 2 200. */
const cost: CostEstimate = {
  ...{ fee: 5.31, impact: 4.56, carry: 0.25, gas: 0.63, keeper: 0, total: 10.75, slippage: 9 },
  basis: { mark: 2_200, gasToken: 2_000 },
};

interface Case {
  order?: Partial<Order>;
  decision?: Partial<Decision>;
  /** USD per unit that 2.41 were sold at. */
  price?: number;
  fee?: number;
  /** Nothing was foretold of it. */
  silent?: true;
}

let nonce = 0;

async function happened(
  ledger: Ledger,
  { order: change = {}, decision = {}, price = 2_198, fee = 5.31, silent }: Case = {},
) {
  nonce += 1;
  const at = unixMillis(change.createdAt ?? made);
  const tick = sampleTick({ at });
  const { action } = sampleDecision();
  if (!action) throw new TypeError('the sample acts');
  const decided = sampleDecision({ action: { ...action, cost }, ...decision });
  const foretold = silent ? {} : { cost };
  const order = sampleOrder({ decision: decided.id, status: 'Filled', ...foretold, createdAt: at, ...change });
  const attempt = sampleAttempt(order, { nonce, state: 'Final', gasCost: wei(3n * 10n ** 14n) });
  const fill: Fill = {
    ...{ kind: 'trade', instrument: 'perp-v2 ETH', underlying: 'ETH', side: 'Sell' },
    quantity: fromFloat(2.41, 'down'),
    price: fromFloat(price, 'down'),
    fee: fromFloat(fee, 'down'),
  };
  const { strategy } = tick;
  await ledger.commit([
    insertTick(tick),
    insertDecision(decided, { tick: tick.id, strategy, strategyHash: sampleStrategyHash, at }),
    insertOrder(order, [sampleStep]),
    insertAttempt({ ...attempt, hash: `0x${nonce.toString(16).padStart(64, '0')}` }),
    insertFill({ id: newId(at), order: order.id, attempt: attempt.id, fill, at }),
  ]);
  return order;
}

function open(): Ledger {
  const ledger = openLedger({ file: ':memory:' });
  onTestFinished(() => ledger.close());
  return ledger;
}

test('default: each order with what it was expected to cost and what it has cost, and each venue', async () => {
  const ledger = open();
  await happened(ledger);
  await happened(ledger, { price: 2_196 });
  const { text, json } = await costs(ledger, now, { since: 7 * day });
  const lines = text.split('\n').map((line) => line.trim().replace(/ {2,}/g, ' | '));
  // 2.41 sold 2 USD and 4 USD below the mark, and 0.0003 of a gas token at 2 000.
  expect(lines[1]).toMatch(/Filled \| 10\.50 \| 10\.73 \| 5\.31 \| 4\.82 \| 0\.60 \| 0\.00 \| \+0\.23 \| 2\.2 %$/);
  expect(lines[2]).toMatch(/Filled \| 10\.50 \| 15\.55 \| 5\.31 \| 9\.64 \| 0\.60 \| 0\.00 \| \+5\.05 \| 48\.1 %$/);
  expect(lines[5]).toBe('perp-v2 | 2 | +2.64 | 2.64 | 25.1 %');
  expect(text).toContain('Carry is in neither figure');
  expect(json).toMatchObject({
    orders: [{ predicted: cost, comparison: { error: expect.closeTo(0.23, 9) } }, {}],
    venues: [{ venue: 'perp-v2', count: 2, bias: expect.closeTo(5.28 / 21, 9) }],
  });
});

test('behavior: an order that did not do all of it is shown, and judges nobody', async () => {
  const ledger = open();
  await happened(ledger, { order: { status: 'Canceled' } });
  const { json, text } = await costs(ledger, now, { since: 7 * day });
  expect(json).toMatchObject({ orders: [{ comparison: null }], venues: [{ count: 0 }] });
  expect(text).toMatch(/Canceled[^\n]*-\s+-\n/);
});

test('behavior: what is older, in flight, a shadow, or was foretold nothing is left out', async () => {
  const ledger = open();
  await happened(ledger, { order: { createdAt: unixMillis(now - 8 * day) } });
  await happened(ledger, { order: { status: 'New' } });
  await happened(ledger, { order: { mode: 'shadow' } });
  await happened(ledger, { silent: true });
  const { text, json } = await costs(ledger, now, { since: 7 * day });
  expect(text).toBe('no order that was foretold has ended in the last 7 d');
  expect(json).toMatchObject({ orders: [], venues: [] });
});

test('default: `why` tells what was chosen and at what cost, what was not, and what it has cost', async () => {
  const ledger = open();
  const { id } = await happened(ledger, {
    decision: {
      alternatives: [
        { describe: 'gmx-v2 ETH/USD', cost: { ...cost, total: 12.5, carry: 0, keeper: 2 }, not: '1.75 usd dearer' },
        { describe: 'lyra', cost: null, not: 'lyra has no perpetual' },
      ],
    },
  });
  const { text } = await why(ledger, id, now);
  const told = text.split('\n').filter((line) => /^ {2}(chose|not|cost) |lyra/.test(line));
  expect(told).toEqual([
    '  chose     perp-v2 ETH      est. 10.75 usd (fee 5.31, impact 4.56, carry 0.25, gas 0.63)',
    '  not       gmx-v2 ETH/USD   est. 12.50 usd (fee 5.31, impact 4.56, gas 0.63, keeper 2.00)  1.75 usd dearer',
    '            lyra             lyra has no perpetual',
    '  cost      10.73 usd (fee 5.31, impact 4.82, gas 0.60), 0.23 usd (2.2 %) more than foretold',
  ]);
});

test('behavior: `why` says nothing of a choice where none was foretold, and what was paid', async () => {
  const ledger = open();
  const { action } = sampleDecision();
  const { cost: _, ...silent } = sampleOrder({ status: 'Filled' });
  const decision = sampleDecision({ action });
  const tick = sampleTick();
  const { strategy, at } = tick;
  await ledger.commit([
    insertTick(tick),
    insertDecision(decision, { tick: tick.id, strategy, strategyHash: sampleStrategyHash, at }),
    insertOrder({ ...silent, decision: decision.id }, [sampleStep]),
    insertAttempt(sampleAttempt(silent, { state: 'Final', gasCost: wei(3n * 10n ** 14n) })),
  ]);
  const { text } = await why(ledger, silent.id, now);
  expect(text).not.toContain('chose');
  expect(text).toMatch(/cost +gas 0\.000300$/m);
});
