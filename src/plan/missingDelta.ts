import { sayNumber, saySigned } from '../assess/sayNumber.js';
import type { HedgeRule } from '../model/strategy.js';
import { absolute, fromFloat, type Wad } from '../model/units.js';
import type { Portfolio } from './portfolio.js';
import { sayDeltaUnknown } from './sayDeltaUnknown.js';
import { hold, refused, type Unsized } from './sizing.js';

/** What a hedge has to trade, wherever it goes. */
export interface MissingDelta {
  kind: 'missing';
  /** Units of the underlying, signed: what is to be bought is positive. */
  missing: number;
  /** The same, positive, rounded towards zero. */
  away: Wad;
  /** USD per unit of the underlying. */
  price: number;
  size: string[];
}

/**
 * The delta that brings an underlying to a rule's target, as the portfolio will be; or why none is to be traded.
 * @param inFlight - Delta that orders in flight will add; null when there are none.
 */
export function missingDelta(
  { underlying, to, minimum }: HedgeRule,
  { snapshot, risk }: Portfolio,
  inFlight: number | null,
): MissingDelta | Unsized {
  const { delta = Number.NaN, price = Number.NaN } = risk.underlyings.find((u) => u.underlying === underlying) ?? {};
  const missing = to - delta;
  if (!Number.isFinite(missing)) return refused(sayDeltaUnknown(snapshot, underlying));

  const said = (units: number) => `${sayNumber(units)} ${underlying}`;
  const side = missing > 0 ? 'buy' : 'sell';
  const counted = inFlight === null ? 'nothing in flight' : `${saySigned(inFlight)} ${underlying} in flight is counted`;
  const size = [`delta ${said(delta)} to ${sayNumber(to)}: ${side} ${said(Math.abs(missing))}; ${counted}`];
  const away = absolute(fromFloat(missing, 'down'));
  if (away === 0n) return hold('the delta is at its target', size);
  if (Math.abs(missing) < minimum) {
    return hold(`${said(Math.abs(missing))} is below the minimum of ${said(minimum)}`, size);
  }
  return { kind: 'missing', missing, away, price, size };
}
