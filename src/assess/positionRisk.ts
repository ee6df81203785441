import type { Option } from '../model/instrument.js';
import type { Position } from '../model/position.js';
import type { Greeks, PositionRisk } from '../model/riskReport.js';
import { secondsPerYear } from '../model/time.js';
import { toFloat, type UnixSeconds } from '../model/units.js';
import { optionGreeks } from './blackScholes.js';
import { linearGreeks, scaledGreeks, unknownGreeks } from './greeks/greeks.js';

/**
 * Greeks and worth of one position. `price` is USD per unit of its underlying (NaN when nobody states one: then what
 * is in USD is not a number either, because not knowing is not zero).
 */
export function positionRisk(position: Position, timestamp: UnixSeconds, price: number): PositionRisk {
  const { instrument } = position;
  const quantity = toFloat(position.quantity);
  const greeks = greeksOf(position, quantity, timestamp);
  return {
    position: position.id,
    venue: position.venue,
    underlying: instrument.underlying,
    expiry: instrument.kind === 'option' ? instrument.expiry : null,
    ...greeks,
    deltaUsd: instrument.underlying === null ? 0 : greeks.delta * price,
    notional: Math.abs(quantity) * toFloat(position.mark),
    value: toFloat(position.value),
  };
}

/** Perps and tokens move one for one with their underlying; a dollar has none. */
function greeksOf(position: Position, quantity: number, timestamp: UnixSeconds): Greeks {
  const { instrument } = position;
  if (instrument.kind === 'option') return optionRisk(position, instrument, quantity, timestamp);
  return linearGreeks(instrument.underlying === null ? 0 : quantity);
}

function optionRisk(position: Position, option: Option, quantity: number, timestamp: UnixSeconds): Greeks {
  if (!position.pricing) return unknownGreeks;
  const { spot, vol, rate } = position.pricing;
  const unit = optionGreeks({
    spot,
    strike: toFloat(option.strike),
    years: Math.max(0, (option.expiry - timestamp) / secondsPerYear),
    vol,
    rate,
    right: option.right,
  });
  return scaledGreeks(unit, quantity);
}
