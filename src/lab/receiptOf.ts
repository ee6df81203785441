import { setTimeout as after } from 'node:timers/promises';
import { type Hash, type TransactionReceipt, TransactionReceiptNotFoundError } from 'viem';
import { LabError } from './errors.js';

/** As viem's public actions have it. */
interface ReceiptReader {
  getTransactionReceipt(parameters: { hash: Hash }): Promise<TransactionReceipt>;
}

const everyMs = 10;
const patienceMs = 60_000;

/**
 * Waits until a transaction is mined. viem's own wait looks again when there is another block, and Anvil tells a block's number before
 * its receipts: on a chain that mines only when something is sent there may never be another.
 * @throws LabError when it is not mined within a minute
 */
export async function receiptOf(client: ReceiptReader, hash: Hash): Promise<TransactionReceipt> {
  for (let waited = 0; waited < patienceMs; waited += everyMs) {
    try {
      return await client.getTransactionReceipt({ hash });
    } catch (error) {
      if (!(error instanceof TransactionReceiptNotFoundError)) throw error;
    }
    await after(everyMs);
  }
  throw new LabError(`${hash} is not mined within a minute`);
}
