import type { Svi } from '../../model/surfaceFit.js';
import { gridOf, isButterflyFree, isCalendarFree } from './arbitrage.js';
import { flatSvi, variance, varianceSlope, wings } from './svi.js';

/** A smile as it was calibrated, and the one that it may be drawn towards. */
export interface Candidate {
  fitted: Svi;
  /** Of a surface that cannot be arbitraged. */
  safe: Svi;
}

/** A smile, and the share of the way to the safe one that it was drawn: 0 is as calibrated. */
export interface Drawn {
  svi: Svi;
  drawn: number;
}

/** Shares of the way to the safe smile that are tried, one after the other. */
const shares = [0, 0.005, 0.01, 0.02, 0.04, 0.08, 0.15, 0.25, 0.4, 0.6, 0.8, 1] as const;

/**
 * Draws each smile as little as it takes towards the safe one, until neither a butterfly nor a calendar can be bought for less than
 * nothing. Ends at the latest when all are the safe ones, which pass.
 *
 * @param candidates ascending in expiry
 */
export function drawFree(candidates: readonly Candidate[]): Drawn[] {
  const steps = candidates.map(() => 0);
  const at = ({ fitted, safe }: Candidate, step: number) => {
    const drawn = shares[step] ?? 1;
    const svi = mixed(fitted, safe, drawn);
    return { svi, drawn, grid: gridOf(svi) };
  };
  const smiles = candidates.map((candidate) => at(candidate, 0));
  for (;;) {
    const guilty = new Set<number>();
    for (const [i, { svi, grid }] of smiles.entries()) {
      const before = smiles[i - 1];
      if (!isButterflyFree(svi, grid)) guilty.add(i);
      if (before !== undefined && !isCalendarFree(before.svi, svi, [before.grid, grid])) guilty.add(i).add(i - 1);
    }
    const movable = [...guilty].filter((i) => (steps[i] ?? 0) < shares.length - 1);
    if (movable.length === 0) return smiles.map(({ svi, drawn }) => ({ svi, drawn }));
    for (const i of movable) {
      const candidate = candidates[i];
      if (candidate === undefined) continue;
      const step = (steps[i] ?? 0) + 1;
      steps[i] = step;
      smiles[i] = at(candidate, step);
    }
  }
}

/**
 * A smile between two: in between are the variance and its slope at the forward, the slopes of both wings, and the width of the bend. The raw
 * parameters would not do: far apart they make nearly the same smile.
 */
function mixed(from: Svi, to: Svi, share: number): Svi {
  if (share === 0) return from;
  if (share === 1) return to;
  const mix = (read: (svi: Svi) => number) => read(from) + share * (read(to) - read(from));
  const [left, right] = [mix((svi) => wings(svi).left), mix((svi) => wings(svi).right)];
  const b = 0.5 * (left + right);
  const atForward = mix((svi) => variance(svi, 0));
  if (!(b > 0)) return flatSvi(atForward);
  const sigma = from.b === 0 ? to.sigma : Math.exp(mix((svi) => Math.log(svi.sigma)));
  const rho = (right - left) / (left + right);
  // m / √(m² + sigma²), from the slope at the forward.
  const lean = rho - mix((svi) => varianceSlope(svi, 0)) / b;
  const root = sigma / Math.sqrt(1 - lean * lean);
  const m = root * lean;
  return { a: atForward - b * (root - rho * m), b, rho, m, sigma };
}
