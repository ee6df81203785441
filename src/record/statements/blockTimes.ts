import type { Hash } from 'viem';
import { type UnixSeconds, unixMillis } from '../../model/units.js';
import type { Statement } from '../ledger.js';
import { blockTimes } from '../tables/blockTimes.js';

export interface DatedBlock {
  chainId: number;
  hash: Hash;
  number: bigint;
  timestamp: UnixSeconds;
}

/** What is there already stays as it is: a block's time is part of its hash. */
export const saveBlockTime =
  ({ chainId, hash, number, timestamp }: DatedBlock): Statement =>
  (db, holder) =>
    db
      .insert(blockTimes)
      .values({ chainId, hash, number, time: unixMillis(timestamp * 1_000), holder })
      .onConflictDoNothing();
