import { type Address, type Hash, numberToHex } from 'viem';
import { countOf } from '../../observe/endpoints/quantity.js';
import { answersOf, type Everywhere, everywhereMs } from './everywhere.js';

/**
 * Before it is said that somebody else has our nonce, every endpoint is asked: all that can tell must count it as used, and
 * none may have a receipt of ours. A receipt may lag behind the count, and one endpoint's word stops new risk for nobody.
 * @param block at which transactions are counted; an endpoint that has not got that far tells nothing
 * @param hashes of all that were ever signed for the nonce
 */
export async function isUsedByAnother(
  everywhere: Everywhere,
  { account, nonce, block, hashes }: { account: Address; nonce: number; block: bigint; hashes: readonly Hash[] },
): Promise<boolean> {
  const counts = await countsOf(everywhere, account, numberToHex(block));
  if (counts.length === 0 || counts.some((count) => count <= nonce)) return false;
  const receipts = await Promise.all(
    hashes.map((hash) => answersOf(everywhere, { method: 'eth_getTransactionReceipt', params: [hash] })),
  );
  return !receipts.flat().some((receipt) => typeof receipt === 'object');
}

/** How many transactions of an account each endpoint counts; what makes no sense is left out. */
export async function countsOf(
  everywhere: Everywhere,
  account: Address,
  block: string,
  ms: number = everywhereMs,
): Promise<number[]> {
  const answers = await answersOf(everywhere, { method: 'eth_getTransactionCount', params: [account, block] }, ms);
  return answers.flatMap((answer) => {
    try {
      return [countOf(answer, 'eth_getTransactionCount')];
    } catch {
      return [];
    }
  });
}
