import eventEmitterAbi from '@gmx-io/sdk/abis/EventEmitter';
import type { Address, Hex, Log } from 'viem';
import { decodeEventLog } from 'viem';
import { VenueReadError } from '../../venue.js';
import { emitterTopics } from './topics.js';

/** What is needed of a log; viem's `Log` is one. */
export type EmitterLog = Pick<
  Log,
  'address' | 'topics' | 'data' | 'blockHash' | 'blockNumber' | 'transactionHash' | 'logIndex'
> & { removed?: boolean };

/** Where on the chain an event stands. */
export interface EventPlace {
  blockNumber: bigint;
  /** null when the node did not say. */
  blockHash: Hex | null;
  transactionHash: Hex;
  logIndex: number;
}

export type EventValue =
  | Address
  | Hex
  | string
  | bigint
  | boolean
  | readonly (Address | Hex | string | bigint | boolean)[];

/** An event of the EventEmitter, before anybody asked what it means: every key that it carries, in the order told. */
export interface EventLog {
  name: string;
  /** The contract of GMX that emitted it. */
  msgSender: Address;
  at: EventPlace;
  items: ReadonlyMap<string, EventValue>;
}

const topic0s: readonly string[] = Object.values(emitterTopics);

/**
 * A log of the EventEmitter by key name. GMX adds keys without a change of the ABI, so every key is kept whether known or
 * not. null for a log of another shape. @throws VenueReadError when the bytes are not what their topic says, or the log
 * is not on the chain yet
 */
export function decodeEmitterLog(log: EmitterLog): EventLog | null {
  const [topic0] = log.topics;
  if (topic0 === undefined || !topic0s.includes(topic0)) return null;
  const { eventName: name, msgSender, eventData } = argsOf(log);
  const items = new Map<string, EventValue>();
  for (const group of Object.values(eventData)) {
    for (const { key, value } of [...group.items, ...group.arrayItems]) items.set(key, value);
  }
  return { name, msgSender, at: placeOf(log), items };
}

function argsOf({ topics, data }: EmitterLog) {
  try {
    return decodeEventLog({ abi: eventEmitterAbi, topics: topics as [Hex, ...Hex[]], data }).args;
  } catch (cause) {
    throw new VenueReadError("a log of GMX's EventEmitter does not decode", {
      facts: [`topics ${topics.join(' ')}`, `data ${data}`],
      mend: 'check that the EventEmitter of this deployment is the one GMX publishes',
      cause,
    });
  }
}

function placeOf({ blockHash, blockNumber, transactionHash, logIndex }: EmitterLog): EventPlace {
  if (blockNumber === null || transactionHash === null || logIndex === null) {
    throw new VenueReadError('a log is not part of a block yet', {
      facts: [`transaction ${transactionHash ?? 'unknown'}`],
      mend: 'ask for the logs of mined blocks only',
      retryable: true,
    });
  }
  return { blockNumber, blockHash, transactionHash, logIndex };
}
