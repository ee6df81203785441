import { and, asc, eq, gte, isNotNull, type SQL } from 'drizzle-orm';
import type { CostEstimate, CostParts } from '../../model/cost.js';
import { isOpen } from '../../model/order.js';
import type { UnixMillis } from '../../model/units.js';
import { actualCost } from '../../plan/cost/actualCost.js';
import { type CostComparison, compareCosts } from '../../plan/cost/compareCosts.js';
import type { Ledger } from '../ledger.js';
import { orders } from '../tables/orders.js';
import { attemptsOf, fillsOf } from './attempts.js';
import type { OrderStory } from './decisions.js';
import type { RecordedOrder } from './recordedOrder.js';
import { orderOfRow } from './recordedOrder.js';
import { venueOrdersOfAll } from './venueOrders.js';

/** An order that is over, with what it was expected to cost and what it has cost. */
export interface ExecutionCost extends PredictedAndActual {
  order: RecordedOrder;
}

export interface PredictedAndActual {
  predicted: CostEstimate;
  actual: CostParts;
  /** null where the order did not do the whole of what its cost was foretold for. */
  comparison: CostComparison | null;
}

export interface ExecutionCostsOptions {
  strategy?: string;
  since?: UnixMillis;
}

/** Live orders of which a cost was foretold, that were sent and are over; oldest first. */
export async function executionCosts(
  ledger: Ledger,
  { strategy, since }: ExecutionCostsOptions = {},
): Promise<ExecutionCost[]> {
  const wanted: SQL[] = [isNotNull(orders.cost), eq(orders.mode, 'live')];
  if (strategy) wanted.push(eq(orders.strategy, strategy));
  if (since !== undefined) wanted.push(gte(orders.createdAt, since));
  const rows = await ledger.db
    .select()
    .from(orders)
    .where(and(...wanted))
    .orderBy(asc(orders.id));
  const found = await Promise.all(
    rows.map(orderOfRow).map(async (order): Promise<ExecutionCost[]> => {
      const [attempts, fills, venueOrders] = await Promise.all([
        attemptsOf(ledger, order.id),
        fillsOf(ledger, order.id),
        venueOrdersOfAll(ledger, [order.id]),
      ]);
      const costs = costsOfStory({ order, attempts, fills, venueOrders });
      return costs === null ? [] : [{ order, ...costs }];
    }),
  );
  return found.flat();
}

/** null where nothing was foretold, nothing was sent, or it is not over. */
export function costsOfStory({
  order,
  attempts,
  fills,
  venueOrders,
}: Omit<OrderStory, 'steps'>): PredictedAndActual | null {
  if (!order.cost || isOpen(order.status) || attempts.length === 0) return null;
  const basis = order.cost.basis ?? { mark: null, gasToken: Number.NaN };
  const actual = actualCost({ fills: fills.map(({ fill }) => fill), attempts, venueOrders }, basis);
  const comparison = order.status === 'Filled' ? compareCosts(order.cost, actual) : null;
  return { predicted: order.cost, actual, comparison };
}
