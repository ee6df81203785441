import type { Hash } from 'viem';
import type { JournalledAttempt } from '../../record/statements/attempts.js';
import type { Mining } from './judge.js';

export interface ListedBlock {
  hash: Hash;
  /** Of its transactions; null where the node does not list them. */
  transactions: ReadonlySet<string> | null;
}

/** What the chain itself says beside a receipt. */
export interface ChainFacts {
  /** By height. */
  blocks: ReadonlyMap<bigint, ListedBlock>;
  /** Transactions of the account up to and including this block, or one above it; undefined when they were not counted. */
  countAt(block: bigint): number | undefined;
}

/**
 * Whether a receipt fits the rest of what the same endpoint says: its block is the one on the chain at that height and lists
 * the transaction, and the account has used the nonce by then. One that does not is forged, or of a block that is gone.
 */
export const isBorneOut = (
  attempt: Pick<JournalledAttempt, 'nonce' | 'hash'>,
  { blockNumber, blockHash }: Pick<Mining, 'blockNumber' | 'blockHash'>,
  { blocks, countAt }: ChainFacts,
): boolean => {
  const block = blocks.get(blockNumber);
  return block?.hash === blockHash && !lacks(block, attempt.hash) && (countAt(blockNumber) ?? 0) > attempt.nonce;
};

export const lacks = ({ transactions }: ListedBlock, hash: Hash): boolean =>
  transactions !== null && !transactions.has(hash.toLowerCase());
