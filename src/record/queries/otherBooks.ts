import { and, eq, gte, inArray, notInArray, or } from 'drizzle-orm';
import { isAddressEqual } from 'viem';
import type { OtherBook } from '../../guard/surroundings.js';
import type { Mode } from '../../model/mode.js';
import { isOpen, type OrderTerms, orderStatuses } from '../../model/order.js';
import type { Strategy } from '../../model/strategy.js';
import { DAY } from '../../model/time.js';
import { multiplyWad, toFloat, type UnixMillis } from '../../model/units.js';
import type { Ledger } from '../ledger.js';
import { fills, orders } from '../tables/orders.js';
import { newestTicks } from './newestTicks.js';
import type { RecordedTick } from './recordedTick.js';
import { positionsAt, riskAt } from './ticks.js';

/** Of a book that has not been seen for longer, what it was exposed to is no figure any more. */
const goodFor = DAY;

/**
 * What the other live books of the ledger hold, as their newest sample has it, with their trades since and on their way as if filled.
 * What was exposed a day ago and has not been heard of since is exposed to nobody knows what: NaN. A strategy of several chains is one
 * book, which its first chain tells of whole. By name, sorted.
 */
export async function otherBooks(
  ledger: Ledger,
  { name, account }: Pick<Strategy, 'name' | 'account'>,
  now: UnixMillis,
): Promise<OtherBook[]> {
  const books: OtherBook[] = [];
  for (const tick of await newestTicks(ledger.db)) {
    // Written by the recorder, in this shape.
    const { mode } = (tick.summary ?? {}) as { mode?: Mode };
    if (tick.strategy === name || tick.strategy.includes('@') || mode !== 'live') continue;
    const book = await exposedAt(ledger, tick, isAddressEqual(tick.account, account));
    const isSilent = now - tick.at > goodFor;
    books.push(isSilent && book.gross !== 0 ? unknownNow(book) : book);
  }
  return books;
}

const unknownNow = (book: OtherBook): OtherBook => ({
  ...book,
  gross: Number.NaN,
  net: Number.NaN,
  byInstrument: Object.fromEntries(Object.keys(book.byInstrument).map((instrument) => [instrument, Number.NaN])),
});

async function exposedAt(ledger: Ledger, tick: RecordedTick, sharesAccount: boolean): Promise<OtherBook> {
  const { strategy, at } = tick;
  const risk = await riskAt(ledger, tick.id);
  const byInstrument: Record<string, number> = {};
  for (const { instrument, quantity, mark } of await positionsAt(ledger, tick.id)) {
    byInstrument[instrument.id] = (byInstrument[instrument.id] ?? 0) + toFloat(quantity) * toFloat(mark);
  }
  // A live book of which nothing is told is not an empty one.
  let gross = risk?.positions.reduce((sum, { deltaUsd }) => sum + Math.abs(deltaUsd), 0) ?? Number.NaN;
  let net = risk?.positions.reduce((sum, { deltaUsd }) => sum + deltaUsd, 0) ?? Number.NaN;
  // What has filled after its block was read is not in it.
  for (const { notional, terms } of await tradesSince(ledger, strategy, (at - tick.tookMs) as UnixMillis)) {
    if (terms.kind !== 'trade' && terms.kind !== 'rest') continue;
    const signed = terms.side === 'Buy' ? notional : -notional;
    net += signed;
    byInstrument[terms.instrument] = (byInstrument[terms.instrument] ?? 0) + signed;
    if (!terms.reduceOnly) gross += notional;
  }
  return { strategy, sharesAccount, gross, net, byInstrument, at };
}

/** USD of an order that the sample may not have in it. */
interface Since {
  notional: number;
  terms: OrderTerms;
}

/** What may not have filled yet, or has since, is counted whole; of what has ended otherwise, the part that has filled since. */
async function tradesSince({ db }: Ledger, strategy: string, at: UnixMillis): Promise<Since[]> {
  const { notional, terms, status } = orders;
  const live = and(eq(orders.strategy, strategy), eq(orders.mode, 'live'));
  const open = orderStatuses.filter(isOpen);
  const changed = gte(orders.updatedAt, at);
  const whole = await db
    .select({ notional, terms, status })
    .from(orders)
    .where(and(live, or(inArray(status, open), and(eq(status, 'Filled'), changed))));
  const parts = await db
    .select({ terms, fill: fills.fill })
    .from(fills)
    .innerJoin(orders, eq(fills.order, orders.id))
    .where(and(live, changed, notInArray(status, [...open, 'Filled']), eq(fills.voided, false), gte(fills.at, at)));
  return [
    // What rests has not traded before its price comes.
    ...whole.filter((one) => one.terms.kind === 'trade' || one.status === 'Filled'),
    ...parts.flatMap(({ terms, fill }) =>
      fill.kind === 'trade' ? [{ terms, notional: toFloat(multiplyWad(fill.quantity, fill.price, 'up')) }] : [],
    ),
  ];
}
