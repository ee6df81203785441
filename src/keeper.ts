import type { Address } from 'viem';
import { type Beside, createBeside } from './execute/follow/beside.js';
import type { Alarms } from './model/alert.js';
import { shortMessageOf } from './model/error.js';
import type { Log } from './model/log.js';
import { noQuoteSheets } from './model/quotes.js';
import { isRetryable, settleAll } from './model/retryable.js';
import type { SequencerFeed } from './model/sequencer.js';
import type { Snapshot } from './model/snapshot.js';
import type { Milliseconds, UnixMillis } from './model/units.js';
import { createAudit, type Unasked } from './observe/agreement/audit.js';
import type { OpeningWatch } from './observe/agreement/openingWatch.js';
import { EndpointError } from './observe/endpoints/endpoint.js';
import type { EndpointPool } from './observe/endpoints/endpointPool.js';
import type { Head, Heads } from './observe/heads.js';
import { createMarketNotices } from './observe/marketNotices.js';
import type { Ledger } from './record/ledger.js';
import { createRecorder, type Recorder, type TickRecord } from './record/recorder.js';
import { createRetention } from './record/retention.js';
import { createAdvance, type Quotes } from './tick/advance.js';
import { agreeOn } from './tick/agreeOn.js';
import type { Book } from './tick/book.js';
import { createBookExecutions } from './tick/bookExecutions.js';
import { type Draft, decide } from './tick/decide.js';
import { createForecaster, type Forecaster } from './tick/forecaster.js';
import type { PulseListener } from './tick/keepPulse.js';
import { createMarkWorking, type MarkWorking } from './tick/markWorking.js';
import { createObserveBlock } from './tick/observeBlock.js';
import { createRecordDrafts, type RecordDrafts } from './tick/recordDrafts.js';
import { recordSample } from './tick/recordSample.js';
import type { SharedLimits } from './tick/sharedLimits.js';
import { timeForOrders } from './tick/timeForOrders.js';
import { createWatches, type Watches } from './tick/watches.js';
import { workBook } from './tick/workBook.js';

export interface KeeperOptions {
  chainId: number;
  multicall3: Address;
  /** The feed of the rollup's sequencer; absent where the chain declares none. */
  sequencer?: SequencerFeed;
  pool: EndpointPool;
  heads: Heads;
  books: readonly Book[];
  /** Where books of all chains take turns, for limits that count what others order. */
  shared: SharedLimits;
  /** Blocks on the chain, its own included, that make a transaction final. */
  confirmations: number;
  /** A block older than this, by the machine's clock, lets in no new risk; none is too old when left out. */
  headAge?: Milliseconds;
  /** Prices from outside the chain, for the venues that want them. */
  quotes?: Quotes;
  /** Where few have said yet where venues are; absent where enough have. */
  opening?: OpeningWatch;
  ledger: Ledger;
  alarms: Alarms;
  sampleEvery: Milliseconds;
  /** How long whole snapshots are kept. */
  keepFor: Milliseconds;
  now: () => UnixMillis;
  log: Log;
  /** Ends the loop once the tick in hand is done. */
  stop: AbortSignal;
  /** Told of every tick, recorded or not. */
  onTick?: (tick: TickRecord) => void;
  /** Told how the loop goes, for whoever looks on. */
  pulse?: PulseListener;
}

/**
 * The loop: at every new block, observe, assess, plan, guard, execute, record. One tick at a time, always on the newest
 * block. Returns when `stop` fires. A failing endpoint costs a tick; anything unforeseen is thrown, since a restart is
 * a recovery and a wrong belief is not.
 */
export async function keep(options: KeeperOptions): Promise<void> {
  const { log } = options;
  const retain = createRetention(options);
  const [forecaster, recorder] = [createForecaster(options), createRecorder(options)];
  const memory: Memory = {
    advance: createAdvance(options),
    observe: createObserveBlock(options),
    forecaster,
    recorder,
    record: createRecordDrafts({ ...options, forecaster }, recorder),
    bookExecutions: createBookExecutions(options),
    markWorking: createMarkWorking(options),
    watches: createWatches(options),
    noticeMarkets: createMarketNotices(log),
    audit: createBeside(createAudit(options)),
  };
  try {
    await loop(options, memory, retain);
  } finally {
    await settleAll([memory.watches.ended(), memory.audit.ended()]);
  }
}

/** What one tick leaves to the next. */
interface Memory {
  advance: ReturnType<typeof createAdvance>;
  observe: ReturnType<typeof createObserveBlock>;
  forecaster: Forecaster;
  recorder: Recorder;
  record: RecordDrafts;
  bookExecutions: () => Promise<void>;
  markWorking: MarkWorking;
  watches: Watches;
  noticeMarkets: (snapshot: Snapshot) => void;
  audit: Beside<Unasked>;
}

async function loop(options: KeeperOptions, memory: Memory, retain: () => Promise<void>): Promise<void> {
  const { heads, books, pool, log, pulse, stop } = options;
  const unrecovered = new Set(books);
  for (let head = await heads.next(stop); head !== null; head = await heads.next(stop)) {
    const endpoint = pool.current();
    pulse?.began(head.block);
    try {
      for (const book of unrecovered) {
        await book.executor.recover();
        unrecovered.delete(book);
      }
      await tick(options, memory, head);
      await pulse?.ended();
      await retain();
      // What it was left for meanwhile is not over.
      if (pool.current() === endpoint) pool.succeeded(endpoint);
    } catch (error) {
      if (!isRetryable(error)) throw error;
      pulse?.abandoned();
      if (error instanceof EndpointError) pool.failed(endpoint, error);
      log.warn({ at: 'keeper', block: head.block.number, error: shortMessageOf(error) }, 'tick abandoned');
      await pool.ready(stop);
    }
  }
}

async function tick(options: KeeperOptions, memory: Memory, head: Head): Promise<void> {
  const { books, quotes, multicall3, sequencer, stop } = options;
  const { forecaster } = memory;
  const deciding = { ...options, forecaster };
  const asked = { multicall3, ...(sequencer ? { sequencer } : {}) };
  const { block } = head;
  const startedAt = options.now();
  if (!(await memory.advance(block))) return;
  await memory.bookExecutions();
  memory.watches.head(block);
  const sheets = quotes?.sheets() ?? noQuoteSheets;
  const seen = await memory.observe(block, sheets);
  memory.watches.seen(seen);
  const drafts: Draft[] = [];
  for (const [i, book] of books.entries()) {
    const taken = seen.taken[i];
    if (taken && !stop.aborted) drafts.push(await decide(deciding, book, taken));
  }
  const agreed = await agreeOn(deciding, memory.audit, seen, drafts);
  for (const { book, taken } of agreed) {
    memory.noticeMarkets(taken.snapshot);
    book.executor.observed(taken.snapshot);
  }
  const records = await memory.record({ head, startedAt, sheets, ...asked }, agreed);
  // Accounts do not wait for each other; within one, orders go in their order.
  try {
    const mayBegin = timeForOrders(options, head);
    await settleAll(records.map(([{ book }, record]) => workBook(book, record, mayBegin)));
  } finally {
    await memory.bookExecutions();
    for (const [draft] of records) await memory.markWorking(draft);
    for (const [draft, record] of records) await recordSample(memory.recorder, deciding, draft, record);
    memory.watches.recorded(records.map(([draft]) => draft));
    for (const [, record] of records) options.onTick?.(record);
  }
}
