import type { GmxOrder } from '../state.js';
import { orderTypes } from '../state.js';
import type { GmxEvent } from './gmxEvents.js';
import type { OrderLife } from './life.js';
import { orderTypeOf } from './orderTypeOf.js';

/** An order that was just created. @throws VenueReadError for an order type of a later release */
export function startLife({ at, values }: GmxEvent<'OrderCreated'>): OrderLife {
  const { validFromTime, autoCancel, orderType, ...rest } = values;
  const order: GmxOrder = {
    ...rest,
    orderType: orderTypeOf(orderType),
    validFromTime: validFromTime ?? 0n,
    autoCancel: autoCancel ?? false,
    isFrozen: false,
  };
  return {
    key: order.key,
    account: order.account,
    state: 'pending',
    created: { at, order },
    order,
    history: [],
    fill: null,
    fees: null,
    feesDue: null,
    realised: null,
    cause: order.orderType === orderTypes.Liquidation ? 'liquidation' : 'order',
    insolvent: null,
    claimableCollateral: [],
    claimableFunding: [],
    unpaidFunding: [],
    keeperFee: 0n,
    feeRefund: 0n,
  };
}
