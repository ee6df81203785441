import { formatUnits } from 'viem';
import type { Rounding } from '../../../model/units.js';
import { divide } from '../../../model/units.js';

/**
 * A fixed-point number for a sentence: its whole part, and six digits that say something in all. Digits in groups of
 * three: `2 198.7`, `0.00113796`.
 */
export function showAmount(value: bigint, decimals: number, rounding: Rounding = 'down', digits = 6): string {
  const length = (value < 0n ? -value : value).toString().length;
  const cut = Math.min(Math.max(length - digits, 0), decimals);
  const unit = 10n ** BigInt(cut);
  const [whole = '0', fraction] = formatUnits(divide(value, unit, rounding) * unit, decimals).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ' ');
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}
