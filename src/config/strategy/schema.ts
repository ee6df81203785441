import { z } from 'zod';
import type { AccountSelector, Mode, Rule } from '../../model/strategy.js';
import type { Bps } from '../../model/units.js';
import { ExpressionError } from '../expression/expressionError.js';
import { readCondition } from '../expression.js';
import {
  addressField,
  bpsField,
  countField,
  durationField,
  gasField,
  healthField,
  numberField,
  scalar,
  usdField,
  wordField,
} from '../fields.js';
import { type JsonSchema, jsonSchemaOf } from '../jsonSchema.js';
import { type Parsed, parseBps, type Written } from '../quantities.js';
import { riskShape } from './riskSchema.js';

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

/** `perp-v2 *`, `perp-v2 cross`, `lyra #7`, `gmx-v2 ETH/USD long USDC`. */
function parseSelector(written: Written): Parsed<AccountSelector> {
  const [venue = '', ...rest] = String(written).trim().split(/\s+/);
  const name = rest.join(' ');
  if (name === '*' || (name !== '' && !name.includes('*'))) return { value: { venue, name } };
  const mend = `write \`${venue || 'perp-v2'} *\` for each of a venue's, or the account as \`ballast positions\` shows it: \`perp-v2 cross\`, \`gmx-v2 ETH/USD long USDC\`, \`'lyra #7'\` (quoted: # begins a comment)`;
  if (name === '') return { message: `\`${written}\` does not say which margin account`, mend };
  return { message: `\`${name}\` is not a margin account: \`*\` stands alone, for all of them`, mend };
}

const selector = (describe: string, examples = ['perp-v2 *', 'perp-v2 cross']) =>
  scalar(parseSelector, { describe, examples });

/** `perp-v2 ETH`: what is traded. */
export interface InstrumentName {
  venue: string;
  name: string;
}

function parseInstrument(written: Written): Parsed<InstrumentName> {
  const [venue = '', name, ...rest] = String(written).trim().split(/\s+/);
  if (name !== undefined && rest.length === 0) return { value: { venue, name } };
  return {
    message: `\`${written}\` is not an instrument`,
    mend: 'write venue and market, like `perp-v2 ETH` or `gmx-v2 ETH/USD`',
  };
}

function parseSource(written: Written): Parsed<string> {
  const [venue, token, ...rest] = String(written).trim().split(/\s+/);
  if (venue === 'wallet' && token !== undefined && rest.length === 0) return { value: token };
  return { message: `\`${written}\` is not a source of collateral`, mend: 'write `wallet` and a token: `wallet USDC`' };
}

const source = scalar(parseSource, { describe: 'A token in the wallet', examples: ['wallet USDC'] });

const condition = (kind: Rule['kind'], ...examples: string[]) =>
  z
    .string({ error: 'a condition is wanted here' })
    .transform((text, context) => {
      try {
        return readCondition(text, kind);
      } catch (error) {
        if (!(error instanceof ExpressionError)) throw error;
        for (const { message, mend, column } of error.problems) {
          context.addIssue({ code: 'custom', message, params: { mend, column } });
        }
        return z.NEVER;
      }
    })
    .meta({
      description: 'The condition on which the rule acts; docs/metrics.md lists every name it may read',
      written: examples,
    });

const name = wordField(
  { describe: 'What the rule is called; by default its kind and subject', examples: ['hedge-eth'] },
  /^\S(?:.{0,58}\S)?$/,
  'is not a name: at most 60 characters',
).optional();

const cooldown = (value: string) =>
  durationField('Least time between two orders of this rule on one subject; does not hold back `survive`').prefault(
    value,
  );
const maxSlippage = (value: string, more = '') =>
  bpsField(`Furthest a trade may execute from where a small one would; a worse price reverts on chain${more}`).prefault(
    value,
  );
const minimumUsd = usdField('Smaller corrections are left alone', '50 usd').prefault('10 usd');

export const hedgeShape = {
  hedge: wordField({ describe: 'Brings the delta of this underlying to a target', examples: ['ETH'] }),
  when: condition('hedge', 'abs(delta) > 1.5 and gas < 2'),
  to: numberField({ describe: 'Target delta, units of the underlying', examples: [0] }).prefault(0),
  on: scalar(parseInstrument, {
    describe: 'The perpetual that is traded',
    examples: ['perp-v2 ETH', 'gmx-v2 ETH/USD'],
  }),
  maxSlippage: maxSlippage('50bps'),
  cooldown: cooldown('1m'),
  minimum: numberField(
    { describe: 'Smaller corrections are left alone, units of the underlying', examples: [0.05] },
    (value) => value >= 0,
    'is negative',
  ).prefault(0),
  leverage: numberField(
    {
      describe:
        'Where each position has a margin of its own (`gmx-v2`): what the hedge adds is backed by its notional divided by this, from the wallet. Elsewhere it means nothing',
      examples: [3],
    },
    (value) => value > 0 && value <= 100,
    'is not a leverage: more than 0, at most 100',
  ).prefault(3),
  name,
};

