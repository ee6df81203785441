import type { Address } from 'viem';
import { bookName } from '../chains/strategyOn.js';
import type { Decision } from '../model/decision.js';
import { type Desk, type DeskEvent, emptyDesk } from '../model/desk.js';
import type { Forecast } from '../model/forecast.js';
import type { Holdings } from '../model/holdings.js';
import type { Log } from '../model/log.js';
import type { Id, Order, TransactionRequest } from '../model/order.js';
import { execTypes } from '../model/parentEvent.js';
import type { QuoteSheets } from '../model/quotes.js';
import type { RiskReport } from '../model/riskReport.js';
import type { SequencerFeed } from '../model/sequencer.js';
import { marginAccountsOf, positionsOf, type Snapshot } from '../model/snapshot.js';
import type { Strategy } from '../model/strategy.js';
import type { Milliseconds, UnixMillis } from '../model/units.js';
import type { Head } from '../observe/heads.js';
import type { Transcript } from '../observe/runReadings.js';
import type { Plan } from '../plan/planTick.js';
import type { PreparedDecision } from '../plan/preparedDecision.js';
import type { RuleRecord } from '../plan/ruleHistory.js';
import { type DeskPieces, deskPieces } from './deskPieces.js';
import { deskWork } from './deskWork.js';
import { newId } from './id.js';
import { isDue } from './isDue.js';
import type { Ledger } from './ledger.js';
import { marketAt } from './marketAt.js';
import type { PlanContext } from './planContext.js';
import { programmesOf } from './programmesOf.js';
import { packSnapshot } from './snapshotCodec.js';
import { insertDecision, insertOrder } from './statements/orders.js';
import { insertPacked, insertParts, partHash } from './statements/parts.js';
import { forecastHash, insertForecast, replaceHoldings } from './statements/risk.js';
import { snapshotPrices } from './statements/snapshotPrices.js';
import {
  dropSnapshot,
  insertMarginAccounts,
  insertPositions,
  insertRisk,
  insertSnapshot,
  insertTick,
  replaceRisk,
} from './statements/ticks.js';

/** What became of one tick of one strategy. */
export interface TickRecord {
  strategy: string;
  snapshot: Snapshot;
  skipped: number;
  risk: RiskReport;
  decisions: readonly Decision[];
  orders: readonly { order: Order; steps: readonly TransactionRequest[] }[];
  /** Its row; null when there was nothing worth a row. */
  tick: Id | null;
}

/** Everything a recorded decision stood on; with the strategy's file it can be made again, bit for bit. */
export interface RecordedInputs {
  chainId: number;
  block: Snapshot['block'];
  account: Snapshot['account'];
  multicall3: Address;
  /** The feed of the rollup's sequencer; absent where the chain declared none. */
  sequencer?: SequencerFeed;
  /** How each venue was found. */
  opening: readonly Transcript[];
  /** What each reading asked and was answered. */
  transcripts: readonly Transcript[];
  /** What servers had quoted, as far as its venues asked for it; absent where none did. */
  sheets?: QuoteSheets;
  /** What planning knew beside the snapshot; its history as entries. */
  context: Omit<PlanContext, 'history'> & { history: readonly [string, RuleRecord][] };
}

export interface RecorderOptions {
  ledger: Ledger;
  /** Between two rows of positions, margin accounts and risk while nothing is decided. */
  sampleEvery: Milliseconds;
  now: () => UnixMillis;
  log: Log;
}

export type Recorder = ReturnType<typeof createRecorder>;

interface TickInputs {
  strategy: Strategy;
  snapshot: Snapshot;
  head: Head;
  startedAt: UnixMillis;
  inputs: Pick<RecordedInputs, 'opening' | 'transcripts' | 'multicall3' | 'sequencer' | 'sheets'> & {
    context: PlanContext;
  };
  plan: Plan;
  prepared: readonly PreparedDecision[];
}

/** A book's risk with all that takes long to work out, and what it was worked out from. */
export interface Sample {
  risk: RiskReport;
  holdings: Holdings;
  forecast: Forecast;
}

