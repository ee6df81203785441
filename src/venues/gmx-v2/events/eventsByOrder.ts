import type { Hex } from 'viem';
import { isAddressEqual } from 'viem';
import type { GmxEvent, GmxEventName } from './gmxEvents.js';

/** Events that name their order. */
const keyed = [
  'OrderCreated',
  'OrderUpdated',
  'OrderSizeDeltaAutoUpdated',
  'OrderCollateralDeltaAmountAutoUpdated',
  'OrderExecuted',
  'OrderCancelled',
  'OrderFrozen',
  'PositionIncrease',
  'PositionDecrease',
  'PositionFeesCollected',
  'PositionFeesInfo',
  'InsolventClose',
] as const satisfies readonly GmxEventName[];

/** Emitted while an order executes, before its PositionIncrease or PositionDecrease of the same market. */
const beforeFill = [
  'ClaimableFundingUpdated',
  'ClaimableCollateralUpdated',
  'InsufficientFundingFeePayment',
] as const satisfies readonly GmxEventName[];

/** Emitted right after OrderExecuted, OrderCancelled or OrderFrozen, when the keeper is paid. */
const afterEnd = ['KeeperExecutionFee', 'ExecutionFeeRefund'] as const satisfies readonly GmxEventName[];

export const orderEventNames = [...keyed, ...beforeFill, ...afterEnd];
export type OrderEventName = (typeof orderEventNames)[number];
export type OrderEvent = GmxEvent<OrderEventName>;

/**
 * The events of each order, in chain order. Those that do not name an order are given to the one of the same transaction
 * that they stand next to, as the contracts emit them; an event that fits no order is left out.
 * @param events In chain order, as `readEvents` returns them.
 */
export function eventsByOrder(events: readonly GmxEvent[]): Map<Hex, OrderEvent[]> {
  const orders = new Map<Hex, OrderEvent[]>();
  events.forEach((event, index) => {
    if (!isOrderEvent(event)) return;
    const key = orderKeyOf(event) ?? neighbourKey(events, event, index);
    if (key !== null) orders.set(key, [...(orders.get(key) ?? []), event]);
  });
  return orders;
}

/** The key that the event itself tells; null when it tells none. */
export function orderKeyOf(event: GmxEvent): Hex | null {
  if (!isOneOf(event, keyed)) return null;
  return 'orderKey' in event.values ? event.values.orderKey : event.values.key;
}

function neighbourKey(events: readonly GmxEvent[], event: OrderEvent, index: number): Hex | null {
  const sameTransaction = (other: GmxEvent) => other.at.transactionHash === event.at.transactionHash;
  if (isOneOf(event, beforeFill)) {
    const fill = events.slice(index + 1).find((other) => sameTransaction(other) && isFill(other));
    return fill && isFill(fill) && isAddressEqual(fill.values.market, event.values.market)
      ? fill.values.orderKey
      : null;
  }
  for (const other of events.slice(0, index).reverse()) {
    if (!sameTransaction(other) || other.name === event.name) return null;
    if (isOneOf(other, ['OrderExecuted', 'OrderCancelled', 'OrderFrozen'])) return other.values.key;
  }
  return null;
}

const isFill = (event: GmxEvent): event is GmxEvent<'PositionIncrease' | 'PositionDecrease'> =>
  isOneOf(event, ['PositionIncrease', 'PositionDecrease']);

const isOrderEvent = (event: GmxEvent): event is OrderEvent => isOneOf(event, orderEventNames);

function isOneOf<Name extends GmxEventName>(
  event: GmxEvent,
  names: readonly Name[],
): event is Extract<GmxEvent, { name: Name }> {
  return (names as readonly GmxEventName[]).includes(event.name);
}
