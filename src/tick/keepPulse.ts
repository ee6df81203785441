import { shortMessageOf } from '../model/error.js';
import type { Log } from '../model/log.js';
import { type Pulse, type PulseFigures, type PulseHead, type PulseTicks, tickBucketsMs } from '../model/pulse.js';
import type { Block } from '../model/snapshot.js';
import type { Strategy } from '../model/strategy.js';
import type { UnixMillis } from '../model/units.js';
import type { EndpointPool } from '../observe/endpoints/endpointPool.js';
import { pause } from '../observe/endpoints/pause.js';
import type { Ledger } from '../record/ledger.js';
import { attemptsOpen } from '../record/queries/attemptsOpen.js';
import type { TickRecord } from '../record/recorder.js';
import { seriesPoint } from '../record/series/seriesPoint.js';
import { createSeriesWriter } from '../record/series/seriesWriter.js';
import { thinSeries } from '../record/series/thinSeries.js';
import { replacePulse } from '../record/statements/pulses.js';
import { replaceSeries } from '../record/statements/series.js';
import { createLoopLag } from './loopLag.js';
import { endpointsOf, isAvailable } from './pulseOf.js';

/** What is kept on the chain; it changes when a strategy is loaded anew. */
export interface PulseKept {
  /** As their books on this chain have them. */
  strategies: readonly Pick<Strategy, 'name' | 'home' | 'atStake'>[];
  keys: Pulse['keys'];
}

export interface KeepPulseOptions {
  chainId: number;
  chain: string;
  maxHeadAgeMs: number;
  kept: PulseKept;
  pool: Pick<EndpointPool, 'state' | 'clock'>;
  ledger: Ledger;
  now: () => UnixMillis;
  log: Log;
  /** Never written more often than this. */
  everyMs: number;
}

/** Told by the loop how it goes. None of it takes longer than to note it, but `ended`, which may write. */
export interface PulseListener {
  began(block: Block): void;
  /** The tick is over, and all that it decided is on its way. */
  ended(): Promise<void>;
  abandoned(): void;
}

export interface PulseKeeper extends PulseListener {
  /** From now on this is kept. */
  keeps(kept: PulseKept): void;
  /** What a book is at this tick, for its series. */
  saw(tick: Pick<TickRecord, 'strategy' | 'risk' | 'snapshot'>): void;
  /** Writes while nothing happens, too, until the signal fires; then once more. Never rejects. */
  run(signal: AbortSignal): Promise<void>;
}

/** While a chain has no new blocks its pulse is written as often as this, so that whoever reads it knows that somebody lives. */
const quietMs = 5_000;
const thinEveryMs = 60_000;

/**
 * Writes down beside the loop how the loop is, and how each book goes. It is for the operator: where it fails, the next one says so,
 * and the keeper goes on.
 */
export function keepPulse(options: KeepPulseOptions): PulseKeeper {
  const { pool, ledger, now, log, everyMs } = options;
  let kept = keptBy(options.kept);
  const startedAt = now();
  const lag = createLoopLag();
  const series = createSeriesWriter();
  const figures = new Map<string, PulseFigures>();
  const ticks = { counted: 0, abandoned: 0, sumMs: 0, counts: tickBucketsMs.map(() => 0) };
  let last: Pick<PulseTicks, 'lastAt' | 'lastMs'> = { lastAt: null, lastMs: null };
  let head: PulseHead | null = null;
  let gasPriceWei: string | null = null;
  let beganAt = 0;
  let writtenAt = Number.NEGATIVE_INFINITY;
  let thinnedAt = 0;
  let lastError: Pulse['journal']['lastError'] = null;
  let writing = false;

  async function pulse(): Promise<Pulse> {
    const at = now();
    const endpoints = endpointsOf(pool);
    const { rss, heapUsed } = process.memoryUsage();
    const { chainId, chain, maxHeadAgeMs } = options;
    const { wanted, books, keys } = kept;
    return {
      ...{ chainId, chain, pid: process.pid, startedAt, writtenAt: at, head, maxHeadAgeMs, endpoints, gasPriceWei },
      headAgeMs: head === null ? null : at - head.timestamp * 1_000,
      ticks: { ...ticks, ...last, counts: [...ticks.counts] },
      quorum: { wanted, available: endpoints.filter(isAvailable).length },
      ...{ loopLagMs: lag.now(), rssBytes: rss, heapUsedBytes: heapUsed, books, keys },
      figures: Object.fromEntries([...figures].filter(([book]) => kept.homes.has(book))),
      journal: { ...(await attemptsOpen(ledger, chainId)), lastError },
    };
  }

  async function write(closing = false): Promise<void> {
    if (writing) return;
    writing = true;
    writtenAt = performance.now();
    try {
      await ledger.commit([replacePulse(await pulse()), series.due(closing).map(replaceSeries)]);
      series.written();
    } catch (error) {
      const text = shortMessageOf(error);
      if (lastError?.text !== text) log.warn({ at: 'pulse', error: text }, 'the pulse cannot be written');
      lastError = { text, at: now() };
    } finally {
      writing = false;
    }
  }

  const isDue = (ms: number): boolean => performance.now() - writtenAt >= ms;

  return {
    began({ number, hash, timestamp, baseFee }) {
      head = { number: Number(number), hash, timestamp, seenAt: now() };
      gasPriceWei = String(baseFee);
      beganAt = performance.now();
    },
    async ended() {
      const tookMs = performance.now() - beganAt;
      ticks.counted++;
      ticks.sumMs += tookMs;
      for (const [i, bound] of tickBucketsMs.entries())
        if (tookMs <= bound) ticks.counts[i] = (ticks.counts[i] ?? 0) + 1;
      last = { lastAt: now(), lastMs: tookMs };
      if (isDue(everyMs)) await write();
    },
    abandoned() {
      ticks.abandoned++;
    },
    keeps(next) {
      kept = keptBy(next);
    },
    saw({ strategy, risk, snapshot }) {
      if (!kept.homes.has(strategy)) return;
      const { number, baseFee } = snapshot.block;
      const point = seriesPoint(risk, Number(baseFee) / 1e9);
      const at = now();
      series.add(strategy, at, point);
      figures.set(strategy, { at, block: Number(number), values: Object.fromEntries(point) });
    },
    async run(signal) {
      lag.enable();
      while (!signal.aborted) {
        if (isDue(quietMs)) await write();
        if (performance.now() - thinnedAt >= thinEveryMs) {
          const isMore = await thinSeries(ledger, now()).catch(() => false);
          if (!isMore) thinnedAt = performance.now();
        }
        await pause(everyMs, signal);
        await lag.look();
      }
      lag.disable();
      await write(true);
    },
  };
}

function keptBy({ strategies, keys }: PulseKept) {
  return {
    keys,
    books: strategies.map(({ name }) => name),
    // One portfolio, told once: by the book on the strategy's first chain.
    homes: new Set(strategies.filter(({ home }) => home === undefined).map(({ name }) => name)),
    wanted: Math.max(1, ...strategies.flatMap(({ atStake }) => atStake.map((tier) => tier.endpoints))),
  };
}
