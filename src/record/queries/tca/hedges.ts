import { and, asc, eq, gte, inArray, type SQL } from 'drizzle-orm';
import type { HedgeSample } from '../../../assess/execution/hedgeRegret.js';
import type { Underlying } from '../../../model/instrument.js';
import type { Id } from '../../../model/order.js';
import { toFloat } from '../../../model/units.js';
import type { Ledger } from '../../ledger.js';
import { decisions, fills, orders } from '../../tables/orders.js';
import { risk, ticks } from '../../tables/ticks.js';
import { rowsInChunks } from './rowsInChunks.js';
import type { TcaOptions } from './tca.js';

/** A hedge rule's work on one underlying, beside what the book was when it was sampled. */
export interface RecordedHedging {
  strategy: string;
  rule: string;
  underlying: Underlying;
  /** Its orders that have traded. */
  orders: readonly Id[];
  samples: readonly HedgeSample[];
}

/** Of live books; by strategy, rule and underlying, those that have traded only. */
export async function recordedHedging(ledger: Ledger, { strategy, since }: TcaOptions): Promise<RecordedHedging[]> {
  const trades = await hedgeTrades(ledger, { ...(strategy && { strategy }), ...(since !== undefined && { since }) });
  const groups = new Map<string, HedgeTrade[]>();
  for (const trade of trades) {
    const key = JSON.stringify([trade.strategy, trade.rule, trade.underlying]);
    groups.set(key, [...(groups.get(key) ?? []), trade]);
  }
  const found: RecordedHedging[] = [];
  for (const group of groups.values()) {
    const [first] = group;
    if (!first) continue;
    const { strategy: book, rule, underlying } = first;
    const rows = await sampled(ledger, book, since);
    const samples = rows.flatMap(({ id, at, report }): HedgeSample[] => {
      const own = report.underlyings.find((one) => one.underlying === underlying);
      if (!own) return [];
      // What was decided on a tick is not in what that tick has seen.
      const hedged = group.reduce((sum, trade) => (trade.order < id && trade.at <= at ? sum + trade.quantity : sum), 0);
      return [{ at, price: own.price, delta: own.delta, hedged }];
    });
    found.push({ strategy: book, rule, underlying, orders: [...new Set(group.map(({ order }) => order))], samples });
  }
  return found;
}

interface HedgeTrade {
  order: Id;
  strategy: string;
  rule: string;
  underlying: Underlying;
  at: number;
  /** Bought, units of the underlying; sold: negative. */
  quantity: number;
}

/** What is traded in another underlying in its place is no hedge of this one's delta, and left out. */
async function hedgeTrades({ db }: Ledger, { strategy, since }: TcaOptions): Promise<HedgeTrade[]> {
  const wanted: SQL[] = [eq(orders.mode, 'live'), eq(decisions.kind, 'hedge')];
  if (strategy !== undefined) wanted.push(eq(orders.strategy, strategy));
  if (since !== undefined) wanted.push(gte(orders.createdAt, since));
  const made = await db
    .select({ id: orders.id, strategy: orders.strategy, rule: orders.rule, subject: decisions.subject })
    .from(orders)
    .innerJoin(decisions, eq(decisions.id, orders.decision))
    .where(and(...wanted))
    .orderBy(asc(orders.id));
  const filled = await rowsInChunks(
    made.map(({ id }) => id),
    (some) =>
      db
        .select({ order: fills.order, fill: fills.fill, at: fills.at })
        .from(fills)
        .where(and(inArray(fills.order, some), eq(fills.voided, false)))
        .orderBy(asc(fills.id)),
  );
  const byId = new Map(made.map((one) => [one.id, one]));
  return filled.flatMap(({ order, fill, at }): HedgeTrade[] => {
    const made = byId.get(order);
    if (!made || fill.kind !== 'trade' || !('underlying' in made.subject)) return [];
    const { underlying } = made.subject;
    if (fill.underlying !== underlying) return [];
    const quantity = (fill.side === 'Buy' ? 1 : -1) * toFloat(fill.quantity);
    return [{ order, strategy: made.strategy, rule: made.rule, underlying, at, quantity }];
  });
}

async function sampled({ db }: Ledger, strategy: string, since: TcaOptions['since']) {
  const wanted: SQL[] = [eq(ticks.strategy, strategy)];
  if (since !== undefined) wanted.push(gte(ticks.at, since));
  return db
    .select({ id: ticks.id, at: ticks.at, report: risk.report })
    .from(ticks)
    .innerJoin(risk, eq(risk.tick, ticks.id))
    .where(and(...wanted))
    .orderBy(asc(ticks.at), asc(ticks.id));
}
