import { and, asc, desc, eq, gte, lt, or, type SQL } from 'drizzle-orm';
import { type Closing, type Lot, type LotMethod, unrealisedOf } from '../../assess/lots/reckonLots.js';
import type { Break } from '../../model/breaks.js';
import { shortMessageOf } from '../../model/error.js';
import type { InstrumentId } from '../../model/instrument.js';
import type { MarginAccount } from '../../model/marginAccount.js';
import type { Fill } from '../../model/order.js';
import type { PnlReport } from '../../model/pnl.js';
import type { Position } from '../../model/position.js';
import { DAY } from '../../model/time.js';
import { toFloat, type UnixMillis, unixMillis, unixSeconds, type Wad, type Wei, wad, wei } from '../../model/units.js';
import type { Ledger } from '../ledger.js';
import { breaks } from '../tables/breaks.js';
import { orders } from '../tables/orders.js';
import { ticks } from '../tables/ticks.js';
import { type Allotment, accountAllotments } from './allotments.js';
import { accountFills, type BookedFill } from './bookedFills.js';
import type { OrderGas } from './gasOfOrders.js';
import { type GasPaid, gasPaid } from './gasPaid.js';
import { pnlBetween } from './pnl.js';
import { type RecordedLots, recordedLots } from './recordedLots.js';
import type { RecordedTick } from './recordedTick.js';
import { marginAccountsAt, positionsAt } from './ticks.js';

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
  /** Shares of blocks that were given to the account, and those that it has traded for others. */
  allotments: readonly Allotment[];
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
  const gaps: string[] = [];
  /** What cannot be read is said on the paper, and the rest is told. */
  const told = async <Value>(what: string, none: Value, ask: () => Promise<Value>): Promise<Value> => {
    try {
      return await ask();
    } catch (error) {
      gaps.push(`${what} cannot be read: ${shortMessageOf(error)}`);
      return none;
    }
  };
  const [first, last] = await ticksAround(ledger, strategy, day, end);
  const elsewhere = await booksElsewhere(ledger, strategy);
  if (elsewhere.length > 0)
    gaps.push(`what the book has on other chains is told by the statements of ${elsewhere.join(', ')}`);
  const of = { strategy, chainId: last?.chainId ?? null, day, end };
  const found = await told('breaks', [], () => breaksWithin(ledger, of));
  if (!first || !last) {
    gaps.unshift('nothing of this book was recorded on this day');
    const none = { opening: null, closing: null, fills: [], allotments: [], gas: nothingPaid, pnl: null, lots: [] };
    return { strategy, account: null, chainId: null, day, ...none, breaks: found, gaps };
  }
  const { account, chainId } = last;
  const opening = await told('what was held at opening', null, () => sideAt(ledger, first));
  const closing = await told('what was held at closing', null, () => sideAt(ledger, last));
  const lots = await told('lots', null, () =>
    lotsOf(ledger, { account, chainId, since: day, until: end, methods }, closing),
  );
  const fills = await told('trades', [], () => accountFills(ledger, { account, chainId, since: day, until: end }));
  const allotments = await told('shares of blocks', [], () =>
    accountAllotments(ledger, { account, chainId, since: day, until: end }),
  );
  const gas = await told('gas', nothingPaid, async () =>
    sumOf(await gasPaid(ledger, { account, chainId, since: day, until: end })),
  );
  const pnl = await told('profit and loss', null, () =>
    pnlBetween(ledger, strategy, { from: day, to: unixMillis(end - 1) }),
  );
  const before = await told('what came before', [], () =>
    accountFills(ledger, { account, chainId, since: timeOf(first), until: day }),
  );
  gaps.push(
    ...sampleGaps(first, last, day),
    ...unreadGaps('opening', first),
    ...unreadGaps('closing', last),
    ...fillGaps({ fills, before, opening: first.blockNumber, closing: last.blockNumber }),
    ...(lots?.gaps ?? []),
    ...(pnl?.gaps ?? []),
  );
  const { instruments = [] } = lots ?? {};
  return {
    ...{
      strategy,
      account,
      chainId,
      day,
      opening,
      closing,
      fills,
      allotments,
      gas,
      pnl,
      lots: instruments,
      breaks: found,
    },
    gaps: [...new Set(gaps)],
  };
}

const nothingPaid: OrderGas = { gas: wei(0n), keeper: wei(0n) };

function sumOf(paid: readonly GasPaid[]): OrderGas {
  const sum = (wanted: GasPaid['what']) =>
    wei(paid.reduce((total, { what, amount }) => (what === wanted ? total + amount : total), 0n));
  return { gas: sum('gas'), keeper: sum('keeper') };
}

