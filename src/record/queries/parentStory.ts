import { and, asc, desc, eq, gte, sql } from 'drizzle-orm';
import type { Allocation } from '../../model/block.js';
import { idsFrom } from '../../model/idsFrom.js';
import type { Execution } from '../../model/parentEvent.js';
import type { OrderList } from '../../model/parentOrder.js';
import { HOUR } from '../../model/time.js';
import type { Ledger } from '../ledger.js';
import { decisions, orders } from '../tables/orders.js';
import { attemptsOf, fillsOf } from './attempts.js';
import { allocationsOf, blocksOf, type RecordedBlock } from './blocks.js';
import type { OrderStory } from './decisions.js';
import { executionsOf } from './executions.js';
import { listsById, type RecordedParent } from './parentOrders.js';
import type { RecordedDecision } from './recordedDecision.js';
import { decisionOfRow } from './recordedDecision.js';
import { orderOfRow } from './recordedOrder.js';
import { type RecordedReview, reviewsAbout } from './reviews.js';
import { stepsOf } from './stepsOf.js';
import { venueOrdersOf } from './venueOrders.js';

/** A parent order and all that came of it. */
export interface ParentStory {
  order: RecordedParent;
  list: OrderList | null;
  executions: readonly Execution[];
  /** What was decided of it and led to no order: whether it is taken on, and why a part had to wait. Oldest first. */
  decisions: readonly RecordedDecision[];
  reviews: readonly RecordedReview[];
  children: readonly OrderStory[];
  /** That it is a member of, or works for. */
  blocks: readonly RecordedBlock[];
  allocations: readonly Allocation[];
}

/** @param mostChildren - The newest so many parts are told of; all unless told. */
export async function parentStory(
  ledger: Ledger,
  order: RecordedParent,
  mostChildren = everyChild,
): Promise<ParentStory> {
  const [lists, executions, made, about, reviews, blocks] = await Promise.all([
    listsById(ledger, order.list === null ? [] : [order.list]),
    executionsOf(ledger, order.id),
    ledger.db.select().from(orders).where(eq(orders.parent, order.id)).orderBy(desc(orders.id)).limit(mostChildren),
    decisionsAbout(ledger, order),
    reviewsAbout(ledger, order),
    blocksOf(ledger, order.id),
  ]);
  const children = await Promise.all(
    made.reverse().map(async (row): Promise<OrderStory> => {
      const child = orderOfRow(row);
      const [steps, attempts, fills, venueOrders] = await Promise.all([
        stepsOf(ledger, child.id),
        attemptsOf(ledger, child.id),
        fillsOf(ledger, child.id),
        venueOrdersOf(ledger, child.id),
      ]);
      return { order: child, steps, attempts, fills, venueOrders };
    }),
  );
  const allocations = await allocationsOf(
    ledger,
    blocks.map(({ id }) => id),
  );
  return {
    ...{ order, list: lists[0] ?? null, executions, decisions: about, reviews, children, blocks, allocations },
  };
}

const everyChild = -1;
const mostDecisions = 1_000;

async function decisionsAbout(ledger: Ledger, order: RecordedParent): Promise<RecordedDecision[]> {
  const rows = await ledger.db
    .select()
    .from(decisions)
    .where(
      and(
        eq(decisions.strategy, order.strategy),
        // Along an index, and not by the clock alone: of a long list only its end is looked at.
        gte(decisions.id, idsFrom(order.createdAt - HOUR)),
        gte(decisions.at, order.createdAt),
        eq(decisions.subject, sql.param({ parent: order.id }, decisions.subject)),
      ),
    )
    .orderBy(asc(decisions.id))
    .limit(mostDecisions);
  return rows.map(decisionOfRow);
}
