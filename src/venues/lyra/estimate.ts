import type { TradeTerms } from '../../model/order.js';
import { fromFloat, toFloat } from '../../model/units.js';
import type { Estimate } from '../venue.js';
import { rightOf } from './optionType.js';
import type { LyraDetail } from './state.js';
import { isBuy } from './tradeCost.js';
import { tradeGas } from './tradeGas.js';
import { planTrade } from './tradePlan.js';
import { markOf } from './value.js';

/**
 * The contract's own pricing and fees in float64; what it leaves out is said at `tradeCost`. The impact holds what the
 * order moves volatility and, for a forced close, the penalty. @throws VenueRefusal for terms that name nothing.
 */
export function estimateTrade(detail: LyraDetail, terms: TradeTerms): Estimate {
  const plan = planTrade(detail, terms);
  const { route, resolved, amount } = plan;
  const { price, fee } = route.cost;
  const mark = markOf(resolved.market, resolved, rightOf(resolved.type), detail.timestamp);
  const worse = (isBuy(route.shape) ? 1 : -1) * (price - toFloat(mark));
  return {
    price: fromFloat(price, 'up'),
    fee: fromFloat(fee, 'up'),
    impact: fromFloat(worse * toFloat(amount), 'up'),
    gas: tradeGas(plan),
  };
}