export const topUpShape = {
  topUp: selector("Brings a margin account's health to a target by adding collateral"),
  when: condition('topUp', 'health < 1.3'),
  to: healthField('Target health', 1.8),
  from: z.union([source, z.array(source).min(1)], { error: 'a source or a list of sources is wanted' }).meta({
    description:
      'Which tokens of the wallet it may take. Each margin account takes its own: a position with USDC as collateral is never topped up with WETH',
    written: ['wallet USDC'],
  }),
  minimum: minimumUsd,
  maximum: usdField('Never more than this in one order; no bound of its own when left out').optional(),
  cooldown: cooldown('30s'),
  name,
};

export const deleverageShape = {
  deleverage: selector("Reduces positions until a margin account's health is at a target"),
  when: condition('deleverage', 'health < 1.12'),
  to: healthField('Target health', 1.4),
  // A move of spot by 1 % moves a premium by several times that.
  maxSlippage: maxSlippage(
    '100bps',
    ". On `lyra` it is a share of the option's premium, which moves many times as fast as spot",
  ),
  minimum: minimumUsd,
  cooldown: cooldown('30s'),
  name,
};

/** `any`, or a rate. */
function parseStopSlippage(written: Written): Parsed<Bps | null> {
  if (String(written).trim() === 'any') return { value: null };
  const mend = 'write it like 500bps or 5%, or `any`';
  if (!/\d/.test(String(written))) return { message: `\`${written}\` is neither a rate nor \`any\``, mend };
  const parsed = parseBps(written);
  return 'value' in parsed ? parsed : { ...parsed, mend };
}

export const protectShape = {
  protect: selector(
    'Keeps a stop-loss resting at the venue for the position of each margin account: placed, moved with the position, taken back with it. It protects while this machine is dead',
    ['gmx-v2 *', 'gmx-v2 ETH/USD short USDC'],
  ),
  when: condition('protect', 'health < 3').optional(),
  at: healthField(
    'The stop triggers where the health would be this: it closes the whole position there, so it belongs below what every other rule acts on',
    1.05,
  ),
  tolerance: bpsField(
    'The stop is moved when its trigger is further than this from where it belongs, of the mark (or of the trigger, where that is higher)',
  ).prefault('50bps'),
  maxSlippage: scalar(parseStopSlippage, {
    describe:
      'Furthest the stop may execute from its trigger, or `any`: a bound would stop a stop-loss exactly when it is needed. `limits.slippage` is not about it',
    examples: ['any', '500bps'],
    pattern: String.raw`^\s*(any|[\d_]*\.?\d+\s*(bps|%))\s*$`,
  }).prefault('any'),
  cooldown: cooldown('2m'),
  name,
};

export const claimShape = {
  claim: wordField({
    describe: 'Collects what this venue owes the account beside its positions: funding received',
    examples: ['gmx-v2'],
  }),
  when: condition('claim', 'gas < 1').optional(),
  minimum: usdField('Less is left where it is', '20 usd').prefault('20 usd'),
  cooldown: cooldown('1d'),
  name,
};

export const limitsShape = {
  order: usdField('Most that one order may trade', '50_000 usd'),
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
      turnover: usdField('Most that may be traded in any 24 hours', '500_000 usd'),
      orders: countField('Most orders in any 24 hours', 1, 60).prefault(100),
      gas: gasField('Most gas that may be spent in any 24 hours, in the gas token'),
    })
    .meta({
      description: 'Counted over any 24 hours, kept across restarts',
      written: [{ turnover: '500_000 usd', gas: '0.05 eth' }],
    }),
};

export const ruleShapes = {
  hedge: hedgeShape,
  topUp: topUpShape,
  deleverage: deleverageShape,
  protect: protectShape,
  claim: claimShape,
} as const satisfies Readonly<Record<Rule['kind'], unknown>>;

export const ruleKinds = [
  'hedge',
  'topUp',
  'deleverage',
  'protect',
  'claim',
] as const satisfies readonly Rule['kind'][];

export const strategyFields = {
  ...headShape,
  watch: z
    .array(watchItem)
    .min(1)
    .meta({ description: 'What is read at every block', written: [[{ 'perp-v2': ['ETH'] }]] }),
  rules: z
    .array(
      z.union([
        z.strictObject(hedgeShape),
        z.strictObject(topUpShape),
        z.strictObject(deleverageShape),
        z.strictObject(protectShape),
        z.strictObject(claimShape),
      ]),
    )
    .prefault([])
    .meta({ description: 'What to do and when; without any, the strategy only watches' }),
  limits: z.strictObject(limitsShape).meta({
    description: 'What no `margin`, `delta` or `cost` order may exceed. What is money has no default',
    written: [{ order: '50_000 usd', day: { turnover: '500_000 usd', gas: '0.05 eth' } }],
  }),
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
