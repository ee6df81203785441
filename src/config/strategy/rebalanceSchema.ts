import { z } from 'zod';
import type { CollateralSource } from '../../model/strategy.js';
import { durationField, healthField, numberField, scalar } from '../fields.js';
import type { Parsed, Written } from '../quantities.js';
import {
  condition,
  cooldown,
  instrument,
  maxSlippage,
  minimumUsd,
  name,
  parseSelector,
  selector,
} from './ruleFields.js';

/** `wallet USDC`, or margin accounts: `perp-v2 cross`, `lyra *`. */
function parseSource(written: Written): Parsed<CollateralSource> {
  const [venue, token, ...rest] = String(written).trim().split(/\s+/);
  if (venue !== 'wallet') {
    const accounts = parseSelector(written);
    return 'value' in accounts ? { value: { accounts: accounts.value } } : accounts;
  }
  if (token !== undefined && rest.length === 0) return { value: { token } };
  return { message: `\`${written}\` is not a source of collateral`, mend: 'write `wallet` and a token: `wallet USDC`' };
}

const source = scalar(parseSource, {
  describe: 'A token of the wallet, or margin accounts that have more than they need',
  examples: ['wallet USDC', 'perp-v2 cross', 'aave-v3 account'],
});

const accounts = selector('Margin accounts', ['perp-v2 cross', 'lyra *', 'aave-v3 account']);

export const rebalanceShape = {
  rebalance: z
    .union([accounts, z.array(accounts).min(1)], { error: 'margin accounts, or a list of them, are wanted' })
    .meta({
      description:
        'Brings margin accounts to their target at the least cost, from wherever collateral can be spared: as one plan over all of them',
      written: ['perp-v2 cross', ['perp-v2 cross', 'lyra *', 'aave-v3 account']],
    }),
  when: condition('rebalance', 'health < 1.3'),
  to: healthField('Target health; no account is left below it for the sake of another', 1.8),
  from: z.union([source, z.array(source).min(1)], { error: 'a source or a list of sources is wanted' }).meta({
    description: 'Where collateral may come from',
    written: ['wallet USDC', ['wallet USDC', 'wallet WETH', 'perp-v2 cross']],
  }),
  keep: z
    .record(
      z.string(),
      numberField({ describe: 'Whole tokens', examples: [500] }, (value) => value >= 0, 'is negative'),
    )
    .prefault({})
    .meta({
      description: 'Whole tokens that stay in the wallet, by symbol. `survive` may take them too',
      written: [{ USDC: 500 }],
    }),
  swap: z
    .union([instrument, z.array(instrument)], { error: 'a pair or a list of pairs is wanted' })
    .prefault([])
    .meta({
      description: 'Pairs through which one token may be turned into another',
      written: ['uniswap-v3 WETH/USDC'],
    }),
  maxSlippage: maxSlippage('50bps'),
  reduce: z
    .boolean()
    .prefault(false)
    .meta({
      description: 'Whether positions may be reduced, by as little as does, where collateral alone cannot do it',
      written: [true],
    }),
  returnAbove: healthField(
    'What an account has above this health goes back to the wallet; it stays when left out',
    5,
  ).optional(),
  lend: scalar(parseSelector, {
    describe: 'Where what lies idle in the wallet above `keep` is lent; it lies when left out',
    examples: ['aave-v3 account'],
  }).optional(),
  minimum: minimumUsd,
  cooldown: cooldown('30s'),
  hold: durationField('How long what is moved is expected to stay: interest is compared over so long', '7d').prefault(
    '7d',
  ),
  name,
};
