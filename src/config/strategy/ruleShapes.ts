import { z } from 'zod';
import type { Rule } from '../../model/strategy.js';
import type { Bps } from '../../model/units.js';
import { bpsField, healthField, scalar, usdField, wordField } from '../fields.js';
import { type Parsed, parseBps, type Written } from '../quantities.js';
import { hedgeShape } from './hedgeSchema.js';
import { rebalanceShape } from './rebalanceSchema.js';
import { condition, cooldown, maxSlippage, minimumUsd, name, selector, source } from './ruleFields.js';

/** What each kind of rule may say. */

const topUpShape = {
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

const deleverageShape = {
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

const protectShape = {
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

const claimShape = {
  claim: wordField({
    describe: 'Collects what this venue owes the account beside its positions: funding received',
    examples: ['gmx-v2'],
  }),
  when: condition('claim', 'gas < 1').optional(),
  minimum: usdField('Less is left where it is', '20 usd').prefault('20 usd'),
  cooldown: cooldown('1d'),
  name,
};

export const ruleShapes = {
  hedge: hedgeShape,
  topUp: topUpShape,
  deleverage: deleverageShape,
  rebalance: rebalanceShape,
  protect: protectShape,
  claim: claimShape,
} as const satisfies Readonly<Record<Rule['kind'], unknown>>;

export const ruleKinds = [
  'hedge',
  'topUp',
  'deleverage',
  'rebalance',
  'protect',
  'claim',
] as const satisfies readonly Rule['kind'][];
