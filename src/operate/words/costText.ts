import type { CostEstimate, CostParts } from '../../model/cost.js';
import type { CostComparison } from '../../plan/cost/compareCosts.js';
import { decimal, percent } from './numbers.js';

const parts = ['fee', 'impact', 'carry', 'gas', 'keeper'] as const;

/** `5.12 usd (fee 3.19, impact 0.84, keeper 1.09)`: parts that are nothing are left out, unknown ones are named. */
export function estimateText(cost: CostEstimate): string {
  return `${decimal(cost.total)} usd${partsText(cost)}`;
}

/** The same of what it has cost; what holding it will cost is in neither figure. */
export const actualText = (actual: CostParts): string =>
  `${decimal(actual.total)} usd${partsText({ ...actual, carry: 0 })}`;

/** `0.14 usd (2.7 %) less than foretold` */
export function comparisonText({ error, share }: CostComparison): string {
  if (Number.isNaN(error)) return 'what was foretold cannot be compared';
  const size = Math.abs(error);
  if (Number(size.toFixed(2)) === 0) return 'as foretold';
  const of = Number.isNaN(share) ? '' : ` (${percent(Math.abs(share))})`;
  return `${decimal(size)} usd${of} ${error > 0 ? 'more' : 'less'} than foretold`;
}

function partsText(cost: Pick<CostEstimate, (typeof parts)[number]>): string {
  const said = parts.flatMap((part) => {
    if (Number.isNaN(cost[part])) return [`${part} unknown`];
    return Number(cost[part].toFixed(2)) === 0 ? [] : [`${part} ${decimal(cost[part])}`];
  });
  return said.length === 0 ? '' : ` (${said.join(', ')})`;
}
