import type { Svi } from '../../model/surfaceFit.js';
import { minimise } from '../minimise.js';
import { missOf, type Slice, varianceAtForward } from './slice.js';
import { variance } from './svi.js';

/**
 * SSVI (Gatheral and Jacquier, 2014): with theta the variance at the forward, total variance is
 * theta/2 (1 + rho phi k + √((phi k + rho)² + 1 - rho²)). Each slice is raw SVI.
 */
function ssviSlice(theta: number, rho: number, phi: number): Svi {
  const across = Math.sqrt(1 - rho * rho);
  return {
    a: 0.5 * theta * (1 - rho * rho),
    b: 0.5 * theta * phi,
    rho,
    m: -rho / phi,
    sigma: across / phi,
  };
}

/** Away from the edges of what is allowed, so that rounding and Lee's bound leave room. */
const margin = 0.98;
const mostRho = 0.95;
const between = (x: number) => 1 / (1 + Math.exp(-x));

/**
 * One smile of three parameters for two to four strikes, which cannot be arbitraged by a butterfly: theta phi (1 + |rho|) < 4 and
 * theta phi² (1 + |rho|) <= 4 (their theorem 4.2). Where the strikes leave it open, it is the one with the least bend.
 */
export function calibrateFew(slice: Slice): Svi {
  const middle = varianceAtForward(slice);
  const smile = ([logTheta = 0, tilt = 0, bend = 0]: readonly number[]): Svi => {
    const theta = middle * Math.exp(logTheta);
    const rho = mostRho * Math.tanh(tilt);
    const steep = theta * (1 + Math.abs(rho));
    return ssviSlice(theta, rho, between(bend) * margin * Math.min(4 / steep, 2 / Math.sqrt(steep)));
  };
  const leastBend = 1e-8 * missOf(slice, () => 0);
  const value = (at: readonly number[]) => {
    const [, tilt = 0, bend = 0] = at;
    const svi = smile(at);
    return missOf(slice, (k) => variance(svi, k)) + leastBend * (tilt * tilt + between(bend));
  };
  return smile(minimise(value, [0, 0, -1], { steps: [0.1, 0.3, 0.5], most: 800, flat: 1e-18, small: 1e-7 }).at);
}

/**
 * A surface with one rho and phi = eta / √(theta (1 + theta)) for all expiries, that cannot be arbitraged at all: eta (1 + |rho|) < 2, and theta
 * never falls with the expiry (their corollary 4.1 and remark 4.4). What the calibrated smiles are drawn towards when they can be.
 *
 * @param slices ascending in years
 */
export function calibrateSsvi(slices: readonly Slice[]): Svi[] {
  const thetas = rising(slices.map(varianceAtForward));
  const smiles = ([tilt = 0, bend = 0]: readonly number[]): Svi[] => {
    const rho = mostRho * Math.tanh(tilt);
    const eta = (between(bend) * 2 * margin) / (1 + Math.abs(rho));
    return thetas.map((theta) => ssviSlice(theta, rho, eta / Math.sqrt(theta * (1 + theta))));
  };
  const value = (at: readonly number[]) =>
    smiles(at).reduce((sum, svi, i) => {
      const slice = slices[i];
      return slice === undefined ? sum : sum + missOf(slice, (k) => variance(svi, k));
    }, 0);
  return smiles(minimise(value, [0, 0], { steps: [0.3, 0.5], most: 200, flat: 1e-12, small: 1e-4 }).at);
}

/** Variances that do not fall: neighbours that do are replaced by their mean, and each is a little above the one before. */
function rising(values: readonly number[]): number[] {
  const blocks: { sum: number; count: number }[] = [];
  for (const value of values) {
    blocks.push({ sum: value, count: 1 });
    for (;;) {
      const [before, last] = [blocks.at(-2), blocks.at(-1)];
      if (before === undefined || last === undefined || before.sum / before.count < last.sum / last.count) break;
      blocks.splice(-2, 2, { sum: before.sum + last.sum, count: before.count + last.count });
    }
  }
  return blocks
    .flatMap(({ sum, count }) => Array.from({ length: count }, () => sum / count))
    .map((value, i) => value * (1 + 1e-4 * i));
}
