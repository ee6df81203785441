import type { TradeTerms } from '../model/order.js';
import type { Position } from '../model/position.js';
import { absolute, smallest } from '../model/units.js';

/**
 * The terms with side, size and `reduceOnly` taken from the position itself, whatever a venue answered: for survival no later check
 * asks again. null when it is not held.
 */
export function reducing(wanted: TradeTerms, positions: readonly Position[]): TradeTerms | null {
  const position = positions.find((held) =>
    wanted.position === null ? held.instrument.id === wanted.instrument : held.id === wanted.position,
  );
  if (!position) return null;
  return {
    ...wanted,
    position: position.id,
    instrument: position.instrument.id,
    side: position.quantity > 0n ? 'Sell' : 'Buy',
    quantity: smallest(wanted.quantity, absolute(position.quantity)),
    reduceOnly: true,
  };
}