/** Writes ticks down: all of what was decided and what it stood on, and a sample of the quiet in between, with the inputs of the newest. */
export function createRecorder({ ledger, sampleEvery, now, log }: RecorderOptions) {
  const sampledAt = new Map<string, number>();
  const skippedSince = new Map<string, number>();
  const told = new Map<string, number>();
  /**
   * The newest tick of each book where it decided nothing: what another file would make of it is asked for. Its inputs go with the
   * next row of the book; those that a run before this one left go with their tick.
   */
  const quiet = new Map<string, Id>();

  /** A refusal that stands, or comes and goes, is told again with each sample and not with each block. */
  function worthTelling(strategy: string, prepared: readonly PreparedDecision[], at: number): PreparedDecision[] {
    for (const [key, last] of told) if (isDue(last, sampleEvery, at)) told.delete(key);
    const here = new Set<string>();
    return prepared.filter(({ decision }) => {
      if (decision.verdict === 'act') return true;
      const key = keyOf(strategy, decision);
      if (told.has(key) || here.has(key)) return false;
      here.add(key);
      return true;
    });
  }

  return {
    /** Commits the tick, its decisions and its orders as one; only then may anything be sent. */
    async record({ strategy, snapshot, head, startedAt, inputs, plan, prepared }: TickInputs) {
      const at = now();
      const { name } = strategy;
      const skipped = (skippedSince.get(name) ?? 0) + head.skipped;
      const kept = worthTelling(name, prepared, at);
      const due = isDue(sampledAt.get(name), sampleEvery, at);
      const result = { strategy: name, snapshot, skipped: head.skipped, risk: plan.risk };
      const events = plan.desk ?? [];
      if (kept.length === 0 && events.length === 0 && !due) {
        skippedSince.set(name, skipped);
        return { ...result, tick: null, decisions: [], orders: [] } satisfies TickRecord;
      }

      const tick = newId(at);
      const decisions = kept.map(({ decision }): Decision => ({ ...decision, id: newId(at) }));
      const made = kept.flatMap(({ steps }, i) => {
        const decision = decisions[i];
        return decision?.action && steps.length > 0
          ? [{ order: orderOf(decision, strategy, snapshot.chainId, at), steps, step: decision.action.step }]
          : [];
      });
      const programmes = programmesOf(made.map(({ order: { id }, step }) => ({ id, step })));
      const orders = made.map(({ order, steps }, i) => {
        const step = programmes[i];
        return { order: step ? { ...order, step } : order, steps };
      });
      const { chainId, block, account } = snapshot;
      const { desk = emptyDesk } = inputs.context;
      const orderPieces = deskPieces(desk);
      const packed = packSnapshot(recorded({ chainId, block, account, ...inputs }, orderPieces));
      const quietBefore = quiet.get(name);
      // Not what takes long: orders wait for this. `sampled` adds it.
      const { positions, underlyings, marginAccounts, portfolio } = plan.risk;
      const { forecast, elsewhere = [] } = inputs.context;
      await ledger.commit([
        insertTick({
          id: tick,
          strategy: bookName(strategy),
          strategyHash: strategy.hash,
          chainId,
          account,
          blockNumber: block.number,
          blockHash: block.hash,
          blockTimestamp: block.timestamp,
          snapshotHash: packed.hash,
          tookMs: at - startedAt,
          skippedBlocks: skipped,
          summary: {
            mode: strategy.mode,
            tradingState: inputs.context.tradingState,
            agreement: inputs.context.agreement,
            unread: snapshot.unread,
            baseFee: block.baseFee,
            nativeBalance: snapshot.nativeBalance,
            waiting: snapshot.readings.flatMap((reading) => reading.orders ?? []),
          },
          at,
        }),
        // Before the new one: a book has one quiet tick at most of which everything is kept.
        quietBefore === undefined ? [] : dropSnapshot(quietBefore),
        [insertSnapshot(tick, packed), insertParts(elsewhere, at), insertPacked(orderPieces?.pieces ?? [], at)],
        insertPositions(tick, positionsOf(snapshot)),
        insertMarginAccounts(tick, marginAccountsOf(snapshot)),
        insertRisk(tick, { positions, underlyings, marginAccounts, portfolio }),
        forecast ? insertForecast(forecastHash(forecast), forecast, at) : [],
        snapshotPrices(snapshot),
        decisions.map((decision) =>
          insertDecision(decision, { tick, strategy: name, strategyHash: strategy.hash, at }),
        ),
        orders.map(({ order, steps }) => insertOrder(order, steps)),
        deskWork({
          desk: spokenOf(desk, events),
          ...{ events, at },
          markOf: ({ instrument }) => marketAt(snapshot, instrument)?.mark,
        }),
      ]);
      // Not before it is written: a tick that is decided anew tells it.
      for (const { decision } of kept) if (decision.verdict !== 'act') told.set(keyOf(name, decision), at);
      sampledAt.set(name, at);
      if (kept.length + events.length === 0) quiet.set(name, tick);
      else quiet.delete(name);
      skippedSince.set(name, 0);
      for (const decision of decisions) logDecision(log, name, decision);
      for (const event of events) logEvent(log, name, event);
      return { ...result, tick, decisions, orders } satisfies TickRecord;
    },

    /** What else is told of a tick that was recorded: no decision stands on it, and no order waits for it. */
    async sampled({ name, risk: settings }: Strategy, tick: Id, { risk, holdings, forecast }: Sample): Promise<void> {
      const at = now();
      const hash = forecastHash(forecast);
      await ledger.commit([
        replaceRisk(tick, risk),
        insertForecast(hash, forecast, at),
        replaceHoldings({ strategy: name, tick, holdings, settings, forecast: hash, at }),
      ]);
    },
  };
}

