import { type Address, type Hash, isHash, numberToHex } from 'viem';
import { wei } from '../../model/units.js';
import type { ChainRequester } from '../../observe/endpoints/endpoint.js';
import { countOf, nonsense, quantity } from '../../observe/endpoints/quantity.js';
import type { JournalledAttempt } from '../../record/statements/attempts.js';
import type { Evidence, Mining } from './judge.js';

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
 * got that far fails instead of answering with the past. @throws whatever the client throws: then nothing is known.
 * @returns what the chain says, by the depth that counts as final
 */
export async function readEvidence(
  client: ChainRequester,
  { account, attempts, head, depths }: ReadEvidenceOptions,
): Promise<(confirmations: number) => Evidence> {
  const counted = new Set([head, ...depths.flatMap((depth) => [finalBlock(head, depth), certainBlock(head, depth)])]);
  const countAt = async (block: bigint): Promise<number> => {
    if (block < 0n) return 0;
    const count = await client.request({ method: 'eth_getTransactionCount', params: [account, numberToHex(block)] });
    return countOf(count, 'eth_getTransactionCount');
  };
  const heights = [...new Set(attempts.flatMap(({ blockNumber }) => (blockNumber === null ? [] : [blockNumber])))];
  const reachable = heights.filter((height) => height <= head);
  const [counts, minings, transactions, blocks] = await Promise.all([
    Promise.all([...counted].map(async (block): Promise<[bigint, number]> => [block, await countAt(block)])),
    readMinings(client, attempts),
    Promise.all(attempts.map(({ hash }) => client.request({ method: 'eth_getTransactionByHash', params: [hash] }))),
    Promise.all(
      reachable.map((height) =>
        client.request({ method: 'eth_getBlockByNumber', params: [numberToHex(height), false] }),
      ),
    ),
  ]);
  const countOn = new Map(counts);
  const told = {
    head,
    minings,
    known: new Set(
      attempts.filter((_, i) => present(transactions[i], 'eth_getTransactionByHash') !== null).map(({ hash }) => hash),
    ),
    blocks: new Map(
      reachable.flatMap((height, i): [bigint, Hash][] => {
        const block = present(blocks[i], 'eth_getBlockByNumber');
        return block === null ? [] : [[height, hashIn(block, 'hash')]];
      }),
    ),
  };
  return (confirmations) => ({
    ...told,
    countAtHead: countIn(countOn, head),
    finalCount: countIn(countOn, finalBlock(head, confirmations)),
    certainCount: countIn(countOn, certainBlock(head, confirmations)),
  });
}

function countIn(counts: ReadonlyMap<bigint, number>, block: bigint): number {
  const count = counts.get(block);
  if (count === undefined) throw new RangeError(`transactions were not counted at block ${block}`);
  return count;
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

function miningOf(receipt: Fields): Mining {
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
function present(answer: unknown, method: string): Fields | null {
  if (answer === null) return null;
  if (typeof answer !== 'object') throw nonsense(method, answer);
  return answer as Fields;
}

function hashIn(fields: Fields, name: string): Hash {
  const value = fields[name];
  if (typeof value !== 'string' || !isHash(value)) throw nonsense(`a ${name}`, value);
  return value;
}
