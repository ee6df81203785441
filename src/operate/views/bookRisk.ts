import { z } from 'zod';
import { wallView } from './book.js';
import { endless, figure, unixMs } from './plain.js';

/** In units of the underlying and, with `Usd` in the name, USD per move that happens: 1 %, a point of vol, a day. */
export const greeksView = z.object({
  delta: figure.meta({ description: 'units of the underlying' }),
  gamma: figure.meta({ description: 'units of delta per USD of price' }),
  deltaUsd: figure,
  gammaUsd: figure.meta({ description: 'USD of delta gained when the price rises 1 %' }),
  vegaUsd: figure.meta({ description: 'USD per point of vol (0.01)' }),
  thetaUsd: figure.meta({ description: 'USD per day; negative when time costs' }),
  rhoUsd: figure.meta({ description: 'USD per point of interest rate' }),
  vannaUsd: figure.meta({ description: 'USD of delta gained per point of vol' }),
  volgaUsd: figure.meta({ description: 'USD of vega gained per point of vol' }),
  charmUsd: figure.meta({ description: 'USD of delta gained per day' }),
});

const ladderRow = greeksView.extend({
  underlying: z.string(),
  expiry: unixMs.nullable().meta({ description: 'null for what does not expire' }),
  positions: z.number(),
});

const wallOnGrid = z.object({ move: z.number(), label: z.string() });

const wallOnPrice = z.object({ priceUsd: z.number(), label: z.string() });

export const stressView = z.object({
  underlying: z.string().meta({ description: 'what moves: one name, or `everything`' }),
  moves: z.array(z.number()).meta({ description: 'relative changes of price, ascending: -0.3 falls by 30 %' }),
  volFactors: z.array(z.number()).meta({ description: 'factors on every implied vol, ascending' }),
  pnlUsd: z.array(z.array(figure)).meta({ description: '`pnlUsd[volFactor][move]`, before liquidations' }),
  walls: z.array(wallOnGrid).meta({ description: 'moves at which a margin account is liquidated, vol as it is' }),
});

export const payoffView = z.object({
  underlying: z.string(),
  priceUsd: z.number(),
  atUsd: z.array(z.number()).meta({ description: 'prices, ascending' }),
  curves: z.array(z.object({ label: z.string(), days: z.number(), pnlUsd: z.array(figure) })),
  breakevensUsd: z.array(z.number()),
  walls: z.array(wallOnPrice),
});

export const surfaceView = z.object({
  underlying: z.string(),
  spotUsd: z.number(),
  isOfHeld: z.boolean().meta({ description: 'fitted through the strikes that are held, for want of others' }),
  strikesUsd: z.array(z.number()).meta({ description: 'at which `vols` are, ascending' }),
  expiries: z.array(
    z.object({
      expiry: unixMs,
      years: z.number(),
      forwardUsd: z.number(),
      method: z.enum(['svi', 'few', 'flat', 'ssvi']),
      rmsPoints: z.number().meta({ description: 'of fitted - quoted, vol points' }),
      vols: z.array(figure).meta({ description: 'fitted, 1 = 100 % a year; one a strike of `strikesUsd`' }),
      quotes: z.array(z.object({ strikeUsd: z.number(), vol: z.number(), fitted: z.number() })),
    }),
  ),
  notes: z.array(z.string()),
});

export const shockView = z.object({
  name: z.string(),
  pnlUsd: figure.meta({ description: 'everything held to the end' }),
  pnlWithCascadeUsd: figure.meta({ description: 'accounts liquidated on the way when they run out' }),
  lockedInUsd: figure.meta({ description: 'what stays lost though prices come back' }),
  closingUsd: figure.meta({
    description: 'to close what is held at the prices of the end, markets drained; negative costs',
  }),
  liquidated: z.array(z.string()).meta({ description: 'margin accounts, in the order in which they go' }),
});

export const riskAccountView = z.object({
  marginAccount: z.string(),
  venue: z.string(),
  equityUsd: figure,
  maintenanceUsd: figure,
  health: endless,
  runwayHours: endless,
  touchProbability: figure,
  carryUsdPerDay: figure,
  walls: z.array(wallView).meta({ description: 'nearest first' }),
});

export const bookRiskView = z.object({
  strategy: z.string(),
  sampledAt: unixMs,
  block: z.number(),
  equityUsd: figure,
  total: greeksView.omit({ delta: true, gamma: true }),
  underlyings: z.array(greeksView.extend({ underlying: z.string(), priceUsd: figure })),
  ladder: z.array(ladderRow).meta({ description: 'underlying × expiry' }),
  benchmark: z
    .object({ underlying: z.string(), betaDeltaUsd: figure, betaDelta: figure, deviationUsd: figure })
    .nullable()
    .meta({ description: 'all deltas told in one underlying' }),
  runwayHours: endless,
  touchProbability: figure,
  nearestWall: wallView.nullable(),
  valueAtRisk95Usd: figure.meta({
    description: 'lost within 24 hours at most, in 95 of 100 cases; negative is a gain',
  }),
  valueAtRisk99Usd: figure,
  expectedShortfall975Usd: figure,
  portfolioMarginUsd: figure,
  accounts: z.array(riskAccountView),
  stress: stressView.nullable().meta({ description: 'null before holdings were recorded' }),
  shocks: z.array(shockView),
  payoffs: z.array(payoffView).meta({ description: 'the underlying with the most delta first' }),
  surfaces: z.array(surfaceView),
  gaps: z.array(z.string()),
});

export type BookRiskView = z.infer<typeof bookRiskView>;
