import { and, asc, desc, eq, gte, lt, lte } from 'drizzle-orm';
import { expiryFill } from '../../assess/lots/expiryFill.js';
import {
  type Closing,
  type Lot,
  type LotFill,
  type LotMethod,
  reckonLots,
  unrealisedOf,
} from '../../assess/lots/reckonLots.js';
import type { Break } from '../../model/breaks.js';
import type { InstrumentId, Option } from '../../model/instrument.js';
import type { MarginAccount } from '../../model/marginAccount.js';
import type { PnlReport } from '../../model/pnl.js';
import type { Position } from '../../model/position.js';
import { DAY } from '../../model/time.js';
import { fromFloat, type UnixMillis, unixMillis, type Wad, type Wei, wad } from '../../model/units.js';
import type { Ledger } from '../ledger.js';
import { breaks } from '../tables/breaks.js';
import { ticks } from '../tables/ticks.js';
import { type BookedFill, bookedFills, bookedForeign } from './bookedFills.js';
import { gasOfOrders, type OrderGas } from './gasOfOrders.js';
import { pnlBetween } from './pnl.js';
import { marginAccountsAt, positionsAt, type RecordedTick, riskAt } from './ticks.js';

/** What was held at a moment. */
export interface StatementSide {
  at: UnixMillis;
  block: bigint;
  positions: readonly Position[];
  marginAccounts: readonly MarginAccount[];
  /** Of the gas token; null where it was not written down. */
  native: Wei | null;
}

/** One account on one day, UTC. */
export interface Statement {
  strategy: string;
  account: RecordedTick['account'] | null;
  chainId: number | null;
  day: UnixMillis;
  /** null where nothing was recorded. */
  opening: StatementSide | null;
  closing: StatementSide | null;
  fills: readonly BookedFill[];
  gas: OrderGas;
  /** null where fewer than two samples tell of the day. */
  pnl: PnlReport | null;
  lots: readonly InstrumentLots[];
  breaks: readonly Break[];
  /** What cannot be told, in sentences. */
  gaps: readonly string[];
}

/** Realised and unrealised profit of one instrument, by lots. */
export interface InstrumentLots {
  instrument: InstrumentId;
  method: LotMethod;
  lots: readonly Lot[];
  /** Of the span that was asked for. */
  closings: readonly Closing[];
  /** USD, of the span. */
  realised: Wad;
  /** USD per unit; null where nothing marks it. */
  mark: Wad | null;
  unrealised: Wad | null;
}

/** @param day - Its start. */
export async function statementOf(
  ledger: Ledger,
  strategy: string,
  day: UnixMillis,
  methods: readonly LotMethod[],
): Promise<Statement> {
  const end = unixMillis(day + DAY);
  const [first, last] = await ticksAround(ledger, strategy, day, end);
  const none = {
    opening: null,
    closing: null,
    fills: [],
    gas: { gas: 0n as Wei, keeper: 0n as Wei },
    pnl: null,
    lots: [],
  };
  const found = await breaksWithin(ledger, strategy, day, end);
  if (!first || !last) {
    const gaps = ['nothing of this book was recorded on this day'];
    return { strategy, account: null, chainId: null, day, ...none, breaks: found, gaps };
  }
  const { account, chainId } = last;
  const [opening, closing] = [await sideAt(ledger, first), await sideAt(ledger, last)];
  const fills = await fillsOf(ledger, { account, chainId, since: day, until: end });
  const ids = [...new Set(fills.flatMap(({ order }) => order ?? []))];
  const paid = [...(await gasOfOrders(ledger, ids)).values()];
  const sum = (of: (one: OrderGas) => bigint) => paid.reduce((total, one) => total + of(one), 0n) as Wei;
  const lots = await Promise.all(
    methods.map((method) => lotsOf(ledger, { strategy, account, chainId, since: day, until: end, method }, closing)),
  );
  const gaps = [
    ...(first.at > day ? [`nothing was recorded before ${new Date(first.at).toISOString()}: the day opens there`] : []),
    ...(first.id === last.id ? ['one sample tells of the day: opening and closing are the same'] : []),
  ];
  return {
    ...{ strategy, account, chainId, day, opening, closing, fills },
    gas: { gas: sum(({ gas }) => gas), keeper: sum(({ keeper }) => keeper) },
    pnl: await pnlBetween(ledger, strategy, { from: day, to: unixMillis(end - 1) }),
    lots: lots.flat(),
    breaks: found,
    gaps,
  };
}

export interface LotsAsked {
  strategy: string;
  account: RecordedTick['account'];
  chainId: number;
  since: UnixMillis;
  until: UnixMillis;
  method: LotMethod;
}

