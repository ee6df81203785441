import { toFloat, worthOf } from '../../model/units.js';
import type { VenueOrder } from '../../model/venueOrder.js';

/** USD that left the wallet for orders which their venues have not carried out yet, as `assess` counts it. */
export const heldByOrders = (orders: readonly VenueOrder[]): number =>
  orders
    .flatMap(({ held }) =>
      held === null ? [] : [toFloat(worthOf(held.amount, held.token.decimals, held.token.price, 'down'))],
    )
    .sort((a, b) => a - b)
    .reduce((sum, one) => sum + one, 0);
