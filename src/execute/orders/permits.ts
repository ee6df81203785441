import type { OrderTerms } from '../../model/order.js';
import type { TradingState } from '../../model/tradingState.js';

/** Can these terms only lower risk? Adding collateral and reduce-only trades do. */
export const lowersRisk = (terms: OrderTerms): boolean =>
  terms.kind === 'addCollateral' || (terms.kind === 'trade' && terms.reduceOnly);

/** Asked again at the moment of sending, since the operator may have spoken after the order was decided. */
export const permits = (state: TradingState, terms: OrderTerms): boolean =>
  state === 'active' || (state === 'reducing' && lowersRisk(terms));
