import eventEmitterAbi from '@gmx-io/sdk/abis/EventEmitter';
import type { Address, Hex } from 'viem';
import { getAbiItem, keccak256, pad, stringToBytes, toEventSelector } from 'viem';

/** topic0 of the three shapes in which the EventEmitter says anything: with no, one and two topics of its own. */
export const emitterTopics = {
  EventLog: toEventSelector(getAbiItem({ abi: eventEmitterAbi, name: 'EventLog' })),
  EventLog1: toEventSelector(getAbiItem({ abi: eventEmitterAbi, name: 'EventLog1' })),
  EventLog2: toEventSelector(getAbiItem({ abi: eventEmitterAbi, name: 'EventLog2' })),
} as const;

/** topic1: an event's name is an indexed string, so the topic is its hash. */
export const nameTopic = (eventName: string): Hex => keccak256(stringToBytes(eventName));

/** An address as GMX casts it into a topic: 32 bytes, left-padded. */
export const addressTopic = (address: Address): Hex => pad(address.toLowerCase() as Address);