const sampleGaps = (first: RecordedTick, last: RecordedTick, day: UnixMillis): string[] => [
  ...(timeOf(first) > day ? [`nothing was recorded before ${sayTime(timeOf(first))}: the day opens there`] : []),
  ...(first.id === last.id ? ['one sample tells of the day: opening and closing are the same'] : []),
];

function unreadGaps(when: string, { summary }: RecordedTick): string[] {
  // Written by the recorder, in this shape.
  const { unread = [] } = (summary ?? {}) as { unread?: readonly { venue: string }[] };
  return unread.map(({ venue }) => `${venue} could not be read at ${when}: what was held there is not on this paper`);
}

interface FillsAround {
  fills: readonly BookedFill[];
  /** Between the opening sample and the day. */
  before: readonly BookedFill[];
  /** Blocks of the samples. */
  opening: bigint;
  closing: bigint;
}

function fillGaps({ fills, before, opening, closing }: FillsAround): string[] {
  const late = fills.filter(({ block }) => block !== null && block > closing).length;
  const early = before.filter(({ block }) => block !== null && block > opening).length;
  const undated = fills.filter(({ isDated }) => !isDated).length;
  return [
    ...(late > 0
      ? [`${late} of the day's trades and transfers came after the closing sample: what is held there is without them`]
      : []),
    ...(early > 0
      ? [
          `${early} trades and transfers came after the opening sample and before the day: they are on the paper of the day before`,
        ]
      : []),
    ...(undated > 0
      ? [`${undated} trades and transfers are dated by when they were noticed: the times of their blocks are not known`]
      : []),
  ];
}

const sayTime = (at: number): string => new Date(at).toISOString();

export interface LotsAsked<Methods extends readonly LotMethod[] = readonly LotMethod[]> {
  account: RecordedTick['account'];
  chainId: number;
  since: UnixMillis;
  until: UnixMillis;
  methods: Methods;
}

export interface AllLots {
  instruments: readonly InstrumentLots[];
  gaps: readonly string[];
}

/** Lots of all instruments that an account has traded, as far back as the ledger goes. */
export async function lotsOf(
  ledger: Ledger,
  { account, chainId, since, until, methods }: LotsAsked,
  side: Pick<StatementSide, 'positions' | 'block'> | null,
): Promise<AllLots> {
  const told = await recordedLots(ledger, { account, chainId, until }, methods);
  const gaps = new Set<string>();
  const instruments = [...told].flatMap(([method, { byInstrument, fills, gaps: own }]) => {
    for (const gap of [...own, ...(side ? heldGaps(byInstrument, fills, side) : [])]) gaps.add(gap);
    return [...byInstrument].map(([instrument, { lots, closings: all }]): InstrumentLots => {
      const closings = all.filter(({ at }) => at >= since && at < until);
      const mark = side?.positions.find((one) => one.instrument.id === instrument)?.mark ?? null;
      return {
        ...{ instrument, method, lots, closings, mark },
        realised: wad(closings.reduce((sum, one) => sum + one.realised, 0n)),
        unrealised: lots.length === 0 ? wad(0n) : mark === null ? null : unrealisedOf(lots, mark),
      };
    });
  });
  return { instruments: instruments.filter((one) => one.lots.length > 0 || one.closings.length > 0), gaps: [...gaps] };
}

/** Where lots do not hold what the account does. Said of what has a place of its own only: tokens come and go by other ways too. */
function heldGaps(
  byInstrument: RecordedLots['byInstrument'],
  fills: readonly BookedFill[],
  { positions, block: seen }: Pick<StatementSide, 'positions' | 'block'>,
): string[] {
  // What came after the sample is in lots and not in what was held.
  const later = new Set(
    fills.flatMap(({ block, fill }) =>
      block !== null && block <= seen ? [] : 'instrument' in fill ? [fill.instrument] : assetOf(fill),
    ),
  );
  const held = new Map<InstrumentId, bigint>();
  for (const { instrument, quantity } of positions) {
    if (instrument.kind !== 'perpetual' && instrument.kind !== 'option') continue;
    held.set(instrument.id, (held.get(instrument.id) ?? 0n) + quantity);
  }
  return [...held].flatMap(([instrument, quantity]) => {
    const inLots = (byInstrument.get(instrument)?.lots ?? []).reduce((sum, lot) => sum + lot.quantity, 0n);
    const [is, was] = [toFloat(wad(quantity)), toFloat(wad(inLots))];
    if (Math.abs(is - was) <= 1e-9 * Math.max(1, Math.abs(is))) return [];
    if (later.has(instrument))
      return [`${is} of ${instrument} was held at the sample; it was traded since, and its lots hold ${was}`];
    return [
      `${is} of ${instrument} was held, and its lots hold ${was}: what was there before the ledger, or came or went by hand, is in no lot`,
    ];
  });
}

