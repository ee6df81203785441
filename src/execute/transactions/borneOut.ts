import type { Hash } from 'viem';
import type { JournalledAttempt } from '../../record/statements/attempts.js';
import type { Mining } from './judge.js';

/** What the chain itself says beside a receipt. */
export interface ChainFacts {
  /** By height. */
  blocks: ReadonlyMap<bigint, Hash>;
  /** Transactions of the account up to and including this block, or one above it; undefined when they were not counted. */
  countAt(block: bigint): number | undefined;
}

/**
 * Whether a receipt fits the rest of what the same endpoint says: its block is the one on the chain at that height, and the account
 * has used the nonce by then. One that does not is forged, or of a block that is gone.
 */
export const isBorneOut = (
  { nonce }: Pick<JournalledAttempt, 'nonce'>,
  { blockNumber, blockHash }: Pick<Mining, 'blockNumber' | 'blockHash'>,
  { blocks, countAt }: ChainFacts,
): boolean => blocks.get(blockNumber) === blockHash && (countAt(blockNumber) ?? 0) > nonce;
