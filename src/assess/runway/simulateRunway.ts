import type { Holdings } from '../../model/holdings.js';
import { hoursPerYear } from '../../model/time.js';
import type { MarketOutlook } from '../history/marketOutlook.js';
import { jumpPart } from '../var/jumpPart.js';
import { createPathDrawer } from './drawPath.js';
import { createPathFollower } from './followPath.js';
import { steppedAccount } from './walledAccounts.js';

export interface RunwaySimulation {
  horizonHours: number;
  seed: number;
  paths: number;
  /** Of equal length; between them paths are continuous, and that is reckoned with. */
  steps: number;
  /** Whether sudden moves come beside the steady ones. */
  jumps: boolean;
}

/** A probability that was estimated, and how far it may be off: one standard error. */
export interface Estimate {
  probability: number;
  standardError: number;
}

export interface SimulatedRunway {
  /** In the order of the holdings' margins. */
  accounts: readonly Estimate[];
  /** That any of them is touched. */
  portfolio: Estimate;
}

/**
 * The probability of being liquidatable within the horizon, by following prices: correlated (Cholesky), with Merton's jumps (1976)
 * as the forecast has them beside the steady moves, on the accounts' own curves, walls moved by carry and decay at each step. Log-prices
 * drift nowhere.
 *
 * Steps do not bias it: what a path may have done between two steps is known (the Brownian bridge), so each path carries the chance
 * that it got this far (conditional Monte Carlo; Andersen and Brotherton-Ratcliffe, "Exact Exotics", 1996). Exact for an account of
 * one underlying; with several the surplus is taken as linear in prices within a step. Of any account: those of one underlying
 * share its nearest walls, and the bridges of different underlyings are taken as independent.
 */
export function simulateRunway(
  { margins }: Pick<Holdings, 'margins'>,
  outlook: MarketOutlook,
  { horizonHours, seed, paths, steps, jumps }: RunwaySimulation,
): SimulatedRunway {
  const years = horizonHours / hoursPerYear / steps;
  const parts = outlook.underlyings.map((one) => ({
    deviation: one.vol * Math.sqrt(years),
    jumps: jumpPart(jumps ? one.jumps : null, years),
  }));
  const accounts = margins.map((margin) => steppedAccount(margin, outlook, steps, years));
  const draw = createPathDrawer(outlook.correlation, parts, steps, seed);
  const follow = createPathFollower(accounts, {
    deviations: parts.map(({ deviation }) => deviation),
    correlation: outlook.correlation,
  });
  // A path and its mirror image are one sample, so that what is steady cancels out.
  const samples = Math.max(2, Math.ceil(paths / 2));
  const sums = new Float64Array(margins.length + 1);
  const squares = new Float64Array(margins.length + 1);
  const first = new Float64Array(margins.length + 1);
  for (let sample = 0; sample < samples; sample++) {
    const path = draw();
    first.set(follow(path, 1));
    for (const [k, mirrored] of follow(path, -1).entries()) {
      const touched = 1 - ((first[k] ?? Number.NaN) + mirrored) / 2;
      sums[k] = (sums[k] ?? 0) + touched;
      squares[k] = (squares[k] ?? 0) + touched * touched;
    }
  }
  const estimate = (k: number): Estimate => {
    const mean = (sums[k] ?? Number.NaN) / samples;
    const variance = (squares[k] ?? Number.NaN) / samples - mean * mean;
    return { probability: mean, standardError: Math.sqrt(Math.max(0, variance) / (samples - 1)) };
  };
  return { accounts: margins.map((_, k) => estimate(k)), portfolio: estimate(margins.length) };
}
