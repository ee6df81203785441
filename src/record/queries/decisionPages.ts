import { and, asc, desc, eq, gte, inArray, isNull, lt, lte, or } from 'drizzle-orm';
import type { Decision, Verdict } from '../../model/decision.js';
import type { Id, OrderClass } from '../../model/order.js';
import type { Ledger } from '../ledger.js';
import { decisions, orders } from '../tables/orders.js';
import { reviews } from '../tables/reviews.js';
import { inPieces } from './inPieces.js';
import type { PageAsked } from './orderPages.js';
import type { RecordedDecision } from './recordedDecision.js';
import { decisionOfRow } from './recordedDecision.js';
import type { RecordedOrder } from './recordedOrder.js';
import { orderOfRow } from './recordedOrder.js';

/** Each narrows. */
export interface DecisionPageAsked extends PageAsked {
  rule?: string;
  verdict?: Verdict;
  orderClass?: OrderClass;
}

export interface DecisionPage {
  found: RecordedDecision[];
  /** The oldest that was looked at, where older ones were not; null where there are no more. */
  lookedTo: Id | null;
}

/** So many are looked through for a page: what is rarer takes another page, and none takes long. */
const mostLooked = 2_000;

/** A page of the timeline, newest first. What narrows most is found along an index; what else is asked is looked for in what that finds. */
export async function decisionsBefore(ledger: Ledger, asked: DecisionPageAsked): Promise<DecisionPage> {
  const { before, limit, strategy, rule, verdict, orderClass } = asked;
  const asks = [rule, verdict, strategy, orderClass].filter((one) => one !== undefined).length;
  const isServed = orderClass === undefined && asks <= 1;
  const most = isServed ? limit + 1 : mostLooked;
  const looked = await ledger.db
    .select({
      ...{ id: decisions.id, strategy: decisions.strategy, verdict: decisions.verdict },
      orderClass: decisions.orderClass,
    })
    .from(decisions)
    .where(and(narrowest(asked), before === undefined ? undefined : lt(decisions.id, before)))
    .orderBy(desc(decisions.id))
    .limit(most);
  const wanted = looked.filter(
    (one) =>
      (strategy === undefined || one.strategy === strategy) &&
      (verdict === undefined || one.verdict === verdict) &&
      (orderClass === undefined || one.orderClass === orderClass),
  );
  const shown = wanted.slice(0, limit).map(({ id }) => id);
  const rows = await ledger.db.select().from(decisions).where(inArray(decisions.id, shown)).orderBy(desc(decisions.id));
  const older = looked.length < most ? null : looked.at(-1)?.id;
  return { found: rows.map(decisionOfRow), lookedTo: (wanted.length > limit ? shown.at(-1) : older) ?? null };
}

/** Rules have the fewest, books the most. */
function narrowest({ rule, verdict, strategy }: DecisionPageAsked) {
  if (rule !== undefined) return eq(decisions.rule, rule);
  if (verdict !== undefined) return eq(decisions.verdict, verdict);
  return strategy === undefined ? undefined : eq(decisions.strategy, strategy);
}

/** What became of several decisions, oldest first. */
export async function ordersOfDecisions(ledger: Ledger, some: readonly Id[]): Promise<RecordedOrder[]> {
  const rows = await inPieces(some, (piece) =>
    ledger.db.select().from(orders).where(inArray(orders.decision, piece)).orderBy(asc(orders.id)),
  );
  return rows.map(orderOfRow);
}

/** Questions that were open about the rule of a decision, and the same subject, when it was made. */
export async function reviewsAround(
  ledger: Ledger,
  { strategy, rule, subject, at }: Pick<RecordedDecision, 'strategy' | 'rule' | 'at'> & Pick<Decision, 'subject'>,
): Promise<Id[]> {
  const rows = await ledger.db
    .select({ id: reviews.id, subject: reviews.subject })
    .from(reviews)
    .where(
      and(
        ...[eq(reviews.strategy, strategy), eq(reviews.rule, rule), lte(reviews.openedAt, at)],
        or(isNull(reviews.closedAt), gte(reviews.closedAt, at)),
      ),
    )
    .orderBy(desc(reviews.id))
    .limit(20);
  const wanted = JSON.stringify(subject);
  return rows.filter((row) => JSON.stringify(row.subject) === wanted).map(({ id }) => id);
}
