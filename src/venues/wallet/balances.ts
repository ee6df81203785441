import { formatUnits } from 'viem';
import type { Token } from '../../model/instrument.js';
import type { Position } from '../../model/position.js';
import type { VenueReading } from '../../model/snapshot.js';
import { divide, type Rounding, toFloat, type Wad, wad } from '../../model/units.js';
import { VenueRefusal } from '../venue.js';

/** Whole tokens; exact unless a token has more than 18 decimals. */
export const inWad = (amount: bigint, decimals: number, rounding: Rounding): Wad =>
  wad(divide(amount * 10n ** 18n, 10n ** BigInt(decimals), rounding));

/** What a reading of the wallet has of a token; undefined where it was not read. */
export const heldOf = (
  { positions }: Pick<VenueReading, 'positions'>,
  { id }: Pick<Token, 'id'>,
): Position | undefined => positions.find((position) => position.id === id);

/** @throws VenueRefusal when the wallet holds less, or was not read */
export function refusePoor(reading: Pick<VenueReading, 'positions'>, token: Token, amount: bigint): void {
  const { symbol, decimals } = token;
  const held = heldOf(reading, token);
  if (!held) throw new VenueRefusal(`the balance of ${symbol} was not read`, { retryable: true });
  if (inWad(amount, decimals, 'up') <= held.quantity) return;
  throw new VenueRefusal(`the wallet holds too little ${symbol}`, {
    facts: [`holds ${toFloat(held.quantity)}, is to give ${formatUnits(amount, decimals)}`],
    mend: `send ${symbol} to the account, or give less`,
    retryable: true,
  });
}
