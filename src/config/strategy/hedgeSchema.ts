import { z } from 'zod';
import { durationField, numberField, scalar, shareField, wordField } from '../fields.js';
import { parseBand } from './parseBand.js';
import { condition, cooldown, instrument, maxSlippage, name } from './ruleFields.js';

export const hedgeShape = {
  hedge: wordField({ describe: 'Brings the delta of this underlying to a target', examples: ['ETH'] }),
  when: condition('hedge', 'abs(delta) > 1.5 and gas < 2').optional(),
  to: numberField({ describe: 'Target delta, units of the underlying', examples: [0] }).prefault(0),
  on: z
    .union([instrument, z.array(instrument).min(1)], { error: 'an instrument or a list of instruments is wanted' })
    .meta({
      description:
        'What may be traded: a perpetual, a pair out of the wallet (`uniswap-v3 WETH/USDC`), or a token that is borrowed and sold there (`aave-v3 WETH`). Of several, the hedge goes where it costs least, in parts where that is cheaper',
      written: ['perp-v2 ETH', ['gmx-v2 ETH/USD', 'uniswap-v3 WETH/USDC']],
    }),
  crossHedge: shareField(
    'Where nothing of the underlying itself can be traded, another underlying that `on` names may be, by minimum variance, if it would take away at least this share of what the underlying varies (by the price history, never by assumption)',
    { least: 0.1, most: 1 },
    '60%',
  ).optional(),
  band: scalar(parseBand, {
    describe:
      'How far the delta may wander from its target: a half-width in units of the underlying; `gamma 2%`, the delta that a move of that size brings; `whalley-wilmott` or `zakamouline` with a risk aversion per USD, from what trading costs; or `every 4h`. With `when`, both must say so',
    examples: ['0.5', 'gamma 2%', 'whalley-wilmott 1e-6', 'zakamouline 1e-6', 'every 4h'],
  }).optional(),
  aim: z
    .enum(['centre', 'edge'])
    .optional()
    .meta({
      description:
        'Where the delta is brought back to: its target, or the nearer edge of the band. With a band that has edges the edge, by default',
      examples: ['edge'],
    }),
  hysteresis: shareField(
    'The band counts as left only beyond its edge by this share of its half-width: a price that chops around the edge does not bleed fees. 25% by default',
    { least: 0, most: 10 },
    '25%',
  ).optional(),
  hold: durationField(
    'How long the hedge is expected to be held: funding, borrowing and interest of the ways to hedge are compared over so long',
    '7d',
  ).prefault('1d'),
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
