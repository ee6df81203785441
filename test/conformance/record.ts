import type { Decision } from '../../src/model/decision.js';
import type { Order, OrderTerms, TransactionRequest } from '../../src/model/order.js';
import type { Snapshot } from '../../src/model/snapshot.js';
import type { UnixMillis } from '../../src/model/units.js';
import { newId } from '../../src/record/id.js';
import type { Ledger } from '../../src/record/ledger.js';
import { insertDecision, insertOrder } from '../../src/record/statements/orders.js';
import { insertTick } from '../../src/record/statements/ticks.js';
import { sampleStrategyHash } from '../../src/record/testing/sample.js';

const strategy = 'conformance';

/** An order with the tick and the decision it stands on, committed as one before anything is sent. */
export async function recordOrder(
  ledger: Ledger,
  snapshot: Snapshot,
  terms: OrderTerms,
  steps: readonly TransactionRequest[],
  at: UnixMillis,
): Promise<Order> {
  const { account, chainId, block } = snapshot;
  const rule = `conformance ${terms.kind}`;
  const orderClass = 'margin';
  const tick = newId(at);
  const decision: Decision = {
    ...{ id: newId(at), rule, kind: 'hedge', subject: { venue: terms.venue }, orderClass, verdict: 'act' },
    ...{ because: ['the suite wants it'], size: [], not: [], checks: [], metrics: {} },
    action: { rule, subject: { venue: terms.venue }, orderClass, terms, notional: 0 },
  };
  const order: Order = {
    ...{ id: newId(at), decision: decision.id, strategy, rule, account, chainId, mode: 'live', orderClass, terms },
    ...{ status: 'PendingNew', text: '', notional: 0, createdAt: at },
  };
  await ledger.commit([
    insertTick({
      ...{ id: tick, strategy, strategyHash: sampleStrategyHash, chainId, account },
      ...{ blockNumber: block.number, blockHash: block.hash, blockTimestamp: block.timestamp },
      ...{ snapshotHash: block.hash, tookMs: 0, skippedBlocks: 0, summary: {}, at },
    }),
    insertDecision(decision, { tick, strategy, strategyHash: sampleStrategyHash, at }),
    insertOrder(order, steps),
  ]);
  return order;
}
