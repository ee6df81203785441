import { z } from 'zod';
import { kindOf } from '../../model/alertKind.js';
import type { Pulse, PulseFigures } from '../../model/pulse.js';
import type { Ledger } from '../../record/ledger.js';
import { currentTradingState } from '../../record/queries/currentTradingState.js';
import { newestTicks } from '../../record/queries/newestTicks.js';
import { openOrders } from '../../record/queries/openOrders.js';
import type { RecordedOrder } from '../../record/queries/recordedOrder.js';
import { listReviews } from '../../record/queries/reviews.js';
import type { Environment } from '../books/bookRules.js';
import { keptFirst } from '../books/keptFirst.js';
import { silentMs } from '../daemonState.js';
import { isPulseOld, isRecovering } from '../liveness.js';
import { bookView } from './book.js';
import { unixMs } from './plain.js';
import { readBook } from './readBook.js';
import { readStanding, type Standing } from './standing.js';

/** Whether a keeper runs, as the lock beside the ledger and its heartbeat tell. */
export const daemonView = z.object({
  running: z.boolean(),
  pid: z.number().nullable().meta({ description: 'on this machine' }),
  owner: z.string().meta({ description: '`process id@host` of the newest start' }),
  version: z.string().nullable(),
  startedAt: unixMs.nullable(),
  seenAt: unixMs.nullable().meta({ description: 'its last heartbeat: one is written every ten seconds' }),
  endedAt: unixMs.nullable(),
  exitCode: z.number().nullable(),
  silentMs: z
    .number()
    .meta({ description: 'how long a running one has not said that it lives; 0 while it has lately' }),
});

export const headView = z.object({
  chainId: z.number(),
  chain: z.string(),
  block: z.number().nullable(),
  ageMs: z.number().nullable().meta({ description: 'of its time stamp, against the clock now' }),
  isOld: z.boolean(),
  isRecovering: z.boolean().meta({
    description: 'whether the keeper has started and decided nothing yet: what was left open is settled first',
  }),
});

/** All that is seen at a glance. */
export const overviewView = z.object({
  asOf: unixMs.meta({ description: 'when this was put together, unix milliseconds' }),
  newestAt: unixMs
    .nullable()
    .meta({ description: 'of the newest thing the keeper wrote: tick or pulse; null before any' }),
  isStale: z.boolean().meta({ description: 'whether nothing new was written for longer than it should take' }),
  trading: z.object({
    state: z.enum(['active', 'reducing', 'halted']),
    reason: z.string(),
    author: z.string(),
    since: unixMs.nullable().meta({ description: 'null where nobody ever said anything' }),
  }),
  daemon: daemonView,
  heads: z.array(headView),
  alerts: z.object({ critical: z.number(), warning: z.number() }).meta({ description: 'open ones' }),
  openOrders: z.number(),
  reviewsWaiting: z.number(),
  books: z.array(bookView).meta({ description: 'those that are kept first' }),
});

export type OverviewView = z.infer<typeof overviewView>;

export interface OverviewAsk {
  now: number;
  /** Where variables of strategy files are looked up: without them some rules cannot be told. */
  env: Environment;
  /** Where it was read already. */
  standing?: Standing;
  /** Open orders, where they were read already. */
  open?: readonly RecordedOrder[];
}

/** All that is seen at a glance; of an empty ledger that nothing is known. */
export async function readOverview(ledger: Ledger, { now, env, standing, open }: OverviewAsk): Promise<OverviewView> {
  const [trading, { daemon, pulses, alerts }, orders, reviews, ticks] = await Promise.all([
    currentTradingState(ledger),
    standing ?? readStanding(ledger, now),
    open ?? openOrders(ledger),
    listReviews(ledger, { open: true }),
    newestTicks(ledger.db),
  ]);
  // A strategy's books on further chains are told of with the one on its first.
  const seen = ticks.filter(({ strategy }) => !strategy.includes('@'));
  const books = await Promise.all(
    keptFirst(seen, pulses).map(({ book: { strategy: name }, isKept }) =>
      readBook(ledger, name, {
        ...{ now, env, figures: newestFigures(pulses, name), isKept },
        openOrders: orders.filter(({ strategy }) => strategy === name).length,
        reviewsWaiting: reviews.filter(({ strategy }) => strategy === name).length,
      }),
    ),
  );
  const written = [...pulses.map(({ writtenAt }) => writtenAt), ...books.flatMap(({ liveAt }) => liveAt ?? [])];
  const newestAt = written.length > 0 ? Math.max(...written) : null;
  const severities = alerts.map(({ code }) => kindOf(code).severity);
  const { state, reason, author, at } = trading;
  return {
    ...{ asOf: now, newestAt, isStale: newestAt === null || isPulseOld(newestAt, now) },
    trading: { state, reason, author, since: at === 0 ? null : at },
    daemon: { ...daemon, silentMs: silentMs(daemon, now) },
    heads: pulses.map((pulse) => headOf(pulse, now)),
    alerts: {
      critical: severities.filter((one) => one === 'critical').length,
      warning: severities.filter((one) => one === 'warning').length,
    },
    ...{ openOrders: orders.length, reviewsWaiting: reviews.length },
    books,
  };
}

function headOf(pulse: Pulse, now: number): OverviewView['heads'][number] {
  const { chainId, chain, head, maxHeadAgeMs } = pulse;
  const ageMs = head ? Math.max(0, now - head.timestamp * 1_000) : null;
  return {
    ...{ chainId, chain, block: head?.number ?? null, ageMs, isOld: ageMs === null || ageMs > maxHeadAgeMs },
    isRecovering: isRecovering(pulse),
  };
}

const newestFigures = (pulses: readonly Pulse[], book: string): PulseFigures | undefined =>
  pulses.flatMap(({ figures }) => figures[book] ?? []).sort((a, b) => b.at - a.at)[0];
