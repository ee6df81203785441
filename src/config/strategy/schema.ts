import { z } from 'zod';
import type { Mode } from '../../model/mode.js';
import { addressField, bpsField, countField, gasField, healthField, usdField, wordField } from '../fields.js';
import { type JsonSchema, jsonSchemaOf } from '../jsonSchema.js';
import { chainsField } from './chainsSchema.js';
import { reviewField } from './reviewSchema.js';
import { riskShape } from './riskSchema.js';
import { ruleShapes } from './ruleShapes.js';
import { lossBound, orderBound, standingShape, turnoverBound } from './standingSchema.js';

/**
 * What a strategy file may say. Defaults are written as an operator would write them (`prefault`), so the editor's
 * schema and the reference show the very text that is parsed.
 */

const modes = ['shadow', 'live'] as const satisfies readonly Mode[];

const tierShape = {
  above: usdField('For orders of more than this', '10_000 usd').prefault('0 usd'),
  endpoints: countField(
    'Endpoints that must say the same of the block and of all that is read at it, the one in use included; as in the tier below when left out',
    1,
    2,
  ).optional(),
  confirmations: countField(
    "Blocks that make the order's transactions final, their own included; as in the tier below when left out, and there the chain's",
    1,
    5,
  ).optional(),
};

const slug = /^[A-Za-z0-9][\w-]*$/;

export const headShape = {
  name: wordField(
    { describe: 'What the strategy is called in the ledger and on the command line', examples: ['eth-book'] },
    slug,
    'is not a name: letters, digits, - and _',
  ),
  chain: wordField({ describe: 'A chain that ballast.yaml declares', examples: ['lab'] }),
  account: addressField('The account that is watched and kept level; its key is configured apart, in ballast.yaml'),
  mode: z
    .enum(modes)
    .prefault('shadow')
    .meta({ description: '`shadow` decides and records, and has no signer; `live` sends', examples: ['live'] }),
  surviveBelow: healthField(
    'Below this health a correction is `survive`: no limit, budget or cooldown holds it back, only a halt',
    1.1,
  ).prefault(1.1),
  atStake: z
    .array(z.strictObject(tierShape))
    .min(1)
    .optional()
    .meta({
      description:
        'How many endpoints must agree, and how deep a transaction must lie to be final, by the USD that an order moves. By default two must agree, where the chain has two',
      written: [[{ above: '10_000 usd', endpoints: 3, confirmations: 5 }]],
    }),
};

const watched = wordField({ describe: 'A market or token of the venue', examples: ['ETH', 'ETH/USD', 'USDC'] });

export const watchItem = z
  .record(z.string(), z.union([watched, z.array(watched).min(1)], { error: 'a name or a list of names is wanted' }))
  .meta({
    description: 'A venue and what of it: markets that ballast.yaml declares, or tokens for `wallet`',
    written: [{ 'perp-v2': ['ETH'] }, { wallet: ['USDC', 'sUSD'] }],
  });

export const limitsShape = {
  order: orderBound,
  slippage: bpsField('Largest `maxSlippage` that any rule may ask for').prefault('100bps'),
  priceDeviation: bpsField(
    "Furthest that the price to trade at, or another venue's oracle, may be from the index; beyond it no new risk is taken",
  ).prefault('300bps'),
  health: healthField('No `delta` or `cost` order may leave a margin account below this health', 1.2).prefault(1.2),
  hour: z
    .strictObject({ orders: countField('Most orders in any hour', 1, 30).prefault(30) })
    .prefault({})
    .meta({ description: 'Counted over any 60 minutes, kept across restarts' }),
  day: z
    .strictObject({
      turnover: turnoverBound,
      orders: countField('Most orders in any 24 hours', 1, 60).prefault(100),
      gas: gasField('Most gas that may be spent in any 24 hours, in the gas token'),
      loss: lossBound.optional(),
    })
    .meta({
      description: 'Counted over any 24 hours, kept across restarts',
      written: [{ turnover: '500_000 usd', gas: '0.05 eth' }],
    }),
  ...standingShape,
};

const watch = z
  .array(watchItem)
  .min(1)
  .meta({ description: 'What is read at every block', written: [[{ 'perp-v2': ['ETH'] }]] });

export const strategyFields = {
  ...headShape,
  watch,
  chains: chainsField(watch),
  rules: z
    .array(
      z.union([
        z.strictObject(ruleShapes.hedge),
        z.strictObject(ruleShapes.topUp),
        z.strictObject(ruleShapes.deleverage),
        z.strictObject(ruleShapes.rebalance),
        z.strictObject(ruleShapes.protect),
        z.strictObject(ruleShapes.claim),
      ]),
    )
    .prefault([])
    .meta({ description: 'What to do and when; without any, the strategy only watches' }),
  limits: z.strictObject(limitsShape).meta({
    description: 'What no `margin`, `delta` or `cost` order may exceed. What is money has no default',
    written: [{ order: '50_000 usd', day: { turnover: '500_000 usd', gas: '0.05 eth' } }],
  }),
  review: reviewField,
  risk: z
    .strictObject(riskShape)
    .prefault({})
    .meta({
      description: 'How risk is told, and by what it is judged',
      written: [{ vols: { ETH: '80%' } }],
    }),
};

/** JSON Schema of a strategy file, for editors and for the reference. */
export const strategyJsonSchema = (): JsonSchema => ({
  ...jsonSchemaOf(z.strictObject(strategyFields)),
  ...{ title: 'ballast strategy' },
});