const assetOf = (fill: Fill): InstrumentId[] =>
  fill.kind === 'transfer' && 'instrument' in fill.asset ? [fill.asset.instrument] : [];

/** The last sample before the day begins, or the first in it; and the last in it. By the times of their blocks. */
async function ticksAround(
  ledger: Ledger,
  strategy: string,
  day: UnixMillis,
  end: UnixMillis,
): Promise<[RecordedTick | undefined, RecordedTick | undefined]> {
  const own = eq(ticks.strategy, strategy);
  const [from, to] = [unixSeconds(Math.ceil(day / 1_000)), unixSeconds(Math.ceil(end / 1_000))];
  const one = async (which: SQL | undefined, way: typeof asc) =>
    (await ledger.db.select().from(ticks).where(and(own, which)).orderBy(way(ticks.at), way(ticks.id)).limit(1))[0];
  const last = await one(and(gte(ticks.blockTimestamp, from), lt(ticks.blockTimestamp, to)), desc);
  if (!last) return [undefined, undefined];
  const before = await one(lt(ticks.blockTimestamp, from), desc);
  return [before ?? (await one(gte(ticks.blockTimestamp, from), asc)), last];
}

const timeOf = ({ blockTimestamp }: RecordedTick): UnixMillis => unixMillis(blockTimestamp * 1_000);

async function sideAt(ledger: Ledger, tick: RecordedTick): Promise<StatementSide> {
  // Written by the recorder, in this shape.
  const summary = tick.summary as { nativeBalance?: Wei } | null;
  return {
    at: timeOf(tick),
    block: tick.blockNumber,
    positions: await positionsAt(ledger, tick.id),
    marginAccounts: await marginAccountsAt(ledger, tick.id),
    native: summary?.nativeBalance ?? null,
  };
}

async function breaksWithin(
  ledger: Ledger,
  { strategy, chainId, day, end }: { strategy: string; chainId: number | null; day: UnixMillis; end: UnixMillis },
): Promise<Break[]> {
  const [name = strategy] = strategy.split('@');
  const here = chainId === null ? undefined : eq(breaks.chainId, chainId);
  const rows = await ledger.db
    .select()
    .from(breaks)
    .where(and(eq(breaks.strategy, name), here, lt(breaks.openedAt, end)))
    .orderBy(asc(breaks.id));
  return rows.flatMap(({ holder: _, ...one }) => (one.closedAt === null || one.closedAt >= day ? [one] : []));
}

/** Names of the same portfolio's books on its other chains. */
async function booksElsewhere(ledger: Ledger, strategy: string): Promise<string[]> {
  const [name = strategy] = strategy.split('@');
  return (await booksOf(ledger, name)).filter((one) => one !== strategy);
}

/** A strategy's books, one a chain, as the ledger calls them (`bookName`); the one on its first chain is named like the strategy. */
export async function booksOf(ledger: Ledger, strategy: string): Promise<string[]> {
  const rows = await ledger.db
    .selectDistinct({ name: ticks.strategy })
    .from(ticks)
    // '@' is followed by 'A' in the order of characters.
    .where(
      or(eq(ticks.strategy, strategy), and(gte(ticks.strategy, `${strategy}@`), lt(ticks.strategy, `${strategy}A`))),
    )
    .orderBy(asc(ticks.strategy));
  return rows.map(({ name }) => name);
}

/** An account that books have traded from. */
export interface BookAccount {
  /** That has it now, or had it last. */
  book: string;
  account: RecordedTick['account'];
  chainId: number;
}

/** Every account that the books were recorded with or have sent orders from, each once. */
export async function bookAccounts(ledger: Ledger, books: readonly string[]): Promise<BookAccount[]> {
  const found = new Map<string, BookAccount>();
  for (const book of [...books].sort()) {
    const [name = book] = book.split('@');
    const watched = await ledger.db
      .selectDistinct({ account: ticks.account, chainId: ticks.chainId })
      .from(ticks)
      .where(eq(ticks.strategy, book));
    // Samples are dropped after a while, orders never. They do not say which of its books a strategy has sent them from.
    const traded = await ledger.db
      .selectDistinct({ account: orders.account, chainId: orders.chainId })
      .from(orders)
      .where(and(eq(orders.strategy, name), eq(orders.mode, 'live')));
    const chains = new Set(watched.map(({ chainId }) => chainId));
    for (const one of [...watched, ...traded.filter(({ chainId }) => chains.has(chainId))]) {
      const key = `${one.account.toLowerCase()} ${one.chainId}`;
      if (!found.has(key)) found.set(key, { book, ...one });
    }
  }
  return [...found.values()];
}