/** Lots of all instruments that an account has traded, as far back as the ledger goes. */
export async function lotsOf(
  ledger: Ledger,
  { strategy, account, chainId, since, until, method }: LotsAsked,
  side: StatementSide | null,
): Promise<InstrumentLots[]> {
  const all = await fillsOf(ledger, { account, chainId, until });
  const byInstrument = new Map<InstrumentId, LotFill[]>();
  for (const { id, fill, at } of all) {
    if (fill.kind !== 'trade') continue;
    const { instrument, side: way, quantity, price, fee } = fill;
    const one = { id, at, side: way, quantity, price, fee };
    const own = byInstrument.get(instrument);
    if (own) own.push(one);
    else byInstrument.set(instrument, [one]);
  }
  const found: InstrumentLots[] = [];
  for (const instrument of [...byInstrument.keys()].sort()) {
    const fills = byInstrument.get(instrument) ?? [];
    const end = await expiryOf(ledger, strategy, instrument, fills, until);
    const { lots, closings } = reckonLots([...fills, ...(end ? [end] : [])], method);
    const own = closings.filter(({ at }) => at >= since && at < until);
    const mark = markOf(side, instrument);
    found.push({
      ...{ instrument, method, lots, closings: own, mark },
      realised: wad(own.reduce((sum, one) => sum + one.realised, 0n)),
      unrealised: lots.length === 0 ? wad(0n) : mark === null ? null : unrealisedOf(lots, mark),
    });
  }
  return found.filter(({ lots, closings }) => lots.length > 0 || closings.length > 0);
}

const markOf = (side: StatementSide | null, instrument: InstrumentId): Wad | null =>
  side?.positions.find((one) => one.instrument.id === instrument)?.mark ?? null;

/** The underlying's price nearest after the expiry, by the samples; null before it, and where none tells. */
async function expiryOf(
  ledger: Ledger,
  strategy: string,
  instrument: InstrumentId,
  fills: readonly LotFill[],
  until: UnixMillis,
): Promise<LotFill | null> {
  const held = reckonLots(fills, 'FIFO').lots.reduce((sum, { quantity }) => sum + quantity, 0n);
  const [opened] = fills;
  if (held === 0n || !opened) return null;
  const [around] = await ticksBetween(ledger, strategy, opened.at, until, 1);
  const option = around && (await optionAt(ledger, around, instrument));
  if (!option || option.expiry * 1_000 >= until) return null;
  const [after] = await ticksBetween(ledger, strategy, unixMillis(option.expiry * 1_000), until, 1);
  const report = after && (await riskAt(ledger, after.id));
  const price = report?.underlyings.find(({ underlying }) => underlying === option.underlying)?.price;
  if (price === undefined || !Number.isFinite(price)) return null;
  return expiryFill(option, wad(held), fromFloat(price, 'down'));
}

async function optionAt(ledger: Ledger, { id }: RecordedTick, instrument: InstrumentId): Promise<Option | undefined> {
  const found = (await positionsAt(ledger, id)).find((one) => one.instrument.id === instrument)?.instrument;
  return found?.kind === 'option' ? found : undefined;
}

/** Of an account, ours and others', oldest first. */
async function fillsOf(ledger: Ledger, options: Parameters<typeof bookedForeign>[1]): Promise<BookedFill[]> {
  const all = [...(await bookedFills(ledger, options)), ...(await bookedForeign(ledger, options))];
  return all.sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
}

/** The last sample at or before the day begins, or the first in it; and the last in it. */
async function ticksAround(
  ledger: Ledger,
  strategy: string,
  day: UnixMillis,
  end: UnixMillis,
): Promise<[RecordedTick | undefined, RecordedTick | undefined]> {
  const own = eq(ticks.strategy, strategy);
  const [before] = await ledger.db
    .select()
    .from(ticks)
    .where(and(own, lte(ticks.at, day)))
    .orderBy(desc(ticks.at), desc(ticks.id))
    .limit(1);
  const [first] = await ticksBetween(ledger, strategy, day, end, 1);
  const [last] = await ledger.db
    .select()
    .from(ticks)
    .where(and(own, gte(ticks.at, day), lt(ticks.at, end)))
    .orderBy(desc(ticks.at), desc(ticks.id))
    .limit(1);
  return last ? [before ?? first, last] : [undefined, undefined];
}

const ticksBetween = (ledger: Ledger, strategy: string, from: UnixMillis, to: UnixMillis, limit: number) =>
  ledger.db
    .select()
    .from(ticks)
    .where(and(eq(ticks.strategy, strategy), gte(ticks.at, from), lt(ticks.at, to)))
    .orderBy(asc(ticks.at), asc(ticks.id))
    .limit(limit);

async function sideAt(ledger: Ledger, tick: RecordedTick): Promise<StatementSide> {
  // Written by the recorder, in this shape.
  const summary = tick.summary as { nativeBalance?: Wei } | null;
  return {
    at: tick.at,
    block: tick.blockNumber,
    positions: await positionsAt(ledger, tick.id),
    marginAccounts: await marginAccountsAt(ledger, tick.id),
    native: summary?.nativeBalance ?? null,
  };
}

async function breaksWithin(ledger: Ledger, strategy: string, day: UnixMillis, end: UnixMillis): Promise<Break[]> {
  const rows = await ledger.db
    .select()
    .from(breaks)
    .where(and(eq(breaks.strategy, strategy), lt(breaks.openedAt, end)))
    .orderBy(asc(breaks.id));
  return rows.flatMap(({ holder: _, ...one }) => (one.closedAt === null || one.closedAt >= day ? [one] : []));
}

/** The account that a book was last recorded with; undefined before that. */
export async function accountOf(
  ledger: Ledger,
  strategy: string,
): Promise<Pick<RecordedTick, 'account' | 'chainId'> | undefined> {
  const [last] = await ledger.db
    .select({ account: ticks.account, chainId: ticks.chainId })
    .from(ticks)
    .where(eq(ticks.strategy, strategy))
    .orderBy(desc(ticks.at), desc(ticks.id))
    .limit(1);
  return last;
}
