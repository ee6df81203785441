import { sayNumber } from '../assess/sayNumber.js';
import type { OrderTerms } from '../model/order.js';
import { marketOf, type Snapshot } from '../model/snapshot.js';
import { amountToFloat, toFloat } from '../model/units.js';

/** `0.6384 ETH`, `534.75 USDC`: how much an order is for. */
export function saySize(snapshot: Snapshot, terms: OrderTerms): string {
  if (terms.kind !== 'trade') return `${sayNumber(amountToFloat(terms.amount, terms.decimals))} ${terms.token}`;
  const unit = marketOf(snapshot, terms.instrument)?.instrument.underlying ?? `of ${terms.instrument}`;
  return `${sayNumber(toFloat(terms.quantity))} ${unit}`;
}

/** Do two versions of an order differ in how much they are for? */
export const isResized = (before: OrderTerms, after: OrderTerms): boolean =>
  before.kind === 'trade'
    ? after.kind !== 'trade' || before.quantity !== after.quantity
    : after.kind === 'trade' || before.amount !== after.amount;
