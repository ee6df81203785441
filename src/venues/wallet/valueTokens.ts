import type { Underlying } from '../../model/instrument.js';
import type { Position } from '../../model/position.js';
import type { VenueReading } from '../../model/snapshot.js';
import type { Wad } from '../../model/units.js';
import { multiplyWad } from '../../model/units.js';
import { WALLET } from './wallet.js';

/**
 * A wallet knows amounts and no prices: this marks tokens that follow an underlying at the first price any of the
 * readings states for it (as `priceOf` of a snapshot does). Where none does, mark and value stay 0: unknown worth is
 * not counted on.
 *
 * Only what lies in the wallet: what another venue holds it has valued itself, and 0 is its word for what is inside a
 * margin account's equity already.
 */
export function valueTokens(readings: readonly VenueReading[]): VenueReading[] {
  const prices = new Map<Underlying, Wad>();
  for (const reading of readings) {
    for (const [underlying, price] of Object.entries(reading.prices)) {
      if (!prices.has(underlying)) prices.set(underlying, price);
    }
  }
  return readings.map((reading) => ({
    ...reading,
    positions: reading.positions.map((position) => valued(position, prices)),
  }));
}

function valued(position: Position, prices: ReadonlyMap<Underlying, Wad>): Position {
  const { instrument } = position;
  if (instrument.kind !== 'token' || instrument.venue !== WALLET || instrument.underlying === null) return position;
  const mark = prices.get(instrument.underlying);
  return mark === undefined ? position : { ...position, mark, value: multiplyWad(position.quantity, mark, 'down') };
}
