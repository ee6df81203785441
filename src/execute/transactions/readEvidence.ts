import { type Address, type Hash, isHash, numberToHex } from 'viem';
import { wei } from '../../model/units.js';
import type { ChainRequester } from '../../observe/endpoints/endpoint.js';
import { nonsense, quantity } from '../../observe/endpoints/quantity.js';
import type { JournalledAttempt } from '../../record/statements/attempts.js';
import { isBorneOut, type ListedBlock, lacks } from './borneOut.js';
import type { Evidence, Mining } from './judge.js';
import { readCount } from './readCount.js';

export interface ReadEvidenceOptions {
  account: Address;
  /** All attempts at the nonces in question, settled ones included. */
  attempts: readonly JournalledAttempt[];
  head: bigint;
  /** Each depth, in blocks, that makes one of them final. */
  depths: readonly number[];
}

/** While a node executes the next block, some count its transactions at the head already: one block down is certain. */
export function certainBlock(head: bigint, confirmations: number): bigint {
  const final = finalBlock(head, confirmations);
  return final < head ? final : head - 1n;
}

const finalBlock = (head: bigint, confirmations: number): bigint => head - BigInt(confirmations) + 1n;

/**
 * Asks everything at once: one JSON-RPC batch over HTTP. Counts are asked at the head's number, so a node that has not
 * got that far fails instead of answering with the past. A receipt of another block than was asked for costs one more round trip:
 * none counts that the chain does not bear out (`isBorneOut`). @throws whatever the client throws: then nothing is known.
 * @returns what the chain says, by the depth that counts as final
 */
export async function readEvidence(
  client: ChainRequester,
  { account, attempts, head, depths }: ReadEvidenceOptions,
): Promise<(confirmations: number) => Evidence> {
  const counted = new Set([head, ...depths.flatMap((depth) => [finalBlock(head, depth), certainBlock(head, depth)])]);
  const heights = new Set([head, ...attempts.flatMap(({ blockNumber }) => blockNumber ?? [])]);
  const reachable = [...heights].filter((height) => height <= head);
  const [counts, receipts, transactions, blocks] = await Promise.all([
    readCounts(client, account, [...counted]),
    readMinings(client, attempts),
    Promise.all(attempts.map(({ hash }) => client.request({ method: 'eth_getTransactionByHash', params: [hash] }))),
    readBlocks(client, reachable),
  ]);
  const elsewhere = [...new Set([...receipts.values()].map(({ blockNumber }) => blockNumber))];
  const unasked = elsewhere.filter((height) => !reachable.includes(height));
  const above = unasked.filter((height) => height > head);
  const [moreBlocks, moreCounts] = await Promise.all([
    readBlocks(client, unasked),
    // A receipt may name any height: where nothing is, it is not borne out, and nothing else fails for it.
    Promise.all(above.map((height) => readCounts(client, account, [height]).catch(() => []))),
  ]);
  const countOn = new Map([...counts, ...moreCounts.flat()]);
  const facts = {
    blocks: new Map([...blocks, ...moreBlocks]),
    countAt: (block: bigint) => countOn.get(block > head ? block : head),
  };
  const isBelieved = (attempt: JournalledAttempt): boolean => {
    const mining = receipts.get(attempt.hash);
    return mining !== undefined && isBorneOut(attempt, mining, facts);
  };
  const isAbsent = ({ hash, blockNumber, blockHash }: JournalledAttempt): boolean => {
    const block = blockNumber === null ? undefined : facts.blocks.get(blockNumber);
    return block !== undefined && block.hash === blockHash && lacks(block, hash);
  };
  const believed = new Set(attempts.filter(isBelieved).map(({ hash }) => hash));
  const told = {
    head,
    minings: new Map([...receipts].filter(([hash]) => believed.has(hash))),
    doubted: new Set([...receipts.keys()].filter((hash) => !believed.has(hash))),
    known: new Set(
      attempts.filter((_, i) => present(transactions[i], 'eth_getTransactionByHash') !== null).map(({ hash }) => hash),
    ),
    blocks: new Map([...facts.blocks].map(([height, { hash }]): [bigint, Hash] => [height, hash])),
    absent: new Set(attempts.filter(isAbsent).map(({ hash }) => hash)),
  };
  return (confirmations) => ({
    ...told,
    countAtHead: countIn(countOn, head),
    finalCount: countIn(countOn, finalBlock(head, confirmations)),
    certainCount: countIn(countOn, certainBlock(head, confirmations)),
  });
}

