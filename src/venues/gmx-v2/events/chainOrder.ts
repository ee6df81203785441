import type { EventPlace } from './eventLog.js';

/** Earlier on the chain first. */
export const chainOrder = (a: EventPlace, b: EventPlace): number =>
  a.blockNumber === b.blockNumber ? a.logIndex - b.logIndex : a.blockNumber < b.blockNumber ? -1 : 1;

/** One name for one log: after a reorganisation its numbers may come back in a block with another hash. */
export const placeId = ({ blockNumber, blockHash, logIndex }: EventPlace): string =>
  `${blockNumber}:${blockHash ?? ''}:${logIndex}`;

export const sameBlock = (a: EventPlace, b: EventPlace): boolean =>
  a.blockNumber === b.blockNumber && a.blockHash === b.blockHash;
