import type { Address, Hex } from 'viem';
import type { LogQuery } from '../../venue.js';
import type { GmxEventName } from './gmxEvents.js';
import { addressTopic, emitterTopics, nameTopic } from './topics.js';

const named = (...names: GmxEventName[]): Hex[] => names.map(nameTopic);

const aboutOrders = named('OrderCreated', 'OrderUpdated', 'OrderExecuted', 'OrderCancelled', 'OrderFrozen');

/**
 * What became of these orders. The fill, its fees and what else the execution did do not carry the key as a topic: they
 * are in the receipt of the transaction that these logs name. Empty without keys, since no topic would mean any order.
 */
export function orderLifeQueries(eventEmitter: Address, keys: readonly Hex[]): LogQuery[] {
  if (keys.length === 0) return [];
  const corrections = named('OrderSizeDeltaAutoUpdated', 'OrderCollateralDeltaAmountAutoUpdated');
  return [
    { address: eventEmitter, topics: [emitterTopics.EventLog2, aboutOrders, [...keys]] },
    { address: eventEmitter, topics: [emitterTopics.EventLog1, corrections, [...keys]] },
  ];
}

/** Everything that happened to the positions of an account, whoever asked for it. */
export const positionChangesQuery = (eventEmitter: Address, account: Address): LogQuery => ({
  address: eventEmitter,
  topics: [emitterTopics.EventLog1, named('PositionIncrease', 'PositionDecrease'), addressTopic(account)],
});
