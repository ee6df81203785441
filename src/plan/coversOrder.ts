import type { TradeTerms } from '../model/order.js';
import type { Algorithm, ParentTerms } from '../model/parentOrder.js';
import type { Review, WholeOrder } from '../model/review.js';
import type { Bps, Wad } from '../model/units.js';
import { tradeOf } from './work/parentTerms.js';

/** What makes an order more, worse or another than one that was asked about: units, basis points, and USD per unit. */
export interface Asked {
  quantity: Wad;
  maxSlippage: Bps;
  /** At worst; null: at any price. */
  price: Wad | null;
  /** null: it has none, or it was touched. */
  stopPx: Wad | null;
  algorithm: Algorithm;
}

/**
 * The whole of an order, as people are asked about it: with its limit, so that the answer holds for that and no worse, and with its stop
 * and the way in which it is worked.
 */
export const wholeOf = (terms: ParentTerms, quantity: Wad): WholeOrder => ({
  ...tradeOf(terms, quantity),
  stopPx: terms.stopPx,
  algorithm: terms.algorithm,
  ...(terms.price === null ? {} : { worstPrice: terms.price }),
});

/** Whether a question was about the whole of an order that somebody asked for, and not about a part of one, or what a rule wants. */
export const isAboutWhole = ({ terms }: Pick<Review, 'terms'>): boolean => askedOf(terms) !== null;

/**
 * Whether a question about an order was about all that the order is now: an answer to it says nothing of more, of more slippage, of
 * a worse price, of another stop, or of another way to work it. All of it counts, also what is done of it.
 */
export const coversOrder = ({ terms }: Pick<Review, 'terms'>, order: WholeOrder): boolean => {
  const asked = askedOf(terms);
  const wanted = askedOf(order);
  return asked !== null && wanted !== null && !isWider(asked, wanted, order.side);
};

/** Whether `then` is more than `now` in any way, or another order. A stop that was touched is the same. */
export function isWider(now: Asked, then: Asked, side: TradeTerms['side']): boolean {
  if (then.quantity > now.quantity || then.maxSlippage > now.maxSlippage) return true;
  if (then.stopPx !== null && then.stopPx !== now.stopPx) return true;
  if (wordsOf(then.algorithm) !== wordsOf(now.algorithm)) return true;
  if (now.price === null) return false;
  return then.price === null || (side === 'Buy' ? then.price > now.price : then.price < now.price);
}

/** The same for the same algorithm, whatever it was read from. */
const wordsOf = (algorithm: Algorithm): string =>
  Object.entries(algorithm)
    .map(([name, value]) => `${name} ${value}`)
    .sort()
    .join(', ');

function askedOf(terms: Review['terms']): Asked | null {
  if (!('algorithm' in terms)) return null;
  const { quantity, maxSlippage, worstPrice, stopPx, algorithm } = terms;
  return { quantity, maxSlippage, price: worstPrice ?? null, stopPx, algorithm };
}
