import type { Address } from 'viem';
import { type Beside, createBeside } from './execute/follow/beside.js';
import { createChangeWatch } from './execute/follow/changeWatch.js';
import type { Executor } from './execute/orders/executor.js';
import { workOrders } from './execute/orders/workOrders.js';
import { shortMessageOf } from './model/error.js';
import type { VenueId } from './model/instrument.js';
import type { Log } from './model/log.js';
import { noQuoteSheets, type QuoteSheets } from './model/quotes.js';
import { isRetryable, settleAll } from './model/retryable.js';
import type { Block, Snapshot } from './model/snapshot.js';
import type { Strategy } from './model/strategy.js';
import type { Milliseconds, UnixMillis } from './model/units.js';
import { EndpointError } from './observe/endpoints/endpoint.js';
import type { EndpointPool } from './observe/endpoints/endpointPool.js';
import type { Head, Heads } from './observe/heads.js';
import { createMarketNotices } from './observe/marketNotices.js';
import { callsAt, type Transcript } from './observe/runReadings.js';
import { sheetsFor, type TakenSnapshot, takeSnapshots } from './observe/takeSnapshots.js';
import { planTick } from './plan/planTick.js';
import { prepareOrders } from './plan/prepareOrders.js';
import type { Ledger } from './record/ledger.js';
import { planContext } from './record/planContext.js';
import { createRecorder, type Recorder, type TickRecord } from './record/recorder.js';
import { createRetention } from './record/retention.js';
import type { Venue } from './venues/venue.js';

/** One strategy with all it needs. */
export interface Book {
  strategy: Strategy;
  venues: ReadonlyMap<VenueId, Venue>;
  executor: Executor;
  /** How its venues were found; kept with every recorded decision. */
  opening: readonly Transcript[];
}

/** The newest that servers have quoted. */
export interface Quotes {
  sheets(): QuoteSheets;
  /** Asks for newer ones; does not hold a tick up for long, and never rejects. */
  refresh(): Promise<void>;
}

export interface KeeperOptions {
  chainId: number;
  multicall3: Address;
  pool: EndpointPool;
  heads: Heads;
  books: readonly Book[];
  /** Blocks on the chain, its own included, that make a transaction final. */
  confirmations: number;
  /** Prices from outside the chain, for the venues that want them. */
  quotes?: Quotes;
  ledger: Ledger;
  sampleEvery: Milliseconds;
  /** How long whole snapshots are kept. */
  keepFor: Milliseconds;
  now: () => UnixMillis;
  log: Log;
  /** Ends the loop once the tick in hand is done. */
  stop: AbortSignal;
  /** Told of every tick, recorded or not. */
  onTick?: (tick: TickRecord) => void;
}

/**
 * The loop: at every new block, observe, assess, plan, guard, execute, record. One tick at a time, always on the newest
 * block. Returns when `stop` fires. A failing endpoint costs a tick; anything unforeseen is thrown, since a restart is
 * a recovery and a wrong belief is not.
 */
export async function keep(options: KeeperOptions): Promise<void> {
  const { books, pool, log } = options;
  const retain = createRetention(options);
  const watched = books.map(({ strategy, venues }) => ({ account: strategy.account, venues }));
  const memory: Memory = {
    recorder: createRecorder(options),
    changes: createBeside(createChangeWatch({ ...options, watched, client: pool.client })),
    noticeMarkets: createMarketNotices(log),
  };
  try {
    await loop(options, memory, retain);
  } finally {
    await memory.changes.ended();
  }
}

async function loop(options: KeeperOptions, memory: Memory, retain: () => Promise<void>): Promise<void> {
  const { heads, books, pool, log, stop } = options;
  const unrecovered = new Set(books);
  for (let head = await heads.next(stop); head !== null; head = await heads.next(stop)) {
    const endpoint = pool.current();
    try {
      for (const book of unrecovered) {
        await book.executor.recover();
        unrecovered.delete(book);
      }
      await tick(options, memory, head);
      await retain();
      pool.succeeded(endpoint);
    } catch (error) {
      if (!isRetryable(error)) throw error;
      if (error instanceof EndpointError) pool.failed(endpoint, error);
      log.warn({ at: 'keeper', block: head.block.number, error: shortMessageOf(error) }, 'tick abandoned');
      await pool.ready(stop);
    }
  }
}

/** What one tick leaves to the next. */
interface Memory {
  recorder: Recorder;
  changes: Beside<Block>;
  noticeMarkets: (snapshot: Snapshot) => void;
}

async function tick(options: KeeperOptions, memory: Memory, head: Head): Promise<void> {
  const { books, quotes, now, log } = options;
  const { block } = head;
  const startedAt = now();
  const advancing = settleAll(books.map((book) => book.executor.advance(block)));
  await settleAll<unknown>([advancing, quotes?.refresh() ?? Promise.resolve()]);
  const floors = await advancing;
  const ahead = floors.find((floor) => floor > block.number);
  if (ahead !== undefined) {
    log.debug({ at: 'keeper', block: block.number, ahead }, 'head is older than what is known to have happened');
    return;
  }
  // What is noticed is for the operator: neither a decision nor the next tick waits for it.
  memory.changes.begin(block);
  await decideAndWork(options, memory, head, startedAt);
}

async function decideAndWork(
  options: KeeperOptions,
  { recorder, noticeMarkets }: Memory,
  head: Head,
  startedAt: UnixMillis,
): Promise<void> {
  const { books, quotes, ledger, now, stop } = options;
  const sheets = quotes?.sheets() ?? noQuoteSheets;
  const taken = await observe(options, head.block, sheets);
  const records: [Book, TickRecord][] = [];
  for (const [i, book] of books.entries()) {
    const { strategy, venues, opening } = book;
    const { snapshot, transcripts } = taken[i] ?? {};
    if (!snapshot || !transcripts || stop.aborted) continue;
    noticeMarkets(snapshot);
    const context = await planContext(ledger, strategy, options.chainId, now());
    const plan = planTick({ strategy, snapshot, venues, ...context });
    const prepared = prepareOrders({ strategy, snapshot, venues, openOrders: context.openOrders, plan });
    const quoted = sheetsFor(venues.values(), sheets);
    const inputs = {
      opening,
      transcripts,
      multicall3: options.multicall3,
      context,
      ...(quoted.size > 0 ? { sheets: quoted } : {}),
    };
    records.push([book, await recorder.record({ strategy, snapshot, head, startedAt, inputs, ...prepared })]);
  }
  // Accounts do not wait for each other; within one, orders go in their order.
  try {
    await settleAll(records.map(([book, record]) => work(book, record)));
  } finally {
    for (const [, record] of records) options.onTick?.(record);
  }
}

/** A node in the middle of importing a block may answer with half of it: what cannot be read is asked for once more. */
async function observe(
  { chainId, multicall3, books, pool }: KeeperOptions,
  block: Block,
  sheets: QuoteSheets,
): Promise<TakenSnapshot[]> {
  const watched = books.map(({ strategy, venues }) => ({ account: strategy.account, venues: [...venues.values()] }));
  const take = () =>
    takeSnapshots({ chainId, block, multicall3, sheets }, watched, callsAt(pool.current(), multicall3, block.hash));
  const taken = await take();
  return taken.every(({ snapshot }) => snapshot.unread.length === 0) ? taken : take();
}

const work = ({ executor, venues }: Book, { snapshot, orders }: TickRecord): Promise<void> =>
  workOrders(
    executor,
    orders.flatMap(({ order, steps }) => {
      const venue = venues.get(order.terms.venue);
      return venue ? [{ order, steps, venue, snapshot }] : [];
    }),
  );
