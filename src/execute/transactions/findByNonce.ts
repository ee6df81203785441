import { type Address, type Hash, isAddressEqual, isHash, numberToHex } from 'viem';
import type { ChainRequester } from '../../observe/endpoints/endpoint.js';
import { countOf } from '../../observe/endpoints/quantity.js';
import { readCount } from './readCount.js';

/** It is looked for in so many blocks at most; nodes rarely keep the state of older ones. */
const furthest = 4_096n;

/**
 * The transaction that used a nonce of an account. Nodes know transactions by hash only, so the block is searched for by how many
 * transactions of the account it counts. A help for whoever reads it: null when it cannot be found; never throws.
 */
export async function findByNonce(
  client: ChainRequester,
  { account, nonce, head }: { account: Address; nonce: number; head: bigint },
): Promise<Hash | null> {
  const isUsedAt = async (block: bigint): Promise<boolean> => (await readCount(client, account, block)) > nonce;
  try {
    const block = await firstWhere(isUsedAt, head);
    return block === null ? null : await inBlock(client, block, account, nonce);
  } catch {
    return null;
  }
}

/** The lowest block for which it holds, where it holds for all above: back in doubling strides, then by halves. */
async function firstWhere(holds: (block: bigint) => Promise<boolean>, head: bigint): Promise<bigint | null> {
  if (!(await holds(head))) return null;
  let known = head;
  for (let stride = 1n; stride <= furthest; stride *= 2n) {
    const below = head - stride;
    if (below >= 0n && (await holds(below))) {
      known = below;
      continue;
    }
    let not = below < 0n ? -1n : below;
    while (known - not > 1n) {
      const middle = (known + not) / 2n;
      if (await holds(middle)) known = middle;
      else not = middle;
    }
    return known;
  }
  return null;
}

async function inBlock(client: ChainRequester, block: bigint, account: Address, nonce: number): Promise<Hash | null> {
  const found = await client.request({ method: 'eth_getBlockByNumber', params: [numberToHex(block), true] });
  for (const transaction of found?.transactions ?? []) {
    if (typeof transaction === 'string') continue;
    const isIt = isAddressEqual(transaction.from, account) && countOf(transaction.nonce, 'a nonce') === nonce;
    if (isIt && isHash(transaction.hash ?? '')) return transaction.hash;
  }
  return null;
}
