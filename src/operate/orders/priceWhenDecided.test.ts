import { expect, onTestFinished, test } from 'vitest';
import { unixMillis, WAD, wad, ZERO } from '../../model/units.js';
import { newId } from '../../record/id.js';
import { openLedger } from '../../record/ledger.js';
import { insertAttempt } from '../../record/statements/attempts.js';
import { insertDecision, insertFill, insertOrder } from '../../record/statements/orders.js';
import { insertRisk, insertTick } from '../../record/statements/ticks.js';
import {
  sampleAttempt,
  sampleDecision,
  sampleOrder,
  sampleStep,
  sampleTick,
  sampleTrade,
} from '../../record/testing/sample.js';
import { why } from '../cli/why.js';
import { readDecision } from '../views/decision.js';
import { readOrder } from '../views/order.js';

const at = unixMillis(1_700_000_000_000);
const none = { gamma: 0, vega: 0, theta: 0, rho: 0, vanna: 0, volga: 0, charm: 0 };
const free = { fee: 0, impact: 0, carry: 0, gas: 0, keeper: 0, total: 0, slippage: 0 };

/** A hedge that was bought at 2 440.54 while the oracle said 2 440.33 and the venue's own mark was `mark`. */
async function bought(mark: number | null) {
  const ledger = openLedger({ file: ':memory:' });
  onTestFinished(() => ledger.close());
  const cost = mark === null ? {} : { cost: { ...free, basis: { mark, gasToken: 2_000 } } };
  const terms = { ...sampleTrade, side: 'Buy', quantity: wad(WAD) } as const;
  const order = sampleOrder({ createdAt: at, status: 'Filled', terms, ...cost });
  const tick = sampleTick({ strategy: order.strategy, at });
  const attempt = sampleAttempt(order);
  const { instrument, side, quantity } = terms;
  const price = wad((244_054n * WAD) / 100n);
  const fill = { kind: 'trade', underlying: 'ETH', instrument, side, quantity, price, fee: ZERO } as const;
  await ledger.commit([
    insertTick(tick),
    insertRisk(tick.id, {
      ...{ positions: [], marginAccounts: [] },
      underlyings: [{ ...none, underlying: 'ETH', price: 2_440.33, delta: 0, deltaUsd: 0, gammaUsd: 0 }],
      portfolio: {
        ...{ equity: 3_000, deltaUsd: 0, gammaUsd: 0, vega: 0, theta: 0, notional: 0, leverage: 0 },
        worstHealth: Number.POSITIVE_INFINITY,
      },
    }),
    insertDecision(sampleDecision({ id: order.decision }), {
      tick: tick.id,
      strategy: order.strategy,
      strategyHash: tick.strategyHash,
      at,
    }),
    insertOrder(order, [sampleStep]),
    insertAttempt(attempt),
    insertFill({ id: newId(at), order: order.id, attempt: attempt.id, fill, at }),
  ]);
  return { ledger, order };
}

test.each([
  [2_338.38, "436.9 bps worse than the venue's mark of 2 338.38 when it was decided"],
  [null, "0.9 bps worse than the oracle's 2 440.33 when it was decided"],
])('behavior: with a cost foretold from %s, a fill is told alike everywhere: %s', async (mark, said) => {
  const { ledger, order } = await bought(mark);
  const [story, decision, told] = await Promise.all([
    readOrder(ledger, order.id, at),
    readDecision(ledger, order.decision, at),
    why(ledger, order.decision, at),
  ]);
  expect(told.text).toContain(said);
  for (const events of [story.events, decision.orders[0]?.events]) {
    expect(events?.at(-1)?.text).toContain(said);
    expect(events?.at(-1)?.slippageBps).toBeCloseTo(story.slippageBps ?? Number.NaN, 9);
  }
  expect(story).toMatchObject({
    arrivalPriceUsd: mark ?? 2_440.33,
    arrivalPriceFrom: mark === null ? 'oracle' : 'mark',
  });
});
