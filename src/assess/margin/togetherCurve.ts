import type { HeldMargin, MarginCurve } from '../../model/holdings.js';
import { readCurve } from './marginCurve.js';

/**
 * An account when all its prices move by the same share: what each does to it alone, added up. That is exact where equity and
 * requirement are sums over markets, as cross accounts of perpetuals are. null for an account of fewer than two underlyings.
 */
export function togetherCurve({ byPrice, equity, maintenance }: HeldMargin): MarginCurve | null {
  if (byPrice.length < 2) return null;
  const at = [...new Set(byPrice.flatMap((curve) => curve.at))].sort((a, b) => a - b);
  const sum = (of: 'equity' | 'maintenance', now: number) =>
    at.map((x) => byPrice.reduce((total, curve) => total + readCurve(curve, x)[of] - readCurve(curve, 0)[of], now));
  return { at, equity: sum('equity', equity), maintenance: sum('maintenance', maintenance) };
}
