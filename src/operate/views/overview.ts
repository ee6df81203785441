import { z } from 'zod';
import { kindOf } from '../../model/alertKind.js';
import type { Pulse, PulseFigures } from '../../model/pulse.js';
import type { Ledger } from '../../record/ledger.js';
import { openAlerts } from '../../record/queries/alerts.js';
import { currentTradingState } from '../../record/queries/currentTradingState.js';
import { newestTicks } from '../../record/queries/newestTicks.js';
import { openOrders } from '../../record/queries/openOrders.js';
import { latestPulses } from '../../record/queries/pulses.js';
import { listReviews } from '../../record/queries/reviews.js';
import type { Environment } from '../books/bookRules.js';
import { daemonState, silentMs } from '../daemonState.js';
import { endless, figure, unixMs } from './plain.js';
import { readBook } from './readBook.js';

const triggerSide = z
  .object({
    priceUsd: z.number(),
    does: z.string().meta({ description: 'what the rule would want there: `sell 1.5 ETH`' }),
  })
  .nullable();

/** What one rule does next, if one price moves and nothing else does. */
export const nextActionView = z.object({
  rule: z.string(),
  kind: z.enum(['hedge', 'topUp', 'deleverage', 'rebalance', 'protect', 'claim']),
  about: z.string().meta({ description: 'the underlying or margin account it is about' }),
  underlying: z.string().meta({ description: 'whose price' }),
  priceUsd: z.number(),
  now: z.string().nullable().meta({ description: 'what it wants at the price of now; null: nothing' }),
  below: triggerSide.meta({ description: 'null: at no price down to half of the one now' }),
  above: triggerSide.meta({ description: 'null: at no price up to half as much again' }),
  says: z.array(z.string()).meta({ description: 'what is taken as it is, and what is not known' }),
});

/** Where a margin account is liquidated, and by what. */
export const wallView = z.object({
  marginAccount: z.string(),
  venue: z.string(),
  kind: z.enum(['price', 'together', 'vol', 'time']),
  underlying: z.string().nullable(),
  priceUsd: figure.meta({ description: 'of a `price` wall' }),
  change: figure.meta({ description: 'relative: -0.2 is a fall by 20 %; null of `time`' }),
  hours: figure.meta({ description: 'of a `time` wall' }),
  deviations: figure.meta({ description: 'how far away, in standard deviations of a day; 0: there already' }),
});

export const deltaView = z.object({
  underlying: z.string(),
  priceUsd: figure,
  delta: figure.meta({ description: 'net, units of the underlying' }),
  deltaUsd: figure,
  band: z
    .object({
      rule: z.string(),
      target: z.number().meta({ description: 'units of the underlying' }),
      lower: figure.meta({ description: 'delta below which the rule would act; null: none found' }),
      upper: figure.meta({ description: 'delta above which the rule would act; null: none found' }),
      outside: z.boolean().meta({ description: 'whether it would act at the delta of now' }),
    })
    .nullable()
    .meta({ description: 'null where no rule hedges it' }),
});

export const marginAccountView = z.object({
  id: z.string(),
  venue: z.string(),
  underlyings: z.array(z.string()),
  collateral: z.string().nullable().meta({ description: 'symbol' }),
  equityUsd: figure,
  maintenanceUsd: figure,
  health: endless.meta({
    description: 'equity / maintenance: 1 is liquidatable; `infinite` where nothing is required',
  }),
  healthTrigger: figure.meta({ description: 'a rule would act below this health; null where none would' }),
  healthTarget: figure.meta({ description: 'what that rule brings it to' }),
  healthRule: z.string().nullable(),
  leverage: endless,
  liquidationPriceUsd: figure.meta({ description: 'of the first underlying, all else equal' }),
  touchProbability: figure.meta({ description: '0 to 1: liquidatable at some moment of the next 24 hours' }),
  runwayHours: endless,
});

