import type { OrderTerms, TradeTerms } from '../model/order.js';
import type { ParentTerms } from '../model/parentOrder.js';
import type { Review } from '../model/review.js';
import type { Bps, Wad } from '../model/units.js';
import { tradeOf } from './work/parentTerms.js';

/** What makes an order more, or worse, than another: units, basis points, and USD per unit at worst. */
export interface Asked {
  quantity: Wad;
  maxSlippage: Bps;
  /** null: at any price. */
  price: Wad | null;
}

/** The whole of an order, as people are asked about it: with its limit, so that the answer holds for that and no worse. */
export const wholeOf = (terms: ParentTerms, quantity: Wad): TradeTerms => ({
  ...tradeOf(terms, quantity),
  ...(terms.price === null ? {} : { worstPrice: terms.price }),
});

/**
 * Whether a question about an order was about all that the order is now: an answer to it says nothing of more, of more slippage, or of
 * a worse price. All of it counts, also what is done of it.
 */
export const coversOrder = ({ terms }: Pick<Review, 'terms'>, order: TradeTerms): boolean => {
  const asked = askedOf(terms);
  const wanted = askedOf(order);
  return asked !== null && wanted !== null && !isWider(asked, wanted, order.side);
};

/** Whether `then` is more than `now` in any way. */
export function isWider(now: Asked, then: Asked, side: TradeTerms['side']): boolean {
  if (then.quantity > now.quantity || then.maxSlippage > now.maxSlippage) return true;
  if (now.price === null) return false;
  return then.price === null || (side === 'Buy' ? then.price > now.price : then.price < now.price);
}

function askedOf(terms: OrderTerms): Asked | null {
  if (terms.kind !== 'trade') return null;
  return { quantity: terms.quantity, maxSlippage: terms.maxSlippage, price: terms.worstPrice ?? null };
}
