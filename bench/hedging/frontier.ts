import type { HedgeBand } from '../../src/model/strategy.js';
import type { Run } from './simulate.js';

/** What a run came to at one cost, with what each path has in its estimates. */
export interface Point {
  band: HedgeBand;
  /** USD a path. */
  cost: number;
  /** Of the P&L with costs and without the premium, USD a path. */
  mean: number;
  /** Of the same, USD². */
  variance: number;
  /** Trades a path. */
  trades: number;
  /** Influence of each path on the logarithm of either (Hampel, 1974): their mean is 0, and that of a sum is the sum of them. */
  onCost: Float64Array;
  onVariance: Float64Array;
}

/**
 * @param band - as it is called at this cost
 * @param cost - share of the notional that trading costs
 */
export function pointOf(run: Run, band: HedgeBand, cost: number): Point {
  const { gain, traded } = run;
  const paths = gain.length;
  const pnl = gain.map((earned, i) => earned - cost * (traded[i] as number));
  const [meanPnl, meanTraded] = [mean(pnl), mean(traded)];
  const squares = pnl.map((x) => (x - meanPnl) ** 2);
  const variance = mean(squares);
  return {
    ...{ band, variance, mean: meanPnl, cost: cost * meanTraded, trades: run.trades / paths },
    onCost: traded.map((x) => x / meanTraded - 1),
    onVariance: squares.map((x) => x / variance - 1),
  };
}

/** One family against another at one variance. */
export interface Comparison {
  /** The point of the rival that was compared with, and the cost of the challenger at its variance. */
  rival: Point;
  /** ln(challenger's cost / rival's). Below 0 the challenger is cheaper. */
  difference: number;
  /** Of the difference, over the paths. */
  error: number;
}

/**
 * What a challenger costs beside each of the rival's points, at the same variance. Between two of its own points its cost is read off the
 * straight line in logarithms, which lies above a frontier that is convex there: what error that makes is against the challenger. Points of
 * the rival outside the challenger's range are left out.
 */
export function compare(challenger: readonly Point[], rival: readonly Point[]): Comparison[] {
  const sorted = [...challenger].sort((a, b) => a.variance - b.variance);
  return rival.flatMap((point): Comparison[] => {
    const next = sorted.findIndex(({ variance }) => variance >= point.variance);
    const [low, high] = [sorted[next - 1], sorted[next]];
    if (low === undefined || high === undefined) return [];
    const width = Math.log(high.variance / low.variance);
    const share = Math.log(point.variance / low.variance) / width;
    const rise = Math.log(high.cost / low.cost);
    const slope = rise / width;
    const difference = Math.log(low.cost) + share * rise - Math.log(point.cost);
    // By the delta method: how the difference moves with each of the six estimates, path by path.
    let squares = 0;
    for (let i = 0; i < point.onCost.length; i++) {
      const at = (column: Float64Array) => column[i] as number;
      const influence =
        (1 - share) * at(low.onCost) +
        share * at(high.onCost) -
        at(point.onCost) +
        slope * (at(point.onVariance) - (1 - share) * at(low.onVariance) - share * at(high.onVariance));
      squares += influence * influence;
    }
    return [{ rival: point, difference, error: Math.sqrt(squares) / point.onCost.length }];
  });
}

function mean(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}
