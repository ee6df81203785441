import type { Holdings } from '../../model/holdings.js';
import { safeRange, surplusLineOf } from './surplusLine.js';

/** Relative moves at which margin accounts are liquidated, of accounts that stand on one price: they would be there too if everything moved as much. */
export function wallsOnGrid({ margins }: Pick<Holdings, 'margins'>): { move: number; label: string }[] {
  return margins.flatMap(({ marginAccount, byPrice }) => {
    const [curve, ...others] = byPrice;
    if (!curve || others.length > 0) return [];
    const range = safeRange(surplusLineOf(curve));
    return [range?.lower, range?.upper].flatMap((offset) =>
      offset !== undefined && Number.isFinite(offset) ? [{ move: Math.expm1(offset), label: marginAccount }] : [],
    );
  });
}
