import type { Margin } from './marginCurve.js';

/**
 * 1 is liquidatable. Where nothing is required: Infinity, or 0 for a debt. NaN where it is not known what is required: that is no
 * promise of safety.
 */
export function healthOf({ equity, maintenance }: Margin): number {
  if (maintenance === 0) return equity < 0 ? 0 : Number.POSITIVE_INFINITY;
  return equity / maintenance;
}
