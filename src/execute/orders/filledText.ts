import type { Fill, OrderTerms } from '../../model/order.js';
import { toFloat, wad } from '../../model/units.js';

/** What to say of an order that is done: `filled 40.33 of 120` where a trade was cut short, else nothing. */
export function filledText(terms: OrderTerms, fills: readonly Fill[]): string {
  if (terms.kind !== 'trade') return '';
  const filled = fills.reduce((sum, fill) => (fill.kind === 'trade' ? sum + fill.quantity : sum), 0n);
  // A thousandth is more than any venue's rounding.
  if ((terms.quantity - filled) * 1000n <= terms.quantity) return '';
  return `filled ${shown(filled)} of ${shown(terms.quantity)}`;
}

/** Six digits, for people. */
const shown = (quantity: bigint): number => Number(toFloat(wad(quantity)).toPrecision(6));
