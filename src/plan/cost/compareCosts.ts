import type { CostEstimate, CostParts } from '../../model/cost.js';

/** What was foretold beside what it came to, USD. Carry is in neither: it is paid later. */
export interface CostComparison {
  predicted: number;
  actual: number;
  /** actual - predicted: positive where it was dearer than foretold. */
  error: number;
  /** Of the magnitude of what was predicted; NaN where that is 0. */
  share: number;
}

export function compareCosts(predicted: CostEstimate, actual: CostParts): CostComparison {
  const foretold = predicted.fee + predicted.impact + predicted.gas + predicted.keeper;
  const error = actual.total - foretold;
  return {
    predicted: foretold,
    actual: actual.total,
    error,
    share: foretold === 0 ? Number.NaN : error / Math.abs(foretold),
  };
}

/** How well orders were foretold, taken together. */
export interface CostAccuracy {
  /** Orders of which both are known. */
  count: number;
  /** USD of an order. */
  meanError: number;
  meanAbsoluteError: number;
  /** Sum of errors / sum of what was predicted: 0.1 is a tenth dearer than foretold on the whole. */
  bias: number;
}

/** Orders of which either side is unknown are left out; all figures but `count` are NaN when none is left. */
export function accuracyOf(comparisons: readonly CostComparison[]): CostAccuracy {
  const known = comparisons.filter(({ error }) => Number.isFinite(error));
  const sum = (of: (one: CostComparison) => number) => known.reduce((total, one) => total + of(one), 0);
  const count = known.length;
  const predicted = sum((one) => one.predicted);
  return {
    count,
    meanError: count === 0 ? Number.NaN : sum((one) => one.error) / count,
    meanAbsoluteError: count === 0 ? Number.NaN : sum((one) => Math.abs(one.error)) / count,
    bias: predicted === 0 ? Number.NaN : sum((one) => one.error) / Math.abs(predicted),
  };
}
