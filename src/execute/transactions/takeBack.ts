import { type Address, type Hex, numberToHex } from 'viem';
import { wei } from '../../model/units.js';
import { parseBlock } from '../../observe/block.js';
import type { ChainRequester } from '../../observe/endpoints/endpoint.js';
import { quantity } from '../../observe/endpoints/quantity.js';
import { bumped, feesFor, feesIn, gasLimitFor, higherFees } from './fees.js';
import { readTip } from './readTip.js';
import type { UnsignedTransaction } from './signer.js';

/**
 * The transaction that takes a nonce back: nothing, to ourselves, at fees that replace every one of `rivals` (their
 * signed bytes) in a node's pool and that the next blocks will take.
 * @throws whatever the client throws, EndpointError when an answer makes no sense
 */
export async function takeBack(
  client: ChainRequester,
  { account, chainId, nonce, rivals }: { account: Address; chainId: number; nonce: number; rivals: readonly Hex[] },
): Promise<UnsignedTransaction> {
  const [block, priorityFee, estimate] = await Promise.all([
    client.request({ method: 'eth_getBlockByNumber', params: ['latest', false] }),
    readTip(client),
    client.request({ method: 'eth_estimateGas', params: [{ from: account, to: account, value: numberToHex(0) }] }),
  ]);
  const market = feesFor({ baseFee: parseBlock(block).baseFee, priorityFee });
  const fees = rivals.reduce((highest, bytes) => higherFees(highest, bumped(feesIn(bytes))), market);
  const gas = gasLimitFor(quantity(estimate, 'eth_estimateGas'));
  return { chainId, nonce, to: account, data: '0x', value: wei(0n), gas, ...fees };
}
