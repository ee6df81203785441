import { type Address, type Hex, hexToBigInt, numberToHex, parseTransaction } from 'viem';
import { BallastError } from '../../model/error.js';
import { wei } from '../../model/units.js';
import type { ChainRequester } from '../../observe/endpoints/endpoint.js';
import { bumped, type Fees, feesFor, gasLimitFor, higherFees } from './fees.js';
import type { UnsignedTransaction } from './signer.js';

/**
 * The transaction that takes a nonce back: nothing, to ourselves, at fees that replace every one of `rivals` (their
 * signed bytes) in a node's pool and that the next blocks will take.
 * @throws whatever the client throws
 */
export async function takeBack(
  client: ChainRequester,
  { account, chainId, nonce, rivals }: { account: Address; chainId: number; nonce: number; rivals: readonly Hex[] },
): Promise<UnsignedTransaction> {
  const [block, priorityFee, estimate] = await Promise.all([
    client.request({ method: 'eth_getBlockByNumber', params: ['latest', false] }),
    client.request({ method: 'eth_maxPriorityFeePerGas' }),
    client.request({ method: 'eth_estimateGas', params: [{ from: account, to: account, value: numberToHex(0) }] }),
  ]);
  if (!block?.baseFeePerGas) throw new BallastError('the latest block tells no base fee', { retryable: true });
  const market = feesFor({
    baseFee: wei(hexToBigInt(block.baseFeePerGas)),
    priorityFee: wei(hexToBigInt(priorityFee)),
  });
  const fees = rivals.reduce((highest, bytes) => higherFees(highest, bumped(feesIn(bytes))), market);
  const gas = gasLimitFor(hexToBigInt(estimate));
  return { chainId, nonce, to: account, data: '0x', value: wei(0n), gas, ...fees };
}

function feesIn(bytes: Hex): Fees {
  const { maxFeePerGas = 0n, maxPriorityFeePerGas = 0n } = parseTransaction(bytes);
  return { maxFeePerGas: wei(maxFeePerGas), maxPriorityFeePerGas: wei(maxPriorityFeePerGas) };
}
