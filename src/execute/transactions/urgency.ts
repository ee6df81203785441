import type { OrderClass } from '../../model/order.js';
import { type Bps, bps, type Milliseconds, milliseconds } from '../../model/units.js';

/** How hard is tried to have a transaction mined that is out and in no block. */
export interface Urgency {
  /** So long after the first sending it is sent again at the same nonce, dearer. */
  firstAfter: Milliseconds;
  /** And so long after each further one. */
  thenEvery: Milliseconds;
  /** Percent that both fees rise by each time, rounded up; the market's fees are paid where those are higher. At least 10. */
  bump: bigint;
  /** So often at most. */
  most: number;
  /** Where no other cap is known: per gas, so many base fees of the newest block, and the highest tip beside. */
  baseFees: bigint;
}

/** By order class. All of it happens while an intent is young: an old one is taken back (`resendWithin`). */
export const urgencies: Readonly<Record<OrderClass, Urgency>> = {
  survive: { ...every(6_000), bump: 25n, most: 12, baseFees: 20n },
  margin: { ...every(12_000), bump: 15n, most: 6, baseFees: 6n },
  delta: { ...every(25_000), bump: 12n, most: 3, baseFees: 4n },
  cost: { ...every(45_000), bump: 10n, most: 1, baseFees: 3n },
};

/** What takes a nonce back goes by these: as long as it is stuck, so is all that comes after it. */
export const cancelClass: OrderClass = 'margin';

/** Of what a `survive` order protects, so much may go into its fees: less than a liquidation takes anywhere. */
export const survivalShare: Bps = bps(200);

function every(ms: number): Pick<Urgency, 'firstAfter' | 'thenEvery'> {
  return { firstAfter: milliseconds(ms), thenEvery: milliseconds(ms) };
}
