import { isOpen } from '../../../model/order.js';
import { toFloat } from '../../../model/units.js';
import type { RecordedOrder } from '../recordedOrder.js';
import type { MarkNear } from './markNear.js';
import type { SentOrder } from './partsOf.js';
import type { RecordedExecuted } from './recordedExecuted.js';
import { comparisonsOf, paidBy, quoteOf, tradeOf } from './tradesOf.js';

/**
 * A trade that a rule asked for itself. It is decided and sent in one block: the mark of that block is its decision and its arrival, and
 * what the market does until it is filled is in the impact. undefined for what is no trade.
 */
export async function ruleExecution(sent: SentOrder, markNear: MarkNear): Promise<RecordedExecuted | undefined> {
  const { order, fills, choice } = sent;
  const { terms } = order;
  if (terms.kind !== 'trade') return undefined;
  const trades = fills.flatMap(({ fill, at }) =>
    fill.kind === 'trade' && fill.side === terms.side && fill.instrument === terms.instrument
      ? [tradeOf(sent, fill, at)]
      : [],
  );
  const ordered = toFloat(terms.quantity);
  const done = trades.reduce((sum, { quantity }) => sum + quantity, 0);
  const { mark } = quoteOf(order);
  const endedAt = isOpen(order.status) ? null : order.updatedAt;
  const undone = endedAt === null || order.status === 'Filled' ? 0 : Math.max(0, ordered - done);
  const endPrice = undone > 0 ? await markNear(order.chainId, terms.instrument, order.updatedAt) : Number.NaN;
  return {
    ...aboutOrder(order),
    ...{ kind: 'rule', venue: terms.venue, instrument: terms.instrument },
    ...{ algorithm: null, list: null, block: null, author: 'ballast' },
    ...{ askedAt: order.createdAt, acceptedAt: order.createdAt, endedAt, marks: [] },
    worked: {
      ...{ side: terms.side, ordered, undone, decisionPrice: mark, arrivalPrice: mark, endPrice, trades },
      costs: paidBy([sent]),
    },
    trades,
    comparisons: comparisonsOf([sent]),
    choices: choice ? [choice] : [],
  };
}

const aboutOrder = ({ id, strategy, account, chainId, rule, status }: RecordedOrder) => ({
  ...{ id, strategy, account, chainId, rule, status },
});
