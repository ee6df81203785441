import { createPublicClient, http } from 'viem';
import type { Executor, Work } from '../../src/execute/orders/executor.js';
import { createLiveExecutor } from '../../src/execute/orders/liveExecutor.js';
import { workOrders } from '../../src/execute/orders/workOrders.js';
import { createSigner } from '../../src/execute/transactions/signer.js';
import type { Decision } from '../../src/model/decision.js';
import type { VenueId } from '../../src/model/instrument.js';
import type { Log } from '../../src/model/log.js';
import { multicall3Address } from '../../src/model/multicall3.js';
import type { Order, OrderClass, OrderTerms } from '../../src/model/order.js';
import type { Snapshot } from '../../src/model/snapshot.js';
import { unixMillis, unixSeconds } from '../../src/model/units.js';
import { createEndpointPool } from '../../src/observe/endpoints/endpointPool.js';
import { createHeads } from '../../src/observe/heads.js';
import { latestBlock } from '../../src/observe/latestBlock.js';
import { openVenues, type VenueRequest } from '../../src/observe/openVenues.js';
import { callsAt } from '../../src/observe/runReadings.js';
import { takeSnapshots } from '../../src/observe/takeSnapshots.js';
import { project } from '../../src/plan/project.js';
import { createAlarms } from '../../src/record/alarms.js';
import { newId } from '../../src/record/id.js';
import { openLedger } from '../../src/record/ledger.js';
import { programmesOf } from '../../src/record/programmesOf.js';
import { openAlerts } from '../../src/record/queries/alerts.js';
import { listOrders } from '../../src/record/queries/listOrders.js';
import { insertDecision, insertOrder } from '../../src/record/statements/orders.js';
import { insertTick } from '../../src/record/statements/ticks.js';
import { sampleStrategyHash } from '../../src/record/testing/sample.js';
import { looseNow } from '../../src/tick/looseNow.js';
import { createLooseWatch } from '../../src/tick/looseWatch.js';
import { rowGrounds } from '../../src/tick/rowGrounds.js';
import type { Venue } from '../../src/venues/venue.js';
import { type CrashPoint, doom } from '../conformance/crash.js';
import type { FundedAccount } from '../conformance/world.js';

const inTime = async (): Promise<boolean> => true;

type Finished = (forget: () => void | Promise<void>) => void;

export interface RowDeskOptions {
  chainId: number;
  url: string;
  wsUrl: string;
  account: FundedAccount;
  /** What the account is bound to. */
  venues: readonly Omit<VenueRequest, 'account'>[];
}

const silent: Log = { debug() {}, info() {}, warn() {}, error() {} };
const strategy = 'book';
const rule = 'rebalance book';

