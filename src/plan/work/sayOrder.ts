import { sayNumber } from '../../assess/sayNumber.js';
import type { WorkedParent } from '../../model/desk.js';
import { toFloat } from '../../model/units.js';

/** `buy 12 perp-v2 ETH, Limit 2100, twap`. */
export function sayOrder({ terms, state }: Pick<WorkedParent, 'terms' | 'state'>): string {
  const prices = [terms.stopPx, terms.price].flatMap((price) => (price === null ? [] : [sayNumber(toFloat(price))]));
  const type = [terms.ordType, ...prices].join(' ');
  const size = sayNumber(toFloat(state.quantity));
  return `${terms.side.toLowerCase()} ${size} ${terms.instrument}, ${type}, ${terms.timeInForce}, ${terms.algorithm.kind}`;
}
