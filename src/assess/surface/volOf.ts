import type { Underlying } from '../../model/instrument.js';
import type { Position } from '../../model/position.js';
import type { RiskSettings } from '../../model/riskSettings.js';
import { secondsPerYear } from '../../model/time.js';
import { toFloat, type UnixSeconds } from '../../model/units.js';
import { isFitted, type Surfaced } from './surfacesOf.js';

export interface HeldVol {
  /** Annualised, 1 = 100 %; NaN when neither the venue nor a surface tells one. */
  vol: number;
  source: 'surface' | 'venue';
  /** d vol / d ln(spot). */
  volPerLogSpot: number;
  /** What an operator should know of it, in a sentence; null when there is nothing. */
  note: string | null;
}

/**
 * The vol that an option is valued with, and how it moves with spot.
 *
 * A position is worth what its venue marks it at: that is what can liquidate it and what it can be closed at, and only so does our equity come
 * out at the protocol's own. So the venue's vol counts wherever it states one, and a smoothed one would only hide how far its marks stray. The
 * surface is for what the venue does not say: options without a mark, strikes that are not held, the slope of the smile that
 * `sticky-delta` needs, and pictures.
 *
 * Sticky strike: an option keeps its vol when spot moves. Sticky delta: the smile moves along with spot, so a strike's vol changes by minus
 * the slope of the smile per ln(spot).
 *
 * @throws RangeError when the position is no option
 */
export function volOf(
  position: Pick<Position, 'id' | 'instrument' | 'pricing'>,
  surfaces: ReadonlyMap<Underlying, Surfaced>,
  now: UnixSeconds,
  dynamics: RiskSettings['surface'],
): HeldVol {
  const { id, instrument, pricing } = position;
  if (instrument.kind !== 'option') throw new RangeError(`${id} is no option`);
  const surfaced = surfaces.get(instrument.underlying);
  const years = (instrument.expiry - now) / secondsPerYear;
  const strike = toFloat(instrument.strike);
  const surface = isFitted(surfaced) && years > 0 ? surfaced : null;
  const slope = surface?.slope(strike, years) ?? 0;
  const volPerLogSpot = dynamics === 'sticky-delta' && slope !== 0 ? -slope : 0;
  if (pricing && pricing.vol > 0) {
    const unmoved = dynamics === 'sticky-delta' && surface === null && years > 0;
    const note = unmoved ? `${id}: no surface to move its vol along, so it stays when spot moves.` : null;
    return { vol: pricing.vol, source: 'venue', volPerLogSpot, note };
  }
  if (surface === null) {
    return { vol: Number.NaN, source: 'venue', volPerLogSpot: 0, note: `${id}: nobody tells its vol.` };
  }
  const note = `${id}: its venue states no vol; it is valued with the surface's.`;
  return { vol: surface.vol(strike, years), source: 'surface', volPerLogSpot, note };
}
