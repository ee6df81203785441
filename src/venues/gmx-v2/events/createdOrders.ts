import type { Address, Hex } from 'viem';
import { isAddressEqual } from 'viem';
import type { EmitterLog } from './eventLog.js';
import { readEvents } from './readEvents.js';

/** The keys of the orders that a mined transaction created for `account`, in the order of its calls. */
export function createdOrders(logs: readonly EmitterLog[], eventEmitter: Address, account: Address): Hex[] {
  return readEvents(logs, eventEmitter).flatMap((event) =>
    event.name === 'OrderCreated' && isAddressEqual(event.values.account, account) ? [event.values.key] : [],
  );
}
