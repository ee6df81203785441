import type { Address, Hex } from 'viem';
import { zeroAddress } from 'viem';
import type { EmitterLog } from './events/eventLog.js';
import type { OrderEvent } from './events/eventsByOrder.js';
import { eventsByOrder } from './events/eventsByOrder.js';
import type { GmxEvent } from './events/gmxEvents.js';
import type { OrderLife } from './events/life.js';
import { orderLife } from './events/orderLife.js';
import { readEvents } from './events/readEvents.js';
import { orderTypes } from './state.js';

/**
 * The life of one order from logs that may tell of others too, and may begin after it was created: what its creation said
 * is then taken from what is told later, as far as that goes. null when the logs do not speak of it.
 * @throws VenueReadError when the events contradict each other
 */
export function knownLife(logs: readonly EmitterLog[], eventEmitter: Address, key: Hex): KnownLife | null {
  const events = eventsByOrder(readEvents(logs, eventEmitter)).get(key) ?? [];
  const [first] = events;
  if (!first) return null;
  const isWhole = first.name === 'OrderCreated';
  const life = orderLife(isWhole ? events : [creationBefore(first, events, key), ...events]);
  return life && { ...life, isWhole };
}

export interface KnownLife extends OrderLife {
  /** False: its creation was not among the logs, and `created` and `order` are guesses. */
  isWhole: boolean;
}

function creationBefore(first: OrderEvent, events: readonly OrderEvent[], key: Hex): GmxEvent<'OrderCreated'> {
  const fill = events.find((event) => event.name === 'PositionIncrease' || event.name === 'PositionDecrease');
  const told = fill?.values;
  return {
    name: 'OrderCreated',
    // Before everything else that its transaction did.
    at: { ...first.at, logIndex: -1 },
    values: {
      key,
      account: told?.account ?? zeroAddress,
      receiver: told?.account ?? zeroAddress,
      market: told?.market ?? zeroAddress,
      initialCollateralToken: told?.collateralToken ?? zeroAddress,
      swapPath: [],
      orderType: told?.orderType ?? BigInt(orderTypes.MarketIncrease),
      sizeDeltaUsd: told?.sizeDeltaUsd ?? 0n,
      initialCollateralDeltaAmount: told?.collateralDeltaAmount ?? 0n,
      triggerPrice: 0n,
      acceptablePrice: 0n,
      executionFee: 0n,
      minOutputAmount: 0n,
      updatedAtTime: 0n,
      validFromTime: null,
      isLong: told?.isLong ?? false,
      autoCancel: null,
    },
    more: {},
  };
}