/**
 * A forecast is large, and the same for an hour; a block of a slow chain is the same for many of a quick one's; and so are most of
 * thousands of orders: each is kept apart, once, and `snapshotOf` puts it back.
 */
function recorded(
  { context, ...rest }: Omit<RecordedInputs, 'context'> & { context: PlanContext },
  orderPieces: DeskPieces | null,
): unknown {
  const { forecast, history, elsewhere, ...known } = context;
  return {
    ...rest,
    context: { ...known, history: [...history], ...(orderPieces ? { desk: orderPieces.desk } : {}) },
    ...(forecast ? { forecast: forecastHash(forecast) } : {}),
    ...(elsewhere ? { elsewhere: elsewhere.map(partHash) } : {}),
    ...(orderPieces ? { orders: orderPieces.names } : {}),
  };
}

/** Of thousands of orders, those that something is to be written of: each is searched for among them. */
function spokenOf(desk: Desk, events: readonly DeskEvent[]): Desk {
  const ids = new Set(events.flatMap((one) => (one.kind === 'parent' ? one.parent : [])));
  return { ...desk, parents: desk.parents.filter(({ id }) => ids.has(id)) };
}

function orderOf(decision: Decision, strategy: Strategy, chainId: number, at: UnixMillis): Order {
  const { action } = decision;
  if (!action) throw new TypeError('only a decision with an action becomes an order');
  return {
    id: newId(at),
    decision: decision.id,
    strategy: strategy.name,
    rule: decision.rule,
    account: strategy.account,
    chainId,
    mode: strategy.mode,
    orderClass: action.orderClass,
    terms: action.terms,
    status: 'PendingNew',
    text: '',
    notional: action.notional,
    createdAt: at,
    ...(action.cost ? { cost: action.cost } : {}),
    ...(action.parent ? { parent: action.parent } : {}),
  };
}

function keyOf(strategy: string, { rule, kind, subject, verdict, checks }: Omit<Decision, 'id'>): string {
  const failed = checks.filter((check) => check.verdict !== 'pass').map((check) => check.code);
  return JSON.stringify([strategy, rule, kind, subject, verdict, failed]);
}

function logEvent(log: Log, strategy: string, event: DeskEvent): void {
  const facts = { at: 'desk', strategy };
  if (event.kind !== 'parent') log.debug({ ...facts, kind: event.kind }, event.kind);
  else log.info({ ...facts, order: event.parent, text: event.text }, execTypes[event.event.kind]);
}

function logDecision(
  log: Log,
  strategy: string,
  { id, rule, subject, orderClass, verdict, because, size, not }: Decision,
) {
  const facts = { at: 'decision', id, strategy, rule, ...subject, orderClass, because, size, not };
  if (verdict === 'refused') log.warn(facts, 'refused');
  else log.info(facts, verdict);
}
