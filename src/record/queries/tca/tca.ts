import { and, asc, eq, gte, isNull, type SQL } from 'drizzle-orm';
import { executionOf } from '../../../assess/execution/executionOf.js';
import type { UnixMillis } from '../../../model/units.js';
import type { Ledger } from '../../ledger.js';
import { orders } from '../../tables/orders.js';
import { parentOrders } from '../parentOrders.js';
import { orderOfRow } from '../recordedOrder.js';
import { createMarkNear } from './markNear.js';
import { parentExecutions } from './parentExecutions.js';
import { sentOrders } from './partsOf.js';
import type { RecordedExecuted, RecordedExecution } from './recordedExecuted.js';
import { ruleExecution } from './ruleExecutions.js';

export interface TcaOptions {
  strategy?: string;
  /** Asked for from then on. */
  since?: UnixMillis;
}

/** Live trades as people and rules have asked for them, with what came of each; oldest first. */
export async function tca(ledger: Ledger, { strategy, since }: TcaOptions = {}): Promise<RecordedExecution[]> {
  const wanted: SQL[] = [eq(orders.mode, 'live'), isNull(orders.parent)];
  if (strategy !== undefined) wanted.push(eq(orders.strategy, strategy));
  if (since !== undefined) wanted.push(gte(orders.createdAt, since));
  const [rows, parents] = await Promise.all([
    ledger.db
      .select()
      .from(orders)
      .where(and(...wanted))
      .orderBy(asc(orders.id)),
    parentOrders(ledger, {
      mode: 'live',
      ...(strategy === undefined ? {} : { strategy }),
      ...(since === undefined ? {} : { since }),
    }),
  ]);
  const markNear = createMarkNear(ledger);
  const ofRules = await sentOrders(
    ledger,
    rows.map(orderOfRow).filter(({ terms }) => terms.kind === 'trade'),
  );
  const found: RecordedExecuted[] = await parentExecutions(ledger, parents, markNear);
  for (const sent of ofRules) {
    const executed = await ruleExecution(sent, markNear);
    if (executed) found.push(executed);
  }
  return found.sort((a, b) => (a.id < b.id ? -1 : 1)).map((order) => ({ ...executionOf(order), order }));
}
