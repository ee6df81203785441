import type { CostEstimate } from '../../model/cost.js';

const parts = ['fee', 'impact', 'carry', 'gas', 'keeper'] as const;
export type CostPart = (typeof parts)[number];

/** Parts that are not known of one of them at least: ways are compared without these, all of them alike. */
export const unknownParts = (costs: readonly CostEstimate[]): ReadonlySet<CostPart> =>
  new Set(parts.filter((part) => costs.some((cost) => !Number.isFinite(cost[part]))));

/** USD; NaN where a part that counts is not known. */
export const comparedBy = (cost: CostEstimate, leftOut: ReadonlySet<CostPart>): number =>
  parts.reduce((sum, part) => (leftOut.has(part) ? sum : sum + cost[part]), 0);
