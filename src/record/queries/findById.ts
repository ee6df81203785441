import { eq } from 'drizzle-orm';
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core';
import type { Id } from '../../model/order.js';
import type { Ledger } from '../ledger.js';
import { blocks } from '../tables/blocks.js';
import { breaks } from '../tables/breaks.js';
import { attempts, decisions, fills, orders } from '../tables/orders.js';
import { executions, parentOrders } from '../tables/parentOrders.js';
import { reviews } from '../tables/reviews.js';
import { operatorCommands } from '../tables/runs.js';
import { ticks } from '../tables/ticks.js';
import { beginsWith } from './beginsWith.js';

export interface Found {
  kind:
    | ('decision' | 'order' | 'attempt' | 'fill' | 'tick' | 'command')
    | ('parent' | 'execution' | 'review' | 'block' | 'break');
  id: Id;
  /** The decision behind it; null where there is none, or several. */
  decision: Id | null;
  /** The order that somebody asked for and that it is about; absent where it is about none. */
  parent?: Id;
}

const most = 20;

/**
 * What an id, the beginning of one, or a transaction's hash (or the beginning of one) may stand for; at most 20.
 * A beginning of fewer than four characters finds nothing.
 */
export async function findById(ledger: Ledger, prefix: string): Promise<Found[]> {
  const text = prefix.toLowerCase();
  if (/^0x[0-9a-f]{2,64}$/.test(text)) return findByHash(ledger, text as `0x${string}`);
  if (!/^[0-9a-f-]{4,36}$/.test(text)) return [];
  const { db } = ledger;
  const begins = (id: SQLiteColumn) => beginsWith(id, text);
  const parent = executions.parent;
  const found = await Promise.all([
    db.select({ id: decisions.id, decision: decisions.id }).from(decisions).where(begins(decisions.id)).limit(most),
    db.select({ id: orders.id, decision: orders.decision }).from(orders).where(begins(orders.id)).limit(most),
    db
      .select({ id: attempts.id, decision: orders.decision })
      .from(attempts)
      .innerJoin(orders, eq(attempts.order, orders.id))
      .where(begins(attempts.id))
      .limit(most),
    db
      .select({ id: fills.id, decision: orders.decision })
      .from(fills)
      .innerJoin(orders, eq(fills.order, orders.id))
      .where(begins(fills.id))
      .limit(most),
    db
      .select({ id: parentOrders.id, parent: parentOrders.id })
      .from(parentOrders)
      .where(begins(parentOrders.id))
      .limit(most),
    db.select({ id: executions.id, parent }).from(executions).where(begins(executions.id)).limit(most),
    db.select({ id: reviews.id, subject: reviews.subject }).from(reviews).where(begins(reviews.id)).limit(most),
    db.select({ id: blocks.id }).from(blocks).where(begins(blocks.id)).limit(most),
    db.select({ id: breaks.id }).from(breaks).where(begins(breaks.id)).limit(most),
    db.select({ id: ticks.id }).from(ticks).where(begins(ticks.id)).limit(most),
    db.select({ id: operatorCommands.id }).from(operatorCommands).where(begins(operatorCommands.id)).limit(most),
  ]);
  const [d, o, a, f, parents, events, asked, blocksFound, breaksFound, t, c] = found;
  const as = (kind: Found['kind']) => (row: Omit<Found, 'kind' | 'decision'> & { decision?: Id }) => ({
    ...{ kind, decision: null },
    ...row,
  });
  return [
    ...d.map(as('decision')),
    ...o.map(as('order')),
    ...a.map(as('attempt')),
    ...f.map(as('fill')),
    ...parents.map(as('parent')),
    ...events.map(as('execution')),
    ...asked.map(({ id, subject }) => as('review')('parent' in subject ? { id, parent: subject.parent } : { id })),
    ...blocksFound.map(as('block')),
    ...breaksFound.map(as('break')),
    ...t.map(as('tick')),
    ...c.map(as('command')),
  ].slice(0, most);
}

async function findByHash(ledger: Ledger, text: `0x${string}`): Promise<Found[]> {
  const rows = await ledger.db
    .select({ id: attempts.id, decision: orders.decision })
    .from(attempts)
    .innerJoin(orders, eq(attempts.order, orders.id))
    .where(beginsWith(attempts.hash, text))
    .limit(most);
  return rows.map((row) => ({ kind: 'attempt', ...row }));
}
