import type { Position } from '../model/position.js';
import type { VenueReading } from '../model/snapshot.js';
import { multiplyWad, type Wad } from '../model/units.js';
import { WALLET } from '../venues/wallet/wallet.js';
import { asAtVenue } from './names.js';

/**
 * Tokens in wallets of which no venue on their own chain states a price, at the first that a venue on another does. Where none
 * does, they stay worth nothing that is counted on.
 */
export function pricedByAll(readings: readonly VenueReading[]): VenueReading[] {
  const priceOf = (underlying: string): Wad | undefined =>
    readings.find(({ prices }) => prices[underlying] !== undefined)?.prices[underlying];
  const priced = (position: Position): Position => {
    const { instrument, mark, quantity } = position;
    if (instrument.kind !== 'token' || instrument.underlying === null || mark !== 0n) return position;
    const price = priceOf(instrument.underlying);
    return price === undefined ? position : { ...position, mark: price, value: multiplyWad(quantity, price, 'down') };
  };
  return readings.map((reading) =>
    asAtVenue(reading.venue) === WALLET ? { ...reading, positions: reading.positions.map(priced) } : reading,
  );
}