async function readCounts(
  client: ChainRequester,
  account: Address,
  blocks: readonly bigint[],
): Promise<[block: bigint, count: number][]> {
  return Promise.all(
    blocks.map(
      async (block): Promise<[bigint, number]> => [block, block < 0n ? 0 : await readCount(client, account, block)],
    ),
  );
}

/** Which block is on the chain at each height; those that the node does not have are left out. */
async function readBlocks(client: ChainRequester, heights: readonly bigint[]): Promise<[bigint, ListedBlock][]> {
  const found = await Promise.all(
    heights.map(async (height): Promise<[bigint, ListedBlock][]> => {
      const answer = await client.request({ method: 'eth_getBlockByNumber', params: [numberToHex(height), false] });
      const block = present(answer, 'eth_getBlockByNumber');
      return block === null ? [] : [[height, listed(block)]];
    }),
  );
  return found.flat();
}

function countIn(counts: ReadonlyMap<bigint, number>, block: bigint): number {
  const count = counts.get(block);
  if (count === undefined) throw new RangeError(`transactions were not counted at block ${block}`);
  return count;
}

/** A block as it is asked for without its transactions' contents. @throws EndpointError when it has no hash */
export function listed(block: Fields): ListedBlock {
  const { transactions } = block;
  const isListed = Array.isArray(transactions) && transactions.every((one) => typeof one === 'string');
  const hashes = isListed ? new Set(transactions.map((one: string) => one.toLowerCase())) : null;
  return { hash: hashIn(block, 'hash'), transactions: hashes };
}

/** Receipts by hash, in one JSON-RPC batch; what is in no block is left out. */
export async function readMinings(
  client: ChainRequester,
  attempts: readonly Pick<JournalledAttempt, 'hash'>[],
): Promise<Map<Hash, Mining>> {
  const found = await Promise.all(
    attempts.map(async ({ hash }): Promise<[Hash, Mining][]> => {
      const answer = await client.request({ method: 'eth_getTransactionReceipt', params: [hash] });
      const receipt = present(answer, 'eth_getTransactionReceipt');
      return receipt === null ? [] : [[hash, miningOf(receipt)]];
    }),
  );
  return new Map(found.flat());
}

type Fields = Readonly<Record<string, unknown>>;

/** What a receipt tells. @throws EndpointError when it makes no sense */
export function miningOf(receipt: Fields): Mining {
  const amount = (name: string) => quantity(receipt[name], `the receipt's ${name}`);
  const gasUsed = amount('gasUsed');
  const status = amount('status');
  if (status > 1n) throw nonsense("the receipt's status", receipt['status']);
  // OP-stack chains bill the data that goes to layer 1 apart.
  const dataFee = typeof receipt['l1Fee'] === 'string' ? amount('l1Fee') : 0n;
  return {
    blockNumber: amount('blockNumber'),
    blockHash: hashIn(receipt, 'blockHash'),
    succeeded: status === 1n,
    gasCost: wei(gasUsed * amount('effectiveGasPrice') + dataFee),
    gasUsed,
  };
}

/** null is what a node says of something that it does not have. @throws EndpointError when it is no object either */
export function present(answer: unknown, method: string): Fields | null {
  if (answer === null) return null;
  if (typeof answer !== 'object') throw nonsense(method, answer);
  return answer as Fields;
}

export function hashIn(fields: Fields, name: string): Hash {
  const value = fields[name];
  if (typeof value !== 'string' || !isHash(value)) throw nonsense(`a ${name}`, value);
  return value;
}