/** An account whose rows of orders are carried out as the loop does it: one tick's orders at a time, by a real executor and ledger. */
export async function openRowDesk(
  { chainId, url, wsUrl, account, venues: wanted }: RowDeskOptions,
  onFinished: Finished,
) {
  const over = new AbortController();
  const pool = createEndpointPool({ urls: [wsUrl], chainId, log: silent });
  const heads = createHeads({ pool, signal: over.signal });
  const ledger = openLedger({ file: ':memory:' });
  onFinished(async () => {
    over.abort();
    await pool.close();
    ledger.close();
  });
  let head = await latestBlock(pool.current());
  const now = () => unixMillis(head.timestamp * 1000);
  const calls = () => callsAt(pool.current(), multicall3Address, head.hash);
  const opened = await openVenues(
    wanted.map((request) => ({ ...request, account: account.address })),
    calls(),
  );
  const venues = new Map<VenueId, Venue>(
    opened.map((one) => {
      if (!one.ok) throw new Error(`a venue cannot be opened: ${one.error}`);
      return [one.value.id, one.value];
    }),
  );
  const signer = createSigner(account.privateKey, { chainId });
  const executorOf = (changes: Partial<Parameters<typeof createLiveExecutor>[0]> = {}): Executor =>
    createLiveExecutor({
      ...{ account: account.address, venues, signer, chainId, confirmations: 1, multicall3: multicall3Address },
      ...{ pool, heads, ledger, now, log: silent, stop: over.signal },
      ...changes,
    });
  let executor = executorOf();
  await executor.recover();
  const alarms = createAlarms({ ledger, now, log: silent });
  const watch = createLooseWatch({ ledger, alarms, now });

  async function look(): Promise<Snapshot> {
    head = await latestBlock(pool.current());
    const frame = { chainId, block: head, multicall3: multicall3Address };
    const [taken] = await takeSnapshots(frame, [{ account: account.address, venues: [...venues.values()] }], calls());
    if (!taken) throw new Error('nothing was read');
    return taken.snapshot;
  }

  /** Decided at the head, each step on what the ones before it leave, and recorded in one unit. */
  async function plan(row: readonly OrderTerms[], orderClass: OrderClass): Promise<Work[]> {
    const snapshot = await look();
    const at = now();
    const tick = newId(at);
    const deadline = unixSeconds(head.timestamp + 120);
    let ground = snapshot;
    const works = row.map((terms, index): Work & { decision: Decision } => {
      const venue = venues.get(terms.venue);
      const reading = ground.readings.find((one) => one.venue === terms.venue);
      if (!venue || !reading) throw new Error(`${terms.venue} is not there`);
      const steps = venue.prepare(reading, terms, deadline);
      ground = project(ground, venues, terms);
      const subject = { venue: terms.venue };
      const step = { key: 'row', index, of: row.length };
      const action = { rule, subject, orderClass, terms, notional: 0, ...(row.length > 1 ? { step } : {}) };
      const decision: Decision = {
        ...{ id: newId(at), rule, kind: 'topUp', subject, orderClass, verdict: 'act', action },
        ...{ because: ['the test wants it'], size: [], not: [], checks: [], metrics: {} },
      };
      const order: Order = {
        ...{ id: newId(at), decision: decision.id, strategy, rule, account: account.address, chainId, mode: 'live' },
        ...{ orderClass, terms, status: 'PendingNew', text: '', notional: 0, createdAt: at },
      };
      return { decision, order, venue, steps, snapshot };
    });
    const named = programmesOf(works.map(({ order: { id }, decision }) => ({ id, step: decision.action?.step })));
    const made = works.map((work, i) => {
      const step = named[i];
      return step ? { ...work, order: { ...work.order, step } } : work;
    });
    const { block } = snapshot;
    const grounds = rowGrounds(
      made.map(({ order }) => order),
      snapshot,
      venues,
    );
    await ledger.commit([
      insertTick({
        ...{ id: tick, strategy, strategyHash: sampleStrategyHash, chainId, account: account.address },
        ...{ blockNumber: block.number, blockHash: block.hash, blockTimestamp: block.timestamp },
        ...{ snapshotHash: block.hash, tookMs: 0, skippedBlocks: 0, summary: {}, at },
      }),
      ...made.map(({ decision }) => insertDecision(decision, { tick, strategy, strategyHash: sampleStrategyHash, at })),
      ...made.map(({ order, steps }) => insertOrder(order, steps)),
    ]);
    return made.map((work, i) => ({ ...work, ground: grounds[i] ?? snapshot }));
  }

  return {
    venues,
    ledger,
    look,
    client: createPublicClient({ transport: http(url) }),
    plan: (row: readonly OrderTerms[], orderClass: OrderClass = 'margin') => plan(row, orderClass),
    work: (works: readonly Work[]) => workOrders(executor, works, inTime),
    /** The process dies there, in the midst of these orders, and another takes over. */
    async crash(works: readonly Work[], point: CrashPoint) {
      const doomed = doom(signer, pool, point);
      const dying = workOrders(executorOf({ signer: doomed.signer, pool: doomed.pool }), works, inTime);
      await Promise.race([dying.then(() => Promise.reject(new Error('it did not die'))), doomed.dead]);
      await look();
      executor = executorOf();
      await executor.recover();
    },
    /** One more head: what is in flight is looked after, then what is loose. */
    async head() {
      await look();
      await executor.advance(head);
      const snapshot = await look();
      await watch({ taken: [{ snapshot }] } as unknown as Parameters<typeof watch>[0]);
      return snapshot;
    },
    /** All orders, oldest first: status and why. */
    async orders() {
      return (await listOrders(ledger, { limit: 100 })).reverse().map(({ status, text }) => ({ status, text }));
    },
    async loose() {
      const { loose } = await looseNow(ledger, await look(), now());
      return loose.map(({ token, amount, marginAccount }) => ({ token, amount, marginAccount }));
    },
    /** What is said of loose collateral; a key's use by hand is told when it is found, and that is another story. */
    async looseAlerts() {
      const open = await openAlerts(ledger);
      return open.filter(({ code }) => code === 'LOOSE_COLLATERAL').map(({ text }) => text);
    },
  };
}
