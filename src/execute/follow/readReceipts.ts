import { formatLog, type Hash, isHash, type Log } from 'viem';
import type { ChainRequester } from '../../observe/endpoints/endpoint.js';
import { nonsense, quantity } from '../../observe/endpoints/quantity.js';

/** A mined transaction with all that it said. */
export interface Receipt {
  transactionHash: Hash;
  blockNumber: bigint;
  blockHash: Hash;
  logs: readonly Log[];
}

/** By hash, each asked for once, in one batch; what is in no block is left out. @throws EndpointError */
export async function readReceipts(
  client: ChainRequester,
  hashes: readonly Hash[],
): Promise<ReadonlyMap<Hash, Receipt>> {
  const found = await Promise.all(
    [...new Set(hashes)].map(async (hash): Promise<[Hash, Receipt][]> => {
      const receipt = await client.request({ method: 'eth_getTransactionReceipt', params: [hash] });
      return receipt === null ? [] : [[hash, receiptOf(hash, receipt)]];
    }),
  );
  return new Map(found.flat());
}

/** The logs of several transactions, in chain order. */
export const logsOf = (receipts: Iterable<Receipt>): Log[] =>
  [...receipts].flatMap(({ logs }) => logs).sort(inChainOrder);

function inChainOrder(a: Log, b: Log): number {
  const [one, other] = [a.blockNumber ?? 0n, b.blockNumber ?? 0n];
  if (one !== other) return one < other ? -1 : 1;
  return (a.logIndex ?? 0) - (b.logIndex ?? 0);
}

/** @throws EndpointError when it is none */
export function receiptOf(transactionHash: Hash, receipt: unknown): Receipt {
  if (typeof receipt !== 'object' || receipt === null) throw nonsense('eth_getTransactionReceipt', receipt);
  const { blockHash, blockNumber, logs } = receipt as Readonly<Record<string, unknown>>;
  if (typeof blockHash !== 'string' || !isHash(blockHash)) throw nonsense("the receipt's blockHash", blockHash);
  if (!Array.isArray(logs)) throw nonsense("the receipt's logs", logs);
  return {
    transactionHash,
    blockHash,
    blockNumber: quantity(blockNumber, "the receipt's blockNumber"),
    logs: logs.map((log) => formatLog(log)),
  };
}
