import { and, count, gt, lte, max, sql } from 'drizzle-orm';
import type { Ledger } from '../ledger.js';
import { decisions, fills, orders } from '../tables/orders.js';
import { prepareQuery } from './prepareQuery.js';

/** How often things have happened since a count began. */
export interface CountedSince {
  decisions: readonly { strategy: string; orderClass: string; verdict: string; count: number }[];
  /** Made, whatever became of them. */
  orders: readonly { strategy: string; orderClass: string; count: number }[];
  fills: number;
}

/** Counts on from where it has counted to, along the order of ids: a large ledger costs no more than a small one. */
export function createCounts(ledger: Ledger): () => Promise<CountedSince> {
  const decided = new Map<string, CountedSince['decisions'][number]>();
  const ordered = new Map<string, CountedSince['orders'][number]>();
  let filled = 0;
  let before: Newest | null = null;
  return async () => {
    const newest = await newestOf(ledger);
    const from = before ?? newest;
    before = newest;
    for (const row of await decisionsIn(ledger.db, { after: from.decision, to: newest.decision })) add(decided, row);
    for (const row of await ordersIn(ledger.db, { after: from.order, to: newest.order })) add(ordered, row);
    const [more] = await fillsIn(ledger.db, { after: from.fill, to: newest.fill });
    filled += more?.count ?? 0;
    return { decisions: [...decided.values()], orders: [...ordered.values()], fills: filled };
  };
}

interface Newest {
  decision: string;
  order: string;
  fill: string;
}

async function newestOf({ db }: Ledger): Promise<Newest> {
  const [[decision], [order], [fill]] = await Promise.all([
    newestDecision(db, {}),
    newestOrder(db, {}),
    newestFill(db, {}),
  ]);
  return { decision: decision?.id ?? '', order: order?.id ?? '', fill: fill?.id ?? '' };
}

const newestDecision = prepareQuery((db) => db.select({ id: max(decisions.id) }).from(decisions));
const newestOrder = prepareQuery((db) => db.select({ id: max(orders.id) }).from(orders));
const newestFill = prepareQuery((db) => db.select({ id: max(fills.id) }).from(fills));

const [after, to] = [sql.placeholder('after'), sql.placeholder('to')];

const decisionsIn = prepareQuery((db) => {
  const { strategy, orderClass, verdict, id } = decisions;
  return db
    .select({ strategy, orderClass, verdict, count: count() })
    .from(decisions)
    .where(and(gt(id, after), lte(id, to)))
    .groupBy(strategy, orderClass, verdict);
});

const ordersIn = prepareQuery((db) => {
  const { strategy, orderClass, id } = orders;
  return db
    .select({ strategy, orderClass, count: count() })
    .from(orders)
    .where(and(gt(id, after), lte(id, to)))
    .groupBy(strategy, orderClass);
});

const fillsIn = prepareQuery((db) =>
  db
    .select({ count: count() })
    .from(fills)
    .where(and(gt(fills.id, after), lte(fills.id, to))),
);

function add<Row extends { count: number }>(known: Map<string, Row>, row: Row): void {
  const { count: more, ...rest } = row;
  const key = JSON.stringify(rest);
  known.set(key, { ...row, count: (known.get(key)?.count ?? 0) + more });
}
