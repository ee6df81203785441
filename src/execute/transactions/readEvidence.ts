import { type Address, type Hash, type Hex, hexToNumber, numberToHex, type RpcTransactionReceipt } from 'viem';
import { wei } from '../../model/units.js';
import type { ChainRequester } from '../../observe/endpoints/endpoint.js';
import type { JournalledAttempt } from '../../record/statements/attempts.js';
import type { Evidence, Mining } from './judge.js';

export interface ReadEvidenceOptions {
  account: Address;
  /** All attempts at the nonces in question, settled ones included. */
  attempts: readonly JournalledAttempt[];
  head: bigint;
  confirmations: number;
}

/**
 * Asks everything at once: one JSON-RPC batch over HTTP. Counts are asked at the head's number, so a node that has not
 * got that far fails instead of answering with the past. @throws whatever the client throws: then nothing is known.
 */
export async function readEvidence(
  client: ChainRequester,
  { account, attempts, head, confirmations }: ReadEvidenceOptions,
): Promise<Evidence> {
  const finalHead = head - BigInt(confirmations) + 1n;
  // While a node executes the next block, some count its transactions at the head already: one block down is certain.
  const certainHead = finalHead < head ? finalHead : head - 1n;
  const countAt = (block: bigint) =>
    client.request({ method: 'eth_getTransactionCount', params: [account, numberToHex(block)] });
  const heights = [...new Set(attempts.flatMap(({ blockNumber }) => (blockNumber === null ? [] : [blockNumber])))];
  const reachable = heights.filter((height) => height <= head);
  const [countAtHead, finalCount, certainCount, minings, transactions, blocks] = await Promise.all([
    countAt(head),
    finalHead < 0n ? Promise.resolve<Hex>('0x0') : countAt(finalHead),
    certainHead < 0n ? Promise.resolve<Hex>('0x0') : countAt(certainHead),
    readMinings(client, attempts),
    Promise.all(attempts.map(({ hash }) => client.request({ method: 'eth_getTransactionByHash', params: [hash] }))),
    Promise.all(
      reachable.map((height) =>
        client.request({ method: 'eth_getBlockByNumber', params: [numberToHex(height), false] }),
      ),
    ),
  ]);
  return {
    head,
    countAtHead: hexToNumber(countAtHead),
    finalCount: hexToNumber(finalCount),
    certainCount: hexToNumber(certainCount),
    minings,
    known: new Set(attempts.filter((_, i) => transactions[i] != null).map(({ hash }) => hash)),
    blocks: new Map(
      reachable.flatMap((height, i): [bigint, Hash][] => {
        const hash = blocks[i]?.hash;
        return hash ? [[height, hash]] : [];
      }),
    ),
  };
}

/** Receipts by hash, in one JSON-RPC batch; what is in no block is left out. */
export async function readMinings(
  client: ChainRequester,
  attempts: readonly Pick<JournalledAttempt, 'hash'>[],
): Promise<Map<Hash, Mining>> {
  const found = await Promise.all(
    attempts.map(async ({ hash }): Promise<[Hash, Mining][]> => {
      const receipt = await client.request({ method: 'eth_getTransactionReceipt', params: [hash] });
      return receipt ? [[hash, miningOf(receipt)]] : [];
    }),
  );
  return new Map(found.flat());
}

function miningOf(receipt: RpcTransactionReceipt): Mining {
  const gasUsed = BigInt(receipt.gasUsed);
  // OP-stack chains bill the data that goes to layer 1 apart.
  const dataFee = 'l1Fee' in receipt && typeof receipt.l1Fee === 'string' ? BigInt(receipt.l1Fee) : 0n;
  return {
    blockNumber: BigInt(receipt.blockNumber),
    blockHash: receipt.blockHash,
    succeeded: receipt.status === '0x1',
    gasCost: wei(gasUsed * BigInt(receipt.effectiveGasPrice) + dataFee),
    gasUsed,
  };
}
