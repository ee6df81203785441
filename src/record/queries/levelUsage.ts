import { and, eq, gte, inArray, or, type SQL } from 'drizzle-orm';
import type { LevelUsage, OtherBook, Surroundings } from '../../guard/surroundings.js';
import { isOpen, isTurnover, orderStatuses } from '../../model/order.js';
import type { Strategy } from '../../model/strategy.js';
import { DAY } from '../../model/time.js';
import { multiplyWad, toFloat, type UnixMillis } from '../../model/units.js';
import type { Ledger } from '../ledger.js';
import { fills, orders } from '../tables/orders.js';
import { lossOf } from './lossOf.js';

/**
 * What the strategy, its account and everybody have used of limits on how orders come.
 * @param books whose losses count beside the strategy's own; null where no limit is about losses
 */
export async function levelUsage(
  ledger: Ledger,
  strategy: Strategy,
  now: UnixMillis,
  books: readonly OtherBook[] | null,
): Promise<Surroundings['used']> {
  const { name, mode, account } = strategy;
  const live = eq(orders.mode, 'live');
  const ofStrategy = and(eq(orders.strategy, name), eq(orders.mode, mode));
  const own = books === null ? 0 : await lossOf(ledger, name, now);
  const others: { loss: number; sharesAccount: boolean }[] = [];
  for (const book of books ?? []) {
    // What nobody knows the exposure of may have lost anything.
    const loss = Number.isNaN(book.gross) ? book.gross : await lossOf(ledger, book.strategy, now);
    others.push({ loss, sharesAccount: book.sharesAccount });
  }
  const lost = (some: typeof others) => some.reduce((sum, { loss }) => sum + loss, own);
  const usage = async (which: SQL | undefined, lossLastDay: number): Promise<LevelUsage> => ({
    ...(await ordersOf(ledger, which, now)),
    lossLastDay,
  });
  return {
    strategy: await usage(ofStrategy, own),
    account: await usage(and(live, eq(orders.account, account)), lost(others.filter((one) => one.sharesAccount))),
    global: await usage(live, lost(others)),
  };
}

/** Fills of the last day, and what is open whole: what of an open order has filled must not count again. */
async function ordersOf(
  ledger: Ledger,
  which: SQL | undefined,
  now: UnixMillis,
): Promise<Pick<LevelUsage, 'ordersLastMinute' | 'turnoverLastDay'>> {
  const dayAgo = (now - DAY) as UnixMillis;
  const open = orderStatuses.filter(isOpen);
  const rows = await ledger.db
    .select({ status: orders.status, terms: orders.terms, notional: orders.notional, at: orders.createdAt })
    .from(orders)
    .where(and(which, or(gte(orders.createdAt, (now - 60_000) as UnixMillis), inArray(orders.status, open))));
  const filled = await ledger.db
    .select({ status: orders.status, fill: fills.fill })
    .from(fills)
    .innerJoin(orders, eq(fills.order, orders.id))
    .where(and(which, eq(fills.voided, false), gte(fills.at, dayAgo)));
  const done = filled.map(({ status, fill }) =>
    fill.kind === 'trade' && !isOpen(status) ? toFloat(multiplyWad(fill.quantity, fill.price, 'up')) : 0,
  );
  const waiting = rows.map(({ status, terms, notional }) => (isTurnover(terms) && isOpen(status) ? notional : 0));
  return {
    // What was called off before it was begun is planned anew, and counts then; to take an order back is no new risk.
    ordersLastMinute: rows.filter(
      ({ at, status, terms }) => at >= now - 60_000 && status !== 'Expired' && terms.kind !== 'cancel',
    ).length,
    turnoverLastDay: [...done, ...waiting].reduce((sum, one) => sum + one, 0),
  };
}