export const bookView = z.object({
  strategy: z.string(),
  mode: z.enum(['shadow', 'live', 'unknown']),
  account: z.string().nullable(),
  chainId: z.number().nullable(),
  block: z.number().nullable(),
  liveAt: unixMs
    .nullable()
    .meta({ description: 'of what changes with every tick: equity, prices, deltas and health; null before the first' }),
  sampledAt: unixMs.nullable().meta({ description: 'of the newest recorded tick; null before the first' }),
  isStale: z.boolean().meta({ description: 'whether it is older than samples should be' }),
  equityUsd: figure,
  equityChangeUsd: figure.meta({ description: 'since `equityChangeSince`' }),
  equityChangeSince: unixMs.nullable().meta({ description: '24 hours ago, or when it was first seen since' }),
  deltaUsd: figure,
  worstHealth: endless,
  nearestWall: wallView
    .nullable()
    .meta({ description: 'null: none within a factor of five in price, or nothing is known' }),
  runwayHours: endless.meta({ description: 'until it is as likely as not that an account has been liquidatable' }),
  touchProbability: figure.meta({ description: '0 to 1: any account liquidatable within 24 hours' }),
  deltas: z.array(deltaView),
  marginAccounts: z.array(marginAccountView).meta({ description: 'worst health first' }),
  next: z
    .array(nextActionView)
    .meta({ description: 'what the rules do next: those that would act now first, then the nearest price' }),
  openOrders: z.number(),
  ordersAtVenues: z.number(),
  reviewsWaiting: z.number(),
  unread: z
    .array(z.object({ venue: z.string(), error: z.string() }))
    .meta({ description: 'venues that could not be read at the newest sample' }),
  gaps: z.array(z.string()).meta({ description: 'what is not told, or not counted, in sentences' }),
});

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
  books: z.array(bookView),
});

export type OverviewView = z.infer<typeof overviewView>;
export type BookView = z.infer<typeof bookView>;
export type NextActionView = z.infer<typeof nextActionView>;
export type WallView = z.infer<typeof wallView>;

export interface OverviewAsk {
  now: number;
  /** Where variables of strategy files are looked up: without them some rules cannot be told. */
  env: Environment;
}

/** A pulse is written every few seconds, whatever happens: without one for so long nobody keeps the chain. */
export const pulseLivesMs = 20_000;

/** All that is seen at a glance; of an empty ledger that nothing is known. */
export async function readOverview(ledger: Ledger, { now, env }: OverviewAsk): Promise<OverviewView> {
  const [trading, daemon, pulses, alerts, orders, reviews, ticks] = await Promise.all([
    currentTradingState(ledger),
    daemonState(ledger, now),
    latestPulses(ledger),
    openAlerts(ledger),
    openOrders(ledger),
    listReviews(ledger, { open: true }),
    newestTicks(ledger.db),
  ]);
  // A strategy's books on further chains are told of with the one on its first.
  const names = ticks.map(({ strategy }) => strategy).filter((name) => !name.includes('@'));
  const books = await Promise.all(
    names.map((name) =>
      readBook(ledger, name, {
        ...{ now, env, figures: newestFigures(pulses, name) },
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
    ...{ asOf: now, newestAt, isStale: newestAt === null || Math.abs(now - newestAt) > pulseLivesMs },
    trading: { state, reason, author, since: at === 0 ? null : at },
    daemon: { ...daemon, silentMs: silentMs(daemon, now) },
    heads: pulses.map(({ chainId, chain, head, maxHeadAgeMs }) => {
      const ageMs = head ? Math.max(0, now - head.timestamp * 1_000) : null;
      return { chainId, chain, block: head?.number ?? null, ageMs, isOld: ageMs === null || ageMs > maxHeadAgeMs };
    }),
    alerts: {
      critical: severities.filter((one) => one === 'critical').length,
      warning: severities.filter((one) => one === 'warning').length,
    },
    ...{ openOrders: orders.length, reviewsWaiting: reviews.length },
    books,
  };
}

const newestFigures = (pulses: readonly Pulse[], book: string): PulseFigures | undefined =>
  pulses.flatMap(({ figures }) => figures[book] ?? []).sort((a, b) => b.at - a.at)[0];
