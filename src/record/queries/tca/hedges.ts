import { and, asc, eq, gte, type SQL } from 'drizzle-orm';
import type { HedgeSample } from '../../../assess/execution/hedgeRegret.js';
import type { Underlying } from '../../../model/instrument.js';
import type { Id } from '../../../model/order.js';
import { toFloat } from '../../../model/units.js';
import type { Ledger } from '../../ledger.js';
import { decisions, orders } from '../../tables/orders.js';
import { risk, ticks } from '../../tables/ticks.js';
import { bookedFills } from '../bookedFills.js';
import { inPieces } from '../inPieces.js';
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
    const samples = rows.flatMap(({ report, ...tick }): HedgeSample[] => {
      const own = report.underlyings.find((one) => one.underlying === underlying);
      if (!own) return [];
      const hedged = group.reduce((sum, trade) => (isSeen(trade, tick) ? sum + trade.quantity : sum), 0);
      return [{ at: tick.at, price: own.price, delta: own.delta, hedged }];
    });
    found.push({ strategy: book, rule, underlying, orders: [...new Set(group.map(({ order }) => order))], samples });
  }
  return found;
}

/** Whether a tick has seen a trade: one of its own block or before, or, on another chain, by the clock. */
const isSeen = (trade: HedgeTrade, tick: { at: number; chainId: number; blockNumber: bigint }): boolean =>
  trade.block !== null && trade.chainId === tick.chainId ? trade.block <= tick.blockNumber : trade.at < tick.at;

interface HedgeTrade {
  order: Id;
  strategy: string;
  rule: string;
  underlying: Underlying;
  at: number;
  /** That it was done in; null where that is not known. */
  block: bigint | null;
  chainId: number;
  /** Bought, units of the underlying; sold: negative. */
  quantity: number;
}

/** What is traded in another underlying in its place is no hedge of this one's delta, and left out. */
async function hedgeTrades(ledger: Ledger, { strategy, since }: TcaOptions): Promise<HedgeTrade[]> {
  const { db } = ledger;
  const wanted: SQL[] = [eq(orders.mode, 'live'), eq(decisions.kind, 'hedge')];
  if (strategy !== undefined) wanted.push(eq(orders.strategy, strategy));
  if (since !== undefined) wanted.push(gte(orders.createdAt, since));
  const made = await db
    .select({ id: orders.id, strategy: orders.strategy, rule: orders.rule, subject: decisions.subject })
    .from(orders)
    .innerJoin(decisions, eq(decisions.id, orders.decision))
    .where(and(...wanted))
    .orderBy(asc(orders.id));
  const filled = await inPieces(
    made.map(({ id }) => id),
    (some) => bookedFills(ledger, { orders: some }),
  );
  const byId = new Map(made.map((one) => [one.id, one]));
  return filled.flatMap(({ order, fill, at, block, chainId }): HedgeTrade[] => {
    const made = byId.get(order ?? '');
    if (!made || fill.kind !== 'trade' || !('underlying' in made.subject)) return [];
    const { underlying } = made.subject;
    if (fill.underlying !== underlying) return [];
    const quantity = (fill.side === 'Buy' ? 1 : -1) * toFloat(fill.quantity);
    return [{ order: made.id, strategy: made.strategy, rule: made.rule, underlying, at, block, chainId, quantity }];
  });
}

async function sampled({ db }: Ledger, strategy: string, since: TcaOptions['since']) {
  const wanted: SQL[] = [eq(ticks.strategy, strategy)];
  if (since !== undefined) wanted.push(gte(ticks.at, since));
  return db
    .select({ at: ticks.at, chainId: ticks.chainId, blockNumber: ticks.blockNumber, report: risk.report })
    .from(ticks)
    .innerJoin(risk, eq(risk.tick, ticks.id))
    .where(and(...wanted))
    .orderBy(asc(ticks.at), asc(ticks.id));
}
