import type { JournalledAttempt } from '../../record/statements/attempts.js';
import { type Receipt, receiptOf } from '../follow/readReceipts.js';
import { answersOf, type Everywhere } from '../transactions/everywhere.js';

/**
 * The receipt of a mined attempt as each endpoint has it, of the block that it is known to be in. A node may hand a receipt over
 * without its logs: before a transaction is said to have done nothing, all that answer must say so. What makes no sense is left out.
 */
export async function receiptsEverywhere(
  everywhere: Everywhere,
  { hash, blockHash }: Pick<JournalledAttempt, 'hash' | 'blockHash'>,
): Promise<readonly Receipt[]> {
  const answers = await answersOf(everywhere, { method: 'eth_getTransactionReceipt', params: [hash] });
  return answers.flatMap((answer) => {
    try {
      const receipt = receiptOf(hash, answer);
      return blockHash === null || receipt.blockHash === blockHash ? [receipt] : [];
    } catch {
      return [];
    }
  });
}
