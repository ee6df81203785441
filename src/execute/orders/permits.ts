import type { Order, OrderTerms } from '../../model/order.js';
import type { TradingState } from '../../model/tradingState.js';

/**
 * Can these terms only lower risk? Adding collateral, paying back and what is reduce-only do; taking back what waits, and collecting
 * what is owed, add none.
 */
export function lowersRisk(terms: OrderTerms): boolean {
  switch (terms.kind) {
    case 'trade':
    case 'rest':
      return terms.reduceOnly;
    case 'addCollateral':
    case 'repay':
    case 'cancel':
    case 'claim':
      return true;
    case 'removeCollateral':
    case 'transfer':
    case 'borrow':
      return false;
  }
}

/**
 * Asked again at the moment of sending, since the operator may have spoken after the order was decided. Survival may need what
 * by itself lowers no risk (collateral is taken from one account to save another): only a halt stops it. What is given to another
 * account saves nothing here, whatever class its order says it is of.
 */
export const permits = (state: TradingState, { terms, orderClass }: Pick<Order, 'terms' | 'orderClass'>): boolean =>
  state === 'active' ||
  (state === 'reducing' && terms.kind !== 'transfer' && (orderClass === 'survive' || lowersRisk(terms)));
