import { z } from 'zod';
import type { CrossingRule } from '../../model/limits.js';
import { bpsField, countField, durationField, numberField, shareField, usdField, wordField } from '../fields.js';
import { boundField, statedOf } from './boundField.js';

/** Limits on the portfolio as it would be, and on how orders come: of a strategy, of an account, of everybody. */

const positive = (describe: string, ...examples: number[]) =>
  numberField({ describe, examples }, (value) => value > 0, 'is not more than 0');
const share = (describe: string, example: string) => shareField(describe, { least: 0.0001, most: 1 }, example);

const usd = (describe: string, review = '100_000 usd', reject = '200_000 usd') =>
  boundField(usdField(describe, reject), { describe, review, reject });
const shares = (describe: string, review = '40%', reject = '60%') =>
  boundField(share(describe, reject), { describe, review, reject });

export const orderBound = usd('Most that one order may trade', '20_000 usd', '50_000 usd');
export const turnoverBound = usd('Most that may be traded in any 24 hours', '400_000 usd', '500_000 usd');
export const lossBound = usd(
  'Most that may be lost in any 24 hours; then only what reduces is sent',
  '5_000 usd',
  '10_000 usd',
);

const pattern = /^(?:\*|[^\s*]+)(?: .+)?$/;
const instruments = wordField(
  { describe: 'An instrument, `*` for anything', examples: ['gmx-v2 DOGE/USD', 'lyra *'] },
  pattern,
  'is not an instrument: a venue and what is traded there',
);

const greeksShape = {
  delta: boundField(positive('', 100), { describe: 'Units of the underlying', review: 80, reject: 100 }).optional(),
  gamma: boundField(positive('', 2), { describe: 'Units of delta per USD', review: 1, reject: 2 }).optional(),
  vega: usd('For one point of volatility', '4_000 usd', '5_000 usd').optional(),
};

const concentrationShape = {
  underlying: shares('Of the gross exposure, one underlying').optional(),
  venue: shares('Of the gross exposure, one venue').optional(),
  expiry: shares("Of the options' notional, one expiry").optional(),
  protocol: shares('Of the equity, what lies with one protocol, on whichever chain').optional(),
};

export const crossingRules = ['review', 'reject'] as const satisfies readonly CrossingRule[];

export const minuteShape = {
  orders: boundField(countField('', 1, 10), {
    describe: 'Most orders in any 60 seconds',
    review: 6,
    reject: 10,
  }).optional(),
};

export const minuteField = z
  .strictObject(minuteShape)
  .transform(statedOf)
  .optional()
  .meta({ description: 'Counted over any 60 seconds, kept across restarts', written: [{ orders: 10 }] });

export const standingShape = {
  minute: minuteField,
  position: usd('Most that any one instrument may be worth (quantity × mark)').optional(),
  positions: z
    .record(instruments, usd('Most that it may be worth'), { error: 'a map from instruments is wanted' })
    .optional()
    .meta({ description: 'The same of those named', written: [{ 'gmx-v2 DOGE/USD': '10_000 usd' }] }),
  gross: usd('Most of the sum of |delta × price| over all positions').optional(),
  net: usd('Most of the sum of delta × price over all positions, without its sign').optional(),
  leverage: boundField(positive('', 5), {
    describe: 'Most notional of perpetuals and options by equity',
    review: 3,
    reject: 5,
  }).optional(),
  greeks: z
    .record(z.string(), z.strictObject(greeksShape).transform(statedOf), { error: 'a map from underlyings is wanted' })
    .optional()
    .meta({
      description: 'Most of delta, gamma and vega by underlying, without their signs; `*` for those that are not named',
      written: [{ ETH: { delta: 100, vega: '5_000 usd' } }],
    }),
  concentration: z
    .strictObject(concentrationShape)
    .transform(statedOf)
    .optional()
    .meta({
      description: 'Most that one thing may be of the whole. Only what an order adds to is judged',
      written: [{ underlying: '60%', protocol: '50%' }],
    }),
  restricted: z
    .array(instruments)
    .optional()
    .meta({
      description: 'Instruments that may not be opened or added to; what is held of them may be closed',
      written: [['gmx-v2 DOGE/USD', 'lyra *']],
    }),
  stress: usd(
    "Most that the worst of the strategy's shocks, and of those that ship, may cost, liquidations not counted",
  ).optional(),
  valueAtRisk: usd('Most that a day may cost in 99 of 100 cases').optional(),
  runway: boundField(durationField('', '6h'), {
    describe: 'Least time until margin accounts are as likely as not to have been liquidatable',
    review: '12h',
    reject: '6h',
    least: true,
  }).optional(),
  openInterest: shares(
    "Most that our position may be of a market's open interest, where the venue tells it",
    '2%',
    '5%',
  ).optional(),
  depth: shares(
    'Most that one order may be of what can be traded before the price is 1% worse',
    '10%',
    '25%',
  ).optional(),
  collar: boundField(bpsField(''), {
    describe: "Furthest that an order's limit, or the price to be expected, may be from the index, against us",
    review: '50bps',
    reject: '100bps',
  }).optional(),
  duplicates: boundField(durationField('', '10s'), {
    describe: 'Least time between two orders of one instrument, side and quantity',
    review: '60s',
    reject: '10s',
    least: true,
  }).optional(),
  crossing: z
    .enum(crossingRules)
    .optional()
    .meta({
      description:
        'What becomes of an order while one of ours on the other side of the same instrument is open, in this book or another, or where a hedge of the book would undo it at once',
      examples: ['review', 'reject'],
    }),
  oracleAge: boundField(durationField('', '60s'), {
    describe: "Longest since the oracle of the order's market was last written, where the venue tells it",
    review: '30s',
    reject: '60s',
  }).optional(),
};

/** Of an account, or of everybody: what a strategy must state is not asked for here. */
export const aboveShape = {
  order: orderBound.optional(),
  ...standingShape,
  day: z
    .strictObject({ turnover: turnoverBound.optional(), loss: lossBound.optional() })
    .transform(statedOf)
    .optional()
    .meta({ description: 'Counted over any 24 hours, kept across restarts', written: [{ turnover: '5_000_000 usd' }] }),
};
