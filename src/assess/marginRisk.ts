import type { MarginAccount } from '../model/marginAccount.js';
import type { MarginRisk } from '../model/riskReport.js';
import type { Snapshot, VenueReading } from '../model/snapshot.js';
import { toFloat } from '../model/units.js';
import type { Venue } from '../venues/venue.js';
import { type Liquidation, liquidationOf } from './liquidation.js';
import { liquidatingPrice } from './margin/liquidatingPrice.js';

/**
 * How near a margin account is to its end. Without its venue, the distance is not a number. Where liquidation is, is searched for
 * when it is first read: a book is assessed anew after every order that is chosen, and hardly any of those is ever asked for it.
 */
export function marginRisk(
  account: MarginAccount,
  reading: VenueReading,
  snapshot: Snapshot,
  venue: Venue | undefined,
): MarginRisk {
  const equity = toFloat(account.equity);
  let found: Liquidation | null = null;
  const liquidation = () => {
    found ??= accountLiquidation(account, reading, snapshot, venue);
    return found;
  };
  return {
    marginAccount: account.id,
    venue: account.venue,
    equity,
    maintenance: toFloat(account.maintenance),
    health: account.health,
    leverage: leverageOf(toFloat(account.notional), equity),
    get liquidationPrice() {
      return liquidation().price;
    },
    get liquidationDistance() {
      return liquidation().distance;
    },
  };
}

/** notional / equity: 0 when nothing is held, Infinity when something is and the equity is gone. */
export function leverageOf(notional: number, equity: number): number {
  if (notional === 0) return 0;
  return equity <= 0 ? Number.POSITIVE_INFINITY : notional / equity;
}

function accountLiquidation(
  account: MarginAccount,
  reading: VenueReading,
  snapshot: Snapshot,
  venue: Venue | undefined,
): Liquidation {
  const [underlying] = account.underlyings;
  if (underlying === undefined) return { price: null, distance: Number.POSITIVE_INFINITY };
  if (!venue) return { price: null, distance: Number.NaN };
  const surplusAt = (at: number) => {
    const { equity, maintenance } = venue.marginAt(reading, account, underlying, at);
    return equity - maintenance;
  };
  try {
    const spot = liquidatingPrice(account, underlying, reading, snapshot, venue);
    if (Number.isNaN(spot)) return { price: null, distance: Number.NaN };
    return account.health <= 1 ? { price: spot, distance: 0 } : liquidationOf(surplusAt, spot);
  } catch {
    // A venue that cannot evaluate a price leaves the distance unknown; it must not take the whole report down.
    return { price: null, distance: Number.NaN };
  }
}
