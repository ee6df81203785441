import { crossingOf } from '../assess/liquidation.js';
import type { MarginAccount } from '../model/marginAccount.js';
import type { Position } from '../model/position.js';
import type { VenueReading } from '../model/snapshot.js';
import { fromFloat, toFloat, type Wad } from '../model/units.js';
import type { Venue } from '../venues/venue.js';

/** Where a stop belongs that is to close a position before its account gets worse than a health. */
export type StopPrice =
  | { kind: 'price'; price: Wad }
  /** The health is there, or below, already. */
  | { kind: 'past' }
  /** No price of the underlying alone brings the health there. */
  | { kind: 'never' }
  /** The venue does not say what it would take. */
  | { kind: 'unknown' };

/**
 * The price at which the account's health would be `health`, on the side on which the position loses, nothing else
 * moving; rounded to seven digits, to the earlier side. Liquidation is at a health of 1, so for a `health` above 1 it
 * lies between here and there.
 */
export function stopPriceOf(
  venue: Venue,
  reading: VenueReading,
  account: MarginAccount,
  { quantity, instrument: { underlying } }: Position,
  health: number,
): StopPrice {
  if (underlying === null || quantity === 0n) return { kind: 'unknown' };
  const oracle = reading.prices[underlying];
  const spot = venue.priceOf?.(reading, account, underlying) ?? (oracle === undefined ? Number.NaN : toFloat(oracle));
  if (!(spot > 0)) return { kind: 'unknown' };
  let isTold = true;
  const surplusAt = (price: number) => {
    const { equity, maintenance } = venue.marginAt(reading, account, underlying, price);
    const surplus = equity - health * maintenance;
    if (Number.isNaN(surplus)) isTold = false;
    return surplus;
  };
  const now = surplusAt(spot);
  if (Number.isNaN(now)) return { kind: 'unknown' };
  if (now <= 0 || account.health <= health) return { kind: 'past' };
  const direction = quantity > 0n ? -1 : 1;
  const crossing = crossingOf(surplusAt, spot, direction);
  if (crossing === null) return { kind: isTold ? 'never' : 'unknown' };
  const price = roundedToSpot(crossing, direction);
  // So near that rounding steps over it: it would close at once.
  return direction * (price - spot) > 0 ? { kind: 'price', price: fromFloat(price, 'down') } : { kind: 'past' };
}

/** To seven significant digits, towards spot. */
function roundedToSpot(price: number, direction: -1 | 1): number {
  const unit = 10 ** (Math.floor(Math.log10(price)) - 6);
  const units = price / unit;
  const whole = direction < 0 ? Math.ceil(units) : Math.floor(units);
  return Number((whole * unit).toPrecision(7));
}
