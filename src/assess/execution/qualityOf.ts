import type { Execution } from './executionOf.js';
import { quantile } from './quantile.js';

/** How well orders were done, taken together. Shares are of 1; times in milliseconds; NaN where there is nothing to tell of. */
export interface Quality {
  orders: number;
  /** USD: what was ordered, of those that have a shortfall. */
  notional: number;
  /** What was filled of what was ordered, each order the same. */
  filled: number;
  /** Of all orders. */
  rejected: number;
  /** Those that ended before all was done: canceled or expired. */
  canceled: number;
  toFirstFill: Spread;
  toDone: Spread;
  shortfall: ShortfallStatistics;
}

export interface Spread {
  count: number;
  median: number;
  /** Nine in ten took no longer. */
  ninth: number;
}

/** In bps of what was ordered, but `usd`. */
export interface ShortfallStatistics {
  /** Orders of which it is known; `unknown`: of which it is not. */
  count: number;
  unknown: number;
  usd: number;
  mean: number;
  /** Of the mean: its standard deviation by the root of the count; NaN below two. */
  standardError: number;
  median: number;
  /** All shortfalls by all that was ordered: what the book has paid. */
  weighted: number;
}

export function qualityOf(executions: readonly Execution[]): Quality {
  const share = (isOne: (one: Execution) => boolean) =>
    executions.length === 0 ? Number.NaN : executions.filter(isOne).length / executions.length;
  const tried = executions.flatMap(({ shortfall }) => (shortfall ? [shortfall] : []));
  const known = tried.filter(({ bps }) => Number.isFinite(bps));
  const notional = sum(known.map((one) => one.notional));
  const usd = sum(known.map(({ total }) => total));
  const each = known.map(({ bps }) => bps);
  return {
    orders: executions.length,
    notional,
    filled: mean(executions.map(({ filledShare }) => filledShare)),
    rejected: share(({ order }) => order.status === 'Rejected'),
    canceled: share(({ order }) => order.status === 'Canceled' || order.status === 'Expired'),
    toFirstFill: spreadOf(executions.map((one) => one.toFirstFill)),
    toDone: spreadOf(executions.map((one) => one.toDone)),
    shortfall: {
      count: known.length,
      unknown: tried.length - known.length,
      usd: known.length === 0 ? Number.NaN : usd,
      mean: mean(each),
      standardError: standardError(each),
      median: quantile(each, 0.5),
      weighted: known.length === 0 ? Number.NaN : (usd / notional) * 10_000,
    },
  };
}

function spreadOf(all: readonly number[]): Spread {
  const known = all.filter((one) => !Number.isNaN(one));
  return { count: known.length, median: quantile(known, 0.5), ninth: quantile(known, 0.9) };
}

function standardError(values: readonly number[]): number {
  if (values.length < 2) return Number.NaN;
  const middle = mean(values);
  const variance = sum(values.map((value) => (value - middle) ** 2)) / (values.length - 1);
  return Math.sqrt(variance / values.length);
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const mean = (values: readonly number[]): number => (values.length === 0 ? Number.NaN : sum(values) / values.length);
