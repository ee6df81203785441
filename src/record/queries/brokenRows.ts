import { and, asc, eq, gte, inArray, isNotNull } from 'drizzle-orm';
import type { Address } from 'viem';
import { type Id, isOpen, orderStatuses } from '../../model/order.js';
import { HOUR } from '../../model/time.js';
import type { UnixMillis } from '../../model/units.js';
import { concernsLoose, type OrderDone } from '../../plan/loose.js';
import type { Ledger } from '../ledger.js';
import { fills, orders } from '../tables/orders.js';
import { orderOfRow } from './rows.js';

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
  const rows = await ledger.db
    .select()
    .from(orders)
    .where(and(ours, gte(orders.id, oldest)))
    .orderBy(asc(orders.id));
  const concerned = rows.map(orderOfRow).filter(concernsLoose);
  const done = await fillsOfAll(
    ledger,
    concerned.map(({ id }) => id),
  );
  return concerned.map(({ id, terms, status, text, step, rule }) => ({
    order: { id, terms, status, text, rule, ...(step ? { step } : {}) },
    fills: done.filter(({ order }) => order === id).map(({ fill, at }) => ({ fill, at })),
  }));
}

async function fillsOfAll(ledger: Ledger, ids: readonly Id[]) {
  return ledger.db
    .select({ order: fills.order, fill: fills.fill, at: fills.at })
    .from(fills)
    .where(and(inArray(fills.order, [...ids]), eq(fills.voided, false)))
    .orderBy(asc(fills.id));
}
