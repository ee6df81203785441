import { z } from 'zod';
import type { AccountSelector, Rule } from '../../model/strategy.js';
import { ExpressionError } from '../expression/expressionError.js';
import { readCondition } from '../expression.js';
import { bpsField, durationField, scalar, usdField, wordField } from '../fields.js';
import type { Parsed, Written } from '../quantities.js';

/** What the rules of a strategy file have in common. */

/** `perp-v2 *`, `perp-v2 cross`, `lyra #7`, `gmx-v2 ETH/USD long USDC`. */
export function parseSelector(written: Written): Parsed<AccountSelector> {
  const [venue = '', ...rest] = String(written).trim().split(/\s+/);
  const name = rest.join(' ');
  if (name === '*' || (name !== '' && !name.includes('*'))) return { value: { venue, name } };
  const mend = `write \`${venue || 'perp-v2'} *\` for each of a venue's, or the account as \`ballast positions\` shows it: \`perp-v2 cross\`, \`gmx-v2 ETH/USD long USDC\`, \`'lyra #7'\` (quoted: # begins a comment)`;
  if (name === '') return { message: `\`${written}\` does not say which margin account`, mend };
  return { message: `\`${name}\` is not a margin account: \`*\` stands alone, for all of them`, mend };
}

export const selector = (describe: string, examples = ['perp-v2 *', 'perp-v2 cross']) =>
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

export const source = scalar(parseSource, { describe: 'A token in the wallet', examples: ['wallet USDC'] });

export const instrument = scalar(parseInstrument, {
  describe: 'A venue and what is traded there',
  examples: ['perp-v2 ETH', 'gmx-v2 ETH/USD'],
});

export const condition = (kind: Rule['kind'], ...examples: string[]) =>
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

export const name = wordField(
  { describe: 'What the rule is called; by default its kind and subject', examples: ['hedge-eth'] },
  /^\S(?:.{0,58}\S)?$/,
  'is not a name: at most 60 characters',
).optional();

export const cooldown = (value: string) =>
  durationField('Least time between two orders of this rule on one subject; does not hold back `survive`').prefault(
    value,
  );
export const maxSlippage = (value: string, more = '') =>
  bpsField(`Furthest a trade may execute from where a small one would; a worse price reverts on chain${more}`).prefault(
    value,
  );
export const minimumUsd = usdField('Smaller corrections are left alone', '50 usd').prefault('10 usd');
