import type { Algorithm } from '../../model/parentOrder.js';
import { trajectory } from './almgrenChriss.js';
import type { Schedule } from './schedule.js';

/**
 * What the algorithm wants done when. null where it knows no times: at once, by what is shown, by what the market trades.
 * @param urgency - κ of Almgren and Chriss times the whole time, for that algorithm alone.
 */
export function scheduleOf(algorithm: Algorithm, urgency: number): Schedule | null {
  if (algorithm.kind === 'twap') {
    const { over, slices, jitter } = algorithm;
    return { over, count: slices, jitter, shareOf: (k) => k / slices };
  }
  if (algorithm.kind === 'vwap') {
    const { over, profile, jitter } = algorithm;
    return { over, count: profile.length, jitter, shareOf: sharesOf(profile) };
  }
  if (algorithm.kind === 'almgrenChriss') {
    const { over, slices, jitter } = algorithm;
    return { over, count: slices, jitter, shareOf: (k) => 1 - trajectory(urgency, k / slices) };
  }
  return null;
}

/** The running total of a profile, as a share of all of it. */
function sharesOf(profile: readonly number[]): (k: number) => number {
  const total = profile.reduce((sum, part) => sum + part, 0);
  const shares = [0];
  for (const part of profile) shares.push((shares.at(-1) ?? 0) + part / total);
  return (k) => (k >= profile.length ? 1 : (shares[k] ?? 0));
}
