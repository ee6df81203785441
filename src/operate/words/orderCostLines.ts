import { toFloat, weiToFloat } from '../../model/units.js';
import type { OrderStory } from '../../record/queries/decisions.js';
import { costsOfStory } from '../../record/queries/executionCosts.js';
import { actualText, comparisonText } from './costText.js';
import { decimal } from './numbers.js';

/** What orders have cost, beside what was foretold of them; those of which nothing was, by what they paid. */
export const orderCostLines = (orders: readonly OrderStory[]): string[] =>
  orders.flatMap((story) => lineOf(story) ?? []);

function lineOf(story: OrderStory): string | null {
  const costs = costsOfStory(story);
  if (costs === null) return paidText(story);
  const compared = costs.comparison === null ? '' : `, ${comparisonText(costs.comparison)}`;
  return `${actualText(costs.actual)}${compared}`;
}

/** Fees of the venue in USD, and gas in the chain's gas token; null when nothing was paid. */
function paidText({ fills, attempts }: OrderStory): string | null {
  const fees = fills.flatMap(({ fill }) => (fill.kind === 'trade' ? [toFloat(fill.fee)] : []));
  const gas = sum(attempts.map(({ gasCost }) => (gasCost === null ? 0 : weiToFloat(gasCost))));
  const said = [
    ...(fees.length > 0 ? [`fee ${decimal(sum(fees))} usd`] : []),
    ...(gas > 0 ? [`gas ${decimal(gas, 6)}`] : []),
  ];
  return said.length > 0 ? said.join(', ') : null;
}

const sum = (amounts: readonly number[]): number => amounts.reduce((total, amount) => total + amount, 0);
