import type { Fill, OrderTerms } from '../../model/order.js';
import { amountToFloat, toFloat } from '../../model/units.js';
import { decimal } from './numbers.js';

/** `sell 2.41 perp-v2 ETH`, `add 350.00 USDC to perp-v2 cross` */
export function termsText(terms: OrderTerms): string {
  if (terms.kind === 'trade') {
    const reduce = terms.reduceOnly ? ' (reduce only)' : '';
    const position = terms.position && terms.position !== terms.instrument ? ` of ${terms.position}` : '';
    return `${terms.side.toLowerCase()} ${decimal(toFloat(terms.quantity), 4)} ${terms.instrument}${position}${reduce}`;
  }
  const [verb, to] = terms.kind === 'addCollateral' ? ['add', 'to'] : ['take', 'from'];
  return `${verb} ${decimal(amountToFloat(terms.amount, terms.decimals))} ${terms.token} ${to} ${terms.marginAccount}`;
}

/** `sold 2.41 at 2 203.02, fee 5.31 usd` */
export function fillText(fill: Fill): string {
  if (fill.kind === 'trade') {
    const verb = fill.side === 'Buy' ? 'bought' : 'sold';
    const fee = decimal(toFloat(fill.fee));
    return `${verb} ${decimal(toFloat(fill.quantity), 4)} at ${decimal(toFloat(fill.price))}, fee ${fee} usd`;
  }
  const verb = fill.kind === 'addCollateral' ? 'added' : 'took';
  return `${verb} ${decimal(amountToFloat(fill.amount, fill.decimals))} ${fill.token}`;
}
