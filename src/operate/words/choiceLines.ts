import type { Decision } from '../../model/decision.js';
import type { OrderTerms } from '../../model/order.js';
import { estimateText } from './costText.js';
import { tidied } from './numbers.js';

/**
 * What was chosen and what it was expected to cost, and what was not, in columns:
 * `gmx-v2 ETH/USD   est. 5.12 usd (fee 3.19, impact 0.84, keeper 1.09)`. Nothing where no cost was foretold and nothing else weighed.
 */
export function choiceLines({ action, alternatives = [] }: Pick<Decision, 'action' | 'alternatives'>): {
  chose: readonly string[];
  not: readonly string[];
} {
  const chosen = action?.cost ? meansOf(action.terms) : '';
  const width = Math.max(chosen.length, ...alternatives.map(({ describe }) => describe.length));
  return {
    chose: action?.cost ? [`${chosen.padEnd(width)}   est. ${estimateText(action.cost)}`] : [],
    not: alternatives.map(({ describe, cost, not }) => {
      const why = tidied(not);
      const said = cost === null ? [why] : [`est. ${estimateText(cost)}`, why];
      return `${describe.padEnd(width)}   ${said.filter((part) => part !== '').join('  ')}`;
    }),
  };
}

/** Where it is done, by the name that operators use. */
export function meansOf(terms: OrderTerms): string {
  if ('instrument' in terms) return terms.instrument;
  return 'marginAccount' in terms ? terms.marginAccount : terms.venue;
}
