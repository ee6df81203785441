import { sayNumber } from '../assess/sayNumber.js';
import { type OrderTerms, transferSize } from '../model/order.js';
import { marketOf, type Snapshot } from '../model/snapshot.js';
import { amountToFloat, toFloat } from '../model/units.js';

/** `0.6384 ETH`, `534.75 USDC`: how much an order is for. */
export function saySize(snapshot: Snapshot, terms: OrderTerms): string {
  switch (terms.kind) {
    case 'trade':
    case 'rest': {
      const unit = marketOf(snapshot, terms.instrument)?.instrument.underlying ?? `of ${terms.instrument}`;
      return `${sayNumber(toFloat(terms.quantity))} ${unit}`;
    }
    case 'cancel':
      return 'nothing';
    case 'claim':
      return terms.amounts
        .map(({ amount, decimals, token }) => `${sayNumber(amountToFloat(amount, decimals))} ${token}`)
        .join(', ');
    case 'transfer': {
      const { asset } = terms;
      return 'position' in asset
        ? `${sayNumber(toFloat(asset.quantity))} of ${asset.position}`
        : `${sayNumber(amountToFloat(asset.amount, asset.decimals))} ${asset.token}`;
    }
    default:
      return `${sayNumber(amountToFloat(terms.amount, terms.decimals))} ${terms.token}`;
  }
}

/** Do two versions of an order differ in how much they are for? */
export const isResized = (before: OrderTerms, after: OrderTerms): boolean => sizeOf(before) !== sizeOf(after);

/** null where nothing can be cut. */
function sizeOf(terms: OrderTerms): bigint | null {
  if (terms.kind === 'trade' || terms.kind === 'rest') return terms.quantity;
  if (terms.kind === 'transfer') return transferSize(terms);
  return terms.kind === 'cancel' || terms.kind === 'claim' ? null : terms.amount;
}
