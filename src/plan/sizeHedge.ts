import { sayNumber, saySigned } from '../assess/sayNumber.js';
import type { InstrumentId } from '../model/instrument.js';
import { marketOf } from '../model/snapshot.js';
import type { HedgeRule } from '../model/strategy.js';
import { absolute, fromFloat, toFloat } from '../model/units.js';
import type { Portfolio } from './portfolio.js';
import { tradeTermsFor } from './route/tradeTermsFor.js';
import { sayDeltaUnknown } from './sayDeltaUnknown.js';
import { hold, refused, type Sizing } from './sizing.js';

/**
 * The trade that brings the delta of an underlying to a target, as the portfolio will be, on the one perpetual that a rule names.
 *
 * A perpetual moves one for one, so the quantity is the missing delta, rounded towards zero.
 * @param inFlight - Delta that orders in flight will add; null when there are none.
 */
export function sizeHedge(
  rule: HedgeRule,
  on: InstrumentId,
  { snapshot, risk }: Portfolio,
  inFlight: number | null,
): Sizing {
  const market = marketOf(snapshot, on);
  if (!market) return refused(`${on} is not among the markets that were read`);
  const { instrument } = market;
  if (instrument.kind !== 'perpetual') return refused(`${on} is no perpetual; only those can hedge`);
  if (instrument.underlying !== rule.underlying) {
    return refused(`${on} moves with ${instrument.underlying}, not with ${rule.underlying}`);
  }
  const delta = risk.underlyings.find((u) => u.underlying === rule.underlying)?.delta ?? Number.NaN;
  const missing = rule.to - delta;
  if (!Number.isFinite(missing)) return refused(sayDeltaUnknown(snapshot, rule.underlying));

  const side = missing > 0 ? 'Buy' : 'Sell';
  const said = (units: number) => `${sayNumber(units)} ${rule.underlying}`;
  const wanted = `delta ${said(delta)} to ${sayNumber(rule.to)}: ${side.toLowerCase()} ${said(Math.abs(missing))}`;
  const counted =
    inFlight === null ? 'nothing in flight' : `${saySigned(inFlight)} ${rule.underlying} in flight is counted`;
  const size = [`${wanted}; ${counted}`];
  const away = absolute(fromFloat(missing, 'down'));
  if (away === 0n) return hold('the delta is at its target', size);
  if (Math.abs(missing) < rule.minimum) {
    return hold(`${said(Math.abs(missing))} is below the minimum of ${said(rule.minimum)}`, size);
  }
  if (market.closed !== null) return refused(`${on} cannot be traded: ${market.closed}`, size);

  const sized = tradeTermsFor(snapshot, instrument, side, away, rule);
  if (!sized) return refused(`${on} takes nothing of it`, size);
  if (sized.cut !== null) size.push(sized.cut);
  return { kind: 'sized', terms: sized.terms, size, least: rule.minimum * toFloat(market.mark) };
}
