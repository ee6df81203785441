import type { InstrumentId } from '../model/instrument.js';
import { marketOf } from '../model/snapshot.js';
import type { HedgeRule } from '../model/strategy.js';
import { toFloat } from '../model/units.js';
import { missingDelta } from './missingDelta.js';
import type { Portfolio } from './portfolio.js';
import { tradeTermsFor } from './route/tradeTermsFor.js';
import { refused, type Sizing } from './sizing.js';

/**
 * The trade that brings the delta of an underlying to a target, as the portfolio will be, on the one perpetual that a rule names.
 *
 * A perpetual moves one for one, so the quantity is the missing delta, rounded towards zero.
 * @param inFlight - Delta that orders in flight will add; null when there are none.
 */
export function sizeHedge(rule: HedgeRule, on: InstrumentId, portfolio: Portfolio, inFlight: number | null): Sizing {
  const { snapshot } = portfolio;
  const market = marketOf(snapshot, on);
  if (!market) return refused(`${on} is not among the markets that were read`);
  const { instrument } = market;
  if (instrument.kind !== 'perpetual') return refused(`${on} is no perpetual; only those can hedge`);
  if (instrument.underlying !== rule.underlying) {
    return refused(`${on} moves with ${instrument.underlying}, not with ${rule.underlying}`);
  }
  const wanted = missingDelta(rule, portfolio, inFlight);
  if (wanted.kind !== 'missing') return wanted;
  const { missing, away, size } = wanted;
  if (market.closed !== null) return refused(`${on} cannot be traded: ${market.closed}`, size);

  const sized = tradeTermsFor(snapshot, instrument, missing > 0 ? 'Buy' : 'Sell', away, rule);
  if (!sized) return refused(`${on} takes nothing of it`, size);
  if (sized.cut !== null) size.push(sized.cut);
  return { kind: 'sized', terms: sized.terms, size, least: rule.minimum * toFloat(market.mark) };
}
