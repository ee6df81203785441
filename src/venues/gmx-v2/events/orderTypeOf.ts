import { VenueReadError } from '../../venue.js';
import type { OrderTypeNumber } from '../state.js';
import { orderTypes } from '../state.js';

const known: readonly number[] = Object.values(orderTypes);

const isOrderType = (value: number): value is OrderTypeNumber => known.includes(value);

/** Order.OrderType. @throws VenueReadError for a number that only a later release of GMX knows */
export function orderTypeOf(value: bigint): OrderTypeNumber {
  const number = Number(value);
  if (isOrderType(number)) return number;
  throw new VenueReadError(`GMX told of an order of type ${value}, which this version of ballast does not know`, {
    mend: 'halt and update ballast',
  });
}
