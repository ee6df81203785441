import { z } from 'zod';
import { endless, figure, unixMs } from './plain.js';

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
  isKept: z.boolean().meta({ description: 'whether the newest run keeps it: one that was retired is told still' }),
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

export type BookView = z.infer<typeof bookView>;

export type NextActionView = z.infer<typeof nextActionView>;

export type WallView = z.infer<typeof wallView>;
