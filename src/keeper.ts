import type { Address } from 'viem';
import { type Beside, createBeside } from './execute/follow/beside.js';
import { createChangeWatch } from './execute/follow/changeWatch.js';
import type { Executor } from './execute/orders/executor.js';
import { workOrders } from './execute/orders/workOrders.js';
import type { Agreement } from './model/agreement.js';
import { shortMessageOf } from './model/error.js';
import type { VenueId } from './model/instrument.js';
import type { Log } from './model/log.js';
import { noQuoteSheets, type QuoteSheets } from './model/quotes.js';
import { isRetryable, settleAll } from './model/retryable.js';
import type { Block, Snapshot } from './model/snapshot.js';
import type { Strategy } from './model/strategy.js';
import { type Milliseconds, milliseconds, type UnixMillis } from './model/units.js';
import { createAudit, type Unasked } from './observe/agreement/audit.js';
import type { OpeningWatch } from './observe/agreement/openingWatch.js';
import { secondOpinions } from './observe/agreement/secondOpinions.js';
import { type Endpoint, EndpointError } from './observe/endpoints/endpoint.js';
import type { EndpointPool } from './observe/endpoints/endpointPool.js';
import type { Head, Heads } from './observe/heads.js';
import { createMarketNotices } from './observe/marketNotices.js';
import { createReadElsewhere } from './observe/readElsewhere.js';
import { callsAt, type Transcript } from './observe/runReadings.js';
import {
  type SnapshotFrame,
  sheetsFor,
  type TakenSnapshot,
  takeSnapshots,
  type Watched,
} from './observe/takeSnapshots.js';
import { endpointsWanted } from './plan/endpointsWanted.js';
import { planTick } from './plan/planTick.js';
import { prepareOrders } from './plan/prepareOrders.js';
import type { Ledger } from './record/ledger.js';
import { type PlanContext, planContext } from './record/planContext.js';
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
  /** A block older than this, by the machine's clock, lets in no new risk; none is too old when left out. */
  headAge?: Milliseconds;
  /** Prices from outside the chain, for the venues that want them. */
  quotes?: Quotes;
  /** Where few have said yet where venues are; absent where enough have. */
  opening?: OpeningWatch;
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
    audit: createBeside(createAudit(options)),
    opening: createBeside(async (block) => options.opening?.look(block)),
    readElsewhere: createReadElsewhere(pool),
    behindSince: null,
  };
  try {
    await loop(options, memory, retain);
  } finally {
    await settleAll([memory.changes.ended(), memory.audit.ended(), memory.opening.ended()]);
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
      // What it was left for meanwhile is not over.
      if (pool.current() === endpoint) pool.succeeded(endpoint);
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
  audit: Beside<Unasked>;
  opening: Beside<Block>;
  readElsewhere: ReturnType<typeof createReadElsewhere>;
  /** Since when every head was older than what is known to have happened, by the pool's clock; null where the last was not. */
  behindSince: Milliseconds | null;
}

/** An endpoint may be behind another by as much as this; one that stays behind for longer is left. */
const longestBehindMs = 5_000;

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
    leaveWhoStaysBehind(options, memory, block, ahead);
    return;
  }
  memory.behindSince = null;
  // What is noticed is for the operator: neither a decision nor the next tick waits for it.
  memory.changes.begin(block);
  memory.opening.begin(block);
  await decideAndWork(options, memory, head, startedAt);
}

/** Whoever is in use lags, or lied of what has happened; another shows the one as well as the other. @throws EndpointError */
function leaveWhoStaysBehind({ pool }: KeeperOptions, memory: Memory, { number }: Block, ahead: bigint): void {
  const at = milliseconds(pool.clock.now());
  memory.behindSince ??= at;
  if (at - memory.behindSince < longestBehindMs) return;
  memory.behindSince = null;
  const text = `${pool.current().label} tells of block ${number}, and block ${ahead} is known to have been made`;
  throw new EndpointError(text, { retryable: true });
}

async function decideAndWork(
  options: KeeperOptions,
  { recorder, noticeMarkets, audit, readElsewhere }: Memory,
  head: Head,
  startedAt: UnixMillis,
): Promise<void> {
  const { books, quotes, stop } = options;
  const sheets = quotes?.sheets() ?? noQuoteSheets;
  const seen = await observe(options, readElsewhere, head.block, sheets);
  const drafts: Draft[] = [];
  for (const [i, book] of books.entries()) {
    const taken = seen.taken[i];
    if (taken && !stop.aborted) drafts.push(await decide(options, book, taken));
  }
  const records: [Book, TickRecord][] = [];
  for (const draft of await agreeOn(options, audit, seen, drafts)) {
    if (stop.aborted) continue;
    const { book, taken, context, plan, prepared } = draft;
    const { strategy, venues, opening } = book;
    const { snapshot, transcripts } = taken;
    noticeMarkets(snapshot);
    book.executor.observed(snapshot);
    const quoted = sheetsFor(venues.values(), sheets);
    const inputs = {
      opening,
      transcripts,
      multicall3: options.multicall3,
      context,
      ...(quoted.size > 0 ? { sheets: quoted } : {}),
    };
    records.push([book, await recorder.record({ strategy, snapshot, head, startedAt, inputs, plan, prepared })]);
  }
  // Accounts do not wait for each other; within one, orders go in their order.
  try {
    await settleAll(records.map(([book, record]) => work(book, record)));
  } finally {
    for (const [, record] of records) options.onTick?.(record);
  }
}

