import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Address } from 'viem';
import { createChangeWatch } from '../../src/execute/follow/changeWatch.js';
import type { Executor } from '../../src/execute/orders/executor.js';
import { createLiveExecutor } from '../../src/execute/orders/liveExecutor.js';
import { createPolicedSigner } from '../../src/execute/transactions/policy/policedSigner.js';
import { createSigner } from '../../src/execute/transactions/signer.js';
import { unlimitedKeyPolicy } from '../../src/model/keyPolicy.js';
import type { Log } from '../../src/model/log.js';
import { type Fill, isOpen, type OrderTerms, type TransactionRequest } from '../../src/model/order.js';
import type { QuoteSheets } from '../../src/model/quotes.js';
import type { Block, Snapshot, VenueReading } from '../../src/model/snapshot.js';
import { type UnixMillis, unixMillis, unixSeconds, wei } from '../../src/model/units.js';
import { createEndpointPool } from '../../src/observe/endpoints/endpointPool.js';
import { createHeads } from '../../src/observe/heads.js';
import { latestBlock } from '../../src/observe/latestBlock.js';
import { openVenues } from '../../src/observe/openVenues.js';
import { createQuoteDesk } from '../../src/observe/prices/quoteDesk.js';
import { callsAt, runReadings, type Transcript } from '../../src/observe/runReadings.js';
import { createAlarms } from '../../src/record/alarms.js';
import { type Ledger, openLedger } from '../../src/record/ledger.js';
import { attemptsOf, fillsOf, type RecordedAttempt } from '../../src/record/queries/attempts.js';
import { ordersById } from '../../src/record/queries/ordersById.js';
import type { RecordedOrder } from '../../src/record/queries/recordedOrder.js';
import { stepsOf } from '../../src/record/queries/stepsOf.js';
import { type RecordedVenueOrder, venueOrdersOf } from '../../src/record/queries/venueOrders.js';
import type { Venue } from '../../src/venues/venue.js';
import { type CrashPoint, doom } from './crash.js';
import { createHand, type Hand } from './hand.js';
import { recordOrder } from './record.js';
import type { FundedAccount, VenueWorld } from './world.js';

/** What became of an order, by the ledger. */
export interface Story {
  order: RecordedOrder;
  fills: readonly Fill[];
  attempts: readonly RecordedAttempt[];
  venueOrders: readonly RecordedVenueOrder[];
  steps: readonly TransactionRequest[];
}

/** What was read, with all that it takes to read it again. */
export interface Look {
  block: Block;
  reading: VenueReading;
  sheets: QuoteSheets;
  transcript: Transcript;
}

export interface CarryOutOptions {
  /** Done once the order is recorded, before its first transaction is sent. */
  meanwhile?: () => Promise<unknown>;
  /** Done when the executor has done what it can for now, before the venue is made to go on. */
  asked?: () => Promise<unknown>;
  /** `asked`: the order is given back as it stands when the executor has done what it can for now. */
  until?: 'finished' | 'asked';
  /** The executor dies there; a new one takes over on the same ledger. */
  crash?: CrashPoint;
  /** Only where the executor dies: done before the new one is there. */
  unattended?: () => Promise<unknown>;
}

/** One account's desk: a real ledger, a real executor and the venue bound to the account. */
export interface Desk {
  account: FundedAccount;
  venue: Venue;
  world: VenueWorld;
  hand: Hand;
  readonly ledger: Ledger;
  look(): Promise<Look>;
  read(): Promise<VenueReading>;
  /** What the venue would send at the head. @throws VenueRefusal */
  prepare(terms: OrderTerms): Promise<readonly TransactionRequest[]>;
  /** Prepares at the head, records, sends, and looks after the order until it is finished. @throws VenueRefusal */
  carryOut(terms: OrderTerms, options?: CarryOutOptions): Promise<Story>;
  /** Lets the venue go on, and looks after what is in flight, until the order is finished. */
  finish(order: string): Promise<Story>;
  /** Looks after what is in flight, once, at the newest head. */
  advance(): Promise<void>;
  story(order: string): Promise<Story>;
  /** The process ends, and another one begins on the same ledger. */
  restart(): Promise<void>;
}

/** Room to be mined in; also how long the calldata is good for where the protocol knows deadlines. */
const goodForSeconds = 120;

type Finished = (forget: () => void | Promise<void>) => void;

const silent: Log = { debug() {}, info() {}, warn() {}, error() {} };

