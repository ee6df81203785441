import type { OrderTerms } from '../../model/order.js';
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
    case 'borrow':
      return false;
  }
}

/** Asked again at the moment of sending, since the operator may have spoken after the order was decided. */
export const permits = (state: TradingState, terms: OrderTerms): boolean =>
  state === 'active' || (state === 'reducing' && lowersRisk(terms));
