import { sayNumber } from '../../assess/sayNumber.js';
import type { MarginRisk } from '../../model/riskReport.js';
import type { Rule } from '../../model/strategy.js';

/** What looks after margin accounts. */
export type MarginRule = Extract<Rule, { accounts: unknown }>;

/**
 * What a rule whose condition holds would want of a margin account: `add about 350 usd`; null when its health is at the rule's
 * target. Of a stop: that its price is come to.
 * @param account - At the price that is asked about.
 */
export function marginWish(rule: MarginRule, { health, equity, maintenance }: MarginRisk): string | null {
  if (rule.kind === 'protect') return health <= rule.at ? `its stop is there: health ${sayNumber(rule.at)}` : null;
  if (!(health < rule.to)) return null;
  const target = `to health ${sayNumber(rule.to)}`;
  if (rule.kind === 'deleverage') return `reduce ${target}`;
  const missing = Math.ceil(rule.to * maintenance - equity);
  const amount = Number.isFinite(missing) ? ` about ${sayNumber(missing)} usd` : '';
  return rule.kind === 'topUp' ? `add${amount} ${target}` : `bring in${amount} ${target}`;
}
