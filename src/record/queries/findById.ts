import { and, eq, gte, lt } from 'drizzle-orm';
import type { Id } from '../../model/order.js';
import type { Ledger } from '../ledger.js';
import { attempts, decisions, fills, orders } from '../tables/orders.js';
import { operatorCommands } from '../tables/runs.js';
import { ticks } from '../tables/ticks.js';

export interface Found {
  kind: 'decision' | 'order' | 'attempt' | 'fill' | 'tick' | 'command';
  id: Id;
  /** The decision behind it; null for ticks and commands. */
  decision: Id | null;
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
  // 'g' sorts after every character an id has: a range that an index serves, unlike a pattern.
  const after = `${text}g`;
  const [d, o, a, f, t, c] = await Promise.all([
    db
      .select({ id: decisions.id })
      .from(decisions)
      .where(and(gte(decisions.id, text), lt(decisions.id, after)))
      .limit(most),
    db
      .select({ id: orders.id, decision: orders.decision })
      .from(orders)
      .where(and(gte(orders.id, text), lt(orders.id, after)))
      .limit(most),
    db
      .select({ id: attempts.id, decision: orders.decision })
      .from(attempts)
      .innerJoin(orders, eq(attempts.order, orders.id))
      .where(and(gte(attempts.id, text), lt(attempts.id, after)))
      .limit(most),
    db
      .select({ id: fills.id, decision: orders.decision })
      .from(fills)
      .innerJoin(orders, eq(fills.order, orders.id))
      .where(and(gte(fills.id, text), lt(fills.id, after)))
      .limit(most),
    db
      .select({ id: ticks.id })
      .from(ticks)
      .where(and(gte(ticks.id, text), lt(ticks.id, after)))
      .limit(most),
    db
      .select({ id: operatorCommands.id })
      .from(operatorCommands)
      .where(and(gte(operatorCommands.id, text), lt(operatorCommands.id, after)))
      .limit(most),
  ]);
  return [
    ...d.map(({ id }): Found => ({ kind: 'decision', id, decision: id })),
    ...o.map((row): Found => ({ kind: 'order', ...row })),
    ...a.map((row): Found => ({ kind: 'attempt', ...row })),
    ...f.map((row): Found => ({ kind: 'fill', ...row })),
    ...t.map(({ id }): Found => ({ kind: 'tick', id, decision: null })),
    ...c.map(({ id }): Found => ({ kind: 'command', id, decision: null })),
  ].slice(0, most);
}

async function findByHash(ledger: Ledger, text: `0x${string}`): Promise<Found[]> {
  const rows = await ledger.db
    .select({ id: attempts.id, decision: orders.decision })
    .from(attempts)
    .innerJoin(orders, eq(attempts.order, orders.id))
    .where(and(gte(attempts.hash, text), lt(attempts.hash, `${text}g`)))
    .limit(most);
  return rows.map((row) => ({ kind: 'attempt', ...row }));
}