/** What a block holds, by the endpoint in use at the time. */
interface Seen {
  frame: SnapshotFrame;
  /** One a book. */
  taken: readonly TakenSnapshot[];
  endpoint: Endpoint;
  others: readonly Endpoint[];
}

/**
 * A node in the middle of importing a block may answer with half of it: what cannot be read is asked for once more, and then
 * of others.
 */
async function observe(
  { chainId, multicall3, books, pool }: KeeperOptions,
  readElsewhere: Memory['readElsewhere'],
  block: Block,
  sheets: QuoteSheets,
): Promise<Seen> {
  const frame = { chainId, block, multicall3, sheets };
  const endpoint = pool.current();
  const others = pool.others();
  const watched = books.map(watchedOf);
  const take = () => takeSnapshots(frame, watched, callsAt(endpoint, multicall3, block.hash));
  const isWhole = (all: readonly TakenSnapshot[]) => all.every(({ snapshot }) => snapshot.unread.length === 0);
  const first = await take();
  const taken = isWhole(first) ? first : await take();
  const elsewhere = isWhole(taken) ? null : await readElsewhere({ frame, watched, taken, inUse: endpoint, others });
  if (elsewhere === null) return { frame, endpoint, others, taken };
  return { frame, ...elsewhere, others: [endpoint, ...others].filter((one) => one !== elsewhere.endpoint) };
}

const watchedOf = ({ strategy, venues }: Book): Watched => ({
  account: strategy.account,
  venues: [...venues.values()],
});

/** What would be done for one book, before anything of it is recorded. */
interface Draft extends ReturnType<typeof prepareOrders> {
  book: Book;
  taken: TakenSnapshot;
  context: PlanContext;
}

async function decide(
  { ledger, chainId, headAge, now }: KeeperOptions,
  book: Book,
  taken: TakenSnapshot,
  agreement?: Agreement,
): Promise<Draft> {
  const { strategy, venues } = book;
  const { snapshot } = taken;
  const known = await planContext(ledger, strategy, chainId, now());
  const context = { ...known, ...(agreement ? { agreement } : {}), ...(headAge === undefined ? {} : { headAge }) };
  const plan = planTick({ strategy, snapshot, venues, ...context });
  return {
    book,
    taken,
    context,
    ...prepareOrders({ strategy, snapshot, venues, openOrders: context.openOrders, plan }),
  };
}

/**
 * Where something is to be done, others are asked first whether the block is as the endpoint in use says it is, and it is
 * decided anew on what most of them say. Where nothing is to be done nobody is asked, but for an audit now and then.
 */
async function agreeOn(
  options: KeeperOptions,
  audit: Beside<Unasked>,
  { frame, endpoint, others }: Seen,
  drafts: readonly Draft[],
): Promise<Draft[]> {
  const all = drafts.map((draft) => {
    const { book, plan, taken } = draft;
    const wanted = endpointsWanted(book.strategy, plan.decisions);
    return { draft, doubt: { watched: watchedOf(book), taken, wanted } };
  });
  const doubted = all.filter(({ doubt }) => doubt.wanted > 1);
  if (doubted.length === 0) {
    // Nothing waits for it: what it finds is for the next tick.
    const doubts = all.map(({ doubt }) => ({ ...doubt, wanted: 2 }));
    audit.begin({ frame, inUse: endpoint, others, doubts });
    return [...drafts];
  }
  const isUrgent = drafts.some(({ plan }) =>
    plan.decisions.some((one) => one.verdict === 'act' && one.orderClass === 'survive'),
  );
  const patienceMs = isUrgent ? survivalPatienceMs : usualPatienceMs;
  const { pool, log, stop } = options;
  const opinions = await secondOpinions(
    doubted.map(({ doubt }) => doubt),
    { pool, log, stop, frame, inUse: endpoint, others, patienceMs },
  );
  return Promise.all(
    drafts.map((draft) => {
      const opinion = opinions[doubted.findIndex((one) => one.draft === draft)];
      return opinion ? decide(options, draft.book, opinion.taken, withOpening(opinion.agreement, options)) : draft;
    }),
  );
}

const withOpening = (agreement: Agreement, { opening }: KeeperOptions): Agreement =>
  opening ? { ...agreement, opening: opening.vouched() } : agreement;

/** How long others may take to say whether a block is as it seems: one that is a block behind, for which that is time enough. */
const usualPatienceMs = 2_000;
/** What saves an account goes either way, so it hardly waits. */
const survivalPatienceMs = 500;

const work = ({ executor, venues }: Book, { snapshot, orders }: TickRecord): Promise<void> =>
  workOrders(
    executor,
    orders.flatMap(({ order, steps }) => {
      const venue = venues.get(order.terms.venue);
      return venue ? [{ order, steps, venue, snapshot }] : [];
    }),
  );
