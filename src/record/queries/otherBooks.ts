import { and, eq, gte, inArray, max, or } from 'drizzle-orm';
import { isAddressEqual } from 'viem';
import type { OtherBook } from '../../guard/surroundings.js';
import { isOpen, type OrderTerms, orderStatuses } from '../../model/order.js';
import type { Mode, Strategy } from '../../model/strategy.js';
import { DAY } from '../../model/time.js';
import { toFloat, type UnixMillis } from '../../model/units.js';
import type { Ledger } from '../ledger.js';
import { orders } from '../tables/orders.js';
import { ticks } from '../tables/ticks.js';
import { positionsAt, riskAt } from './ticks.js';

/**
 * What the other live books of the ledger hold, as their newest sample of the last day has it, with their trades since and on their
 * way as if filled. A strategy of several chains is one book, which its first chain tells of whole. By name, sorted.
 */
export async function otherBooks(
  ledger: Ledger,
  { name, account }: Pick<Strategy, 'name' | 'account'>,
  now: UnixMillis,
): Promise<OtherBook[]> {
  const newest = await ledger.db
    .select({ id: max(ticks.id) })
    .from(ticks)
    .where(gte(ticks.at, (now - DAY) as UnixMillis))
    .groupBy(ticks.strategy);
  const ids = newest.flatMap(({ id }) => (id === null ? [] : [id]));
  if (ids.length === 0) return [];
  const rows = await ledger.db.select().from(ticks).where(inArray(ticks.id, ids));
  const books: OtherBook[] = [];
  for (const row of rows.sort((a, b) => (a.strategy < b.strategy ? -1 : 1))) {
    const { strategy, at } = row;
    // Written by the recorder, in this shape.
    const { mode } = (row.summary ?? {}) as { mode?: Mode };
    if (strategy === name || strategy.includes('@') || mode !== 'live') continue;
    const risk = await riskAt(ledger, row.id);
    const byInstrument: Record<string, number> = {};
    for (const { instrument, quantity, mark } of await positionsAt(ledger, row.id)) {
      byInstrument[instrument.id] = (byInstrument[instrument.id] ?? 0) + toFloat(quantity) * toFloat(mark);
    }
    // A live book of which nothing is told is not an empty one.
    let gross = risk?.positions.reduce((sum, { deltaUsd }) => sum + Math.abs(deltaUsd), 0) ?? Number.NaN;
    let net = risk?.positions.reduce((sum, { deltaUsd }) => sum + deltaUsd, 0) ?? Number.NaN;
    for (const { notional, terms } of await tradesSince(ledger, strategy, at)) {
      if (terms.kind !== 'trade') continue;
      const signed = terms.side === 'Buy' ? notional : -notional;
      net += signed;
      byInstrument[terms.instrument] = (byInstrument[terms.instrument] ?? 0) + signed;
      if (!terms.reduceOnly) gross += notional;
    }
    const sharesAccount = isAddressEqual(row.account, account);
    books.push({ strategy, sharesAccount, gross, net, byInstrument, at });
  }
  return books;
}

/** What the sample cannot have in it, and what may not have filled yet: counted whole. */
const tradesSince = (
  ledger: Ledger,
  strategy: string,
  at: UnixMillis,
): Promise<{ notional: number; terms: OrderTerms }[]> =>
  ledger.db
    .select({ notional: orders.notional, terms: orders.terms })
    .from(orders)
    .where(
      and(
        eq(orders.strategy, strategy),
        eq(orders.mode, 'live'),
        inArray(orders.status, [...orderStatuses.filter(isOpen), 'Filled']),
        or(gte(orders.createdAt, at), inArray(orders.status, orderStatuses.filter(isOpen))),
      ),
    );
