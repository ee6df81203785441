import { and, asc, eq, gte, inArray, isNotNull } from 'drizzle-orm';
import type { Address } from 'viem';
import { type Fill, type Id, isOpen, orderStatuses } from '../../model/order.js';
import { HOUR } from '../../model/time.js';
import type { UnixMillis } from '../../model/units.js';
import { concernsLoose, type OrderDone } from '../../plan/loose.js';
import type { Ledger } from '../ledger.js';
import { fills, orders } from '../tables/orders.js';
import { orderOfRow } from './recordedOrder.js';

/** What a row left lying about longer ago has been dealt with, or is the operator's. */
const keptFor = 30 * 24 * HOUR;

const undone = orderStatuses.filter((status) => !isOpen(status) && status !== 'Filled');

/**
 * What `looseOf` wants to know of an account: all steps of the rows of its last 30 days that came to nothing, whole or in part, with
 * every later order that may have used what they left, and what each did. Empty, and quick, where every row was done.
 */
export async function brokenRows(
  ledger: Ledger,
  { account, chainId, now }: { account: Address; chainId: number; now: UnixMillis },
): Promise<OrderDone[]> {
  const since = (now - keptFor) as UnixMillis;
  const ours = and(eq(orders.account, account), eq(orders.chainId, chainId), eq(orders.mode, 'live'));
  const stopped = await ledger.db
    .select({ step: orders.step })
    .from(orders)
    .where(and(inArray(orders.status, undone), isNotNull(orders.step), ours, gte(orders.createdAt, since)));
  const [oldest] = stopped.flatMap(({ step }) => step?.programme ?? []).sort();
  if (oldest === undefined) return [];
  const later = and(ours, gte(orders.id, oldest));
  const rows = await ledger.db.select().from(orders).where(later).orderBy(asc(orders.id));
  // Joined and not listed by id: there may be more of them than a statement takes parameters.
  const done = await ledger.db
    .select({ order: fills.order, fill: fills.fill, at: fills.at })
    .from(fills)
    .innerJoin(orders, eq(fills.order, orders.id))
    .where(and(later, eq(fills.voided, false)))
    .orderBy(asc(fills.id));
  const fillsOf = new Map<Id, { fill: Fill; at: UnixMillis }[]>();
  for (const { order, fill, at } of done) {
    const known = fillsOf.get(order);
    if (known) known.push({ fill, at });
    else fillsOf.set(order, [{ fill, at }]);
  }
  return rows
    .map(orderOfRow)
    .filter(concernsLoose)
    .map(({ id, terms, status, text, step, rule }) => ({
      order: { id, terms, status, text, rule, ...(step ? { step } : {}) },
      fills: fillsOf.get(id) ?? [],
    }));
}
