import type { Side } from '../model/order.js';

/**
 * The stricter of two bounds on a price, in whatever unit both are: of a purchase the lower, of a sale the higher one.
 * @param worst - `TradeTerms.worstPrice` in that unit, rounded for the account; undefined where the terms name none.
 */
export const stricterPrice = (side: Side, bound: bigint, worst: bigint | undefined): bigint => {
  if (worst === undefined) return bound;
  return (side === 'Buy') === worst < bound ? worst : bound;
};

/** Whether a price, in the same unit as `worst`, is within it; anything is where there is none. */
export const isWithinWorst = (side: Side, price: bigint, worst: bigint | undefined): boolean =>
  worst === undefined || (side === 'Buy' ? price <= worst : price >= worst);
