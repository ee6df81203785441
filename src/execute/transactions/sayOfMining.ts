import { type Address, type Hash, numberToHex } from 'viem';
import type { ChainRequester } from '../../observe/endpoints/endpoint.js';
import { lacks } from './borneOut.js';
import type { Mining } from './judge.js';
import { readCount } from './readCount.js';
import { listed, miningOf, present } from './readEvidence.js';

export interface MiningSaid {
  says: 'agrees' | 'denies' | 'nothing';
  /** What it says instead; empty where it does not deny. */
  text: string;
  /** It denies it of the very same block: one of the two lies, or is broken. */
  isProof: boolean;
}

const nothing: MiningSaid = { says: 'nothing', text: '', isProof: false };

/**
 * What an endpoint says of a transaction that another says was mined: its receipt, its block at that height and how many
 * transactions it counts by then, in one round trip. One that is behind, or has given up old receipts, says nothing.
 * @throws whatever the client throws, EndpointError when an answer makes no sense
 */
export async function sayOfMining(
  client: ChainRequester,
  { account, nonce, hash, mining }: { account: Address; nonce: number; hash: Hash; mining: Mining },
): Promise<MiningSaid> {
  const height = numberToHex(mining.blockNumber);
  const [receipt, block, counted] = await Promise.all([
    client.request({ method: 'eth_getTransactionReceipt', params: [hash] }),
    client.request({ method: 'eth_getBlockByNumber', params: [height, false] }),
    // A node that has not got that far may refuse to count; its block tells that it has not.
    readCount(client, account, mining.blockNumber).catch(() => null),
  ]);
  const there = present(block, 'eth_getBlockByNumber');
  if (there === null) return nothing;
  const found = listed(there);
  const { hash: blockHash } = found;
  if (blockHash !== mining.blockHash) {
    return { says: 'denies', text: `block ${mining.blockNumber} is ${blockHash}`, isProof: false };
  }
  if (lacks(found, hash))
    return { says: 'denies', text: `block ${mining.blockNumber} does not list it`, isProof: true };
  const said = present(receipt, 'eth_getTransactionReceipt');
  if (said === null) {
    if (counted === null || counted > nonce) return nothing;
    return { says: 'denies', text: `it is not in block ${mining.blockNumber}`, isProof: true };
  }
  const seen = miningOf(said);
  if (seen.blockHash !== mining.blockHash) return nothing;
  if (seen.succeeded === mining.succeeded) return { says: 'agrees', text: '', isProof: false };
  return { says: 'denies', text: seen.succeeded ? 'it succeeded' : 'it reverted', isProof: true };
}
