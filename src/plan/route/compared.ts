import type { CostEstimate } from '../../model/cost.js';
import type { OrderTerms } from '../../model/order.js';
import { toFloat } from '../../model/units.js';

const parts = ['fee', 'impact', 'carry', 'gas', 'keeper'] as const;
export type CostPart = (typeof parts)[number];

/** Parts that are not known of one of them at least: ways are compared without these, all of them alike. */
export const unknownParts = (costs: readonly CostEstimate[]): ReadonlySet<CostPart> =>
  new Set(parts.filter((part) => costs.some((cost) => !Number.isFinite(cost[part]))));

/** What is compared: what it costs against each venue's own mark, and what those marks are apart from one price for all. */
export interface Compared {
  cost: CostEstimate;
  /** USD, see `againstIndex`. */
  against: number;
}

/** USD; NaN where a part that counts is not known. */
export const comparedBy = ({ cost, against }: Compared, leftOut: ReadonlySet<CostPart>): number =>
  parts.reduce((sum, part) => (leftOut.has(part) ? sum : sum + cost[part]), against);

/**
 * USD by which a trade is dearer against `index`, one price for all venues, than against its own venue's mark. A mark may be an
 * average that lags a move: against it a fair price looks dear, and the market would be left for one that is.
 */
export function againstIndex(terms: OrderTerms, { basis }: CostEstimate, index: number): number {
  if (terms.kind !== 'trade') return 0;
  const apart = ((basis?.mark ?? Number.NaN) - index) * toFloat(terms.quantity);
  if (!Number.isFinite(apart)) return 0;
  return terms.side === 'Buy' ? apart : -apart;
}