/** @throws Error when the venue cannot be opened */
export async function openDesk(
  world: VenueWorld,
  account: FundedAccount,
  onFinished: Finished,
  transfersTo: readonly Address[] = [],
): Promise<Desk> {
  const { chain } = world;
  const folder = mkdtempSync(join(tmpdir(), 'ballast-conformance-'));
  const over = new AbortController();
  const pool = createEndpointPool({ urls: chain.urls, chainId: chain.id, log: silent });
  const heads = createHeads({ pool, signal: over.signal });
  let ledger = openLedger({ file: join(folder, 'ballast.db') });
  onFinished(async () => {
    over.abort();
    await pool.close();
    ledger.close();
    rmSync(folder, { recursive: true, force: true });
  });

  let head = await latestBlock(pool.current());
  const now = (): UnixMillis => unixMillis(head.timestamp * 1000);
  const newest = async (): Promise<Block> => {
    head = await latestBlock(pool.current());
    return head;
  };
  const callsOn = (block: Block) => callsAt(pool.current(), chain.multicall3, block.hash);

  const [opened] = await openVenues([world.request(account.address)], callsOn(head));
  if (!opened?.ok) throw new Error(`the venue cannot be opened: ${opened?.error}`);
  const venue = opened.value;
  const quotes = createQuoteDesk({
    ...{ sources: venue.quoteSources ?? [], now, log: silent, signal: over.signal },
    ...{ everyMs: 0, budgetMs: 10_000 },
  });

  const key = createSigner(account.privateKey, { chainId: chain.id });
  const policy = { ...unlimitedKeyPolicy, transfersTo };
  /** All that a venue prepares must pass the policy of a key, whatever its budgets. */
  const createSignerNow = () =>
    createPolicedSigner({
      ...{ signer: key, account: account.address, chainId: chain.id, policy, venues: [venue] },
      ...{ ledger, alarms: createAlarms({ ledger, now, log: silent }), now, log: silent },
    });
  function createExecutor(options: Partial<Parameters<typeof createLiveExecutor>[0]> = {}): Executor {
    return createLiveExecutor({
      ...{ account: account.address, venues: new Map([[venue.id, venue]]), chainId: chain.id },
      ...{
        signer: createSignerNow(),
        confirmations: 1,
        multicall3: chain.multicall3,
        pool,
        heads,
        ledger,
        now,
        log: silent,
        stop: over.signal,
      },
      ...options,
    });
  }
  const createWatch = () =>
    createChangeWatch({
      ...{ chainId: chain.id, confirmations: 1, client: pool.client, ledger, now, log: silent },
      watched: [{ account: account.address, venues: new Map([[venue.id, venue]]) }],
    });
  let executor = createExecutor();
  let watch = createWatch();
  await executor.recover();
  await watch(head);

  const desk: Desk = {
    ...{ account, venue, world },
    hand: createHand(world, account),
    get ledger() {
      return ledger;
    },
    async look() {
      await quotes.refresh();
      const sheets = quotes.sheets();
      const block = await newest();
      const [outcome] = await runReadings([() => venue.read(block, sheets)], callsOn(block));
      if (!outcome?.ok) throw new Error(`${venue.id} cannot be read: ${outcome?.error}`);
      return { block, reading: outcome.value, sheets, transcript: outcome.transcript };
    },
    read: async () => (await desk.look()).reading,
    async prepare(terms) {
      const { block, reading } = await desk.look();
      return venue.prepare(reading, terms, unixSeconds(block.timestamp + goodForSeconds));
    },
    async carryOut(terms, { meanwhile, asked, until = 'finished', crash, unattended } = {}) {
      const { block, reading } = await desk.look();
      const steps = venue.prepare(reading, terms, unixSeconds(block.timestamp + goodForSeconds));
      const { address } = account;
      const frame = { chainId: chain.id, account: address, block };
      const snapshot: Snapshot = { ...frame, nativeBalance: wei(0n), readings: [reading], unread: [] };
      const order = await recordOrder(ledger, snapshot, terms, steps, now());
      await meanwhile?.();
      const doomed = crash ? doom(createSignerNow(), pool, crash) : null;
      if (doomed) executor = createExecutor({ signer: doomed.signer, pool: doomed.pool });
      const working = executor.work({ order, venue, steps, snapshot });
      await (doomed ? Promise.race([working, doomed.dead]) : working);
      if (doomed) {
        await unattended?.();
        await desk.restart();
      }
      await asked?.();
      return until === 'asked' ? desk.story(order.id) : desk.finish(order.id);
    },
    async finish(id) {
      for (let round = 0; round < world.patience; round++) {
        const story = await desk.story(id);
        if (!isOpen(story.order.status)) return story;
        await world.settle();
        await desk.advance();
      }
      const { order } = await desk.story(id);
      if (!isOpen(order.status)) return desk.story(id);
      throw new Error(`order is still ${order.status} after ${world.patience} rounds: ${order.text || 'no word why'}`);
    },
    async advance() {
      const block = await newest();
      await executor.advance(block);
      await watch(block);
    },
    async story(id) {
      const [order] = await ordersById(ledger, [id]);
      if (!order) throw new Error(`the ledger has no order ${id}`);
      const fills = (await fillsOf(ledger, id)).map(({ fill }) => fill);
      const [attempts, venueOrders] = [await attemptsOf(ledger, id), await venueOrdersOf(ledger, id)];
      return { order, fills, attempts, venueOrders, steps: await stepsOf(ledger, id) };
    },
    async restart() {
      ledger.close();
      ledger = openLedger({ file: join(folder, 'ballast.db') });
      await newest();
      executor = createExecutor();
      watch = createWatch();
      await executor.recover();
    },
  };
  return desk;
}
