import { type Address, parseTransaction } from 'viem';
import { BallastError } from '../../model/error.js';
import type { Order, TransactionRequest } from '../../model/order.js';
import { smallest, type Wad, type Wei, wei, weiToFloat } from '../../model/units.js';
import { parseBlock } from '../../observe/block.js';
import type { ChainRequester } from '../../observe/endpoints/endpoint.js';
import { quantity } from '../../observe/endpoints/quantity.js';
import type { JournalledAttempt } from '../../record/statements/attempts.js';
import { tipBesideKeepers } from '../orders/keeperFee.js';
import { feeCapOf } from './feeCap.js';
import { bumped, type Fees, feesFor, feesIn, higherFees } from './fees.js';
import { readCount } from './readCount.js';
import { readTip } from './readTip.js';
import type { UnsignedTransaction } from './signer.js';
import { urgencies } from './urgency.js';

export interface DearerOptions {
  order: Pick<Order, 'orderClass' | 'notional'>;
  /** Out and in no block; the newest of its intent. */
  attempt: JournalledAttempt;
  /** The others at its nonce. */
  rivals: readonly JournalledAttempt[];
  /** The step of the order that it carries out; null of what takes a nonce back. */
  request: TransactionRequest | null;
  account: Address;
  /** USD per whole gas token. */
  gasTokenPrice: Wad | undefined;
  mostGas: Wei | undefined;
  /** The step with what it pays a venue's keepers at another gas price. */
  restate?: (request: TransactionRequest, gasPrice: Wei) => TransactionRequest;
}

/** The same intent at its nonce with higher fees; or why they cannot be higher; or that its nonce is used by now. */
export type Dearer = { transaction: UnsignedTransaction } | { stuck: string } | { used: true };

/**
 * Both fees rise by what the order's class says, to the market's where those are higher, and to the cap at most.
 * @throws whatever the client throws, EndpointError when an answer makes no sense
 */
export async function dearer(client: ChainRequester, options: DearerOptions): Promise<Dearer> {
  const { order, attempt, rivals, request, account } = options;
  const [block, tip, held, counted] = await Promise.all([
    client.request({ method: 'eth_getBlockByNumber', params: ['latest', false] }),
    readTip(client),
    client.request({ method: 'eth_getBalance', params: [account, 'latest'] }),
    readCount(client, account, 'latest'),
  ]);
  // Mined meanwhile, one of them perhaps: to its policy a second one would be a second trade.
  if (counted > attempt.nonce) return { used: true };
  const { baseFee } = parseBlock(block);
  const { to, data = '0x', value = 0n, gas = 0n } = parseTransaction(attempt.bytes);
  if (!to) throw new BallastError(`attempt ${attempt.id} creates a contract`, { mend: 'report this: it is a defect' });

  const urgent = order.orderClass === 'survive';
  const keeperGas = request?.keeperGas;
  const priorityFee = keeperGas ? tipBesideKeepers({ baseFee, priorityFee: tip }, urgent) : tip;
  const market = feesFor({ baseFee, priorityFee, urgent });
  const allGas = gas + (keeperGas ?? []).reduce((sum, keeper) => sum + keeper.gas, 0n);
  const cap = feeCapOf({ ...options, gas: allGas, baseFee, market: market.maxFeePerGas });
  const fees = feesBetween([attempt, ...rivals], market, cap, urgencies[order.orderClass].bump);
  if (fees === null || fees.maxFeePerGas < baseFee)
    return { stuck: `higher fees are over the cap of ${gwei(cap)} gwei per gas` };

  const call = request && keeperGas ? restated(request, options, fees.maxFeePerGas) : { to, data, value: wei(value) };
  const lacking = wei(gas * fees.maxFeePerGas + call.value - quantity(held, 'eth_getBalance'));
  if (lacking > 0n) return { stuck: `the account lacks ${weiToFloat(lacking).toFixed(6)} of the gas token for more` };
  const { chainId, nonce } = attempt;
  return { transaction: { chainId, nonce, to: call.to, data: call.data, value: call.value, gas, ...fees } };
}

/** null when what replaces all of them is over the cap. */
export function feesBetween(
  attempts: readonly Pick<JournalledAttempt, 'bytes'>[],
  market: Fees,
  cap: Wei,
  percent: bigint,
): Fees | null {
  const rises = attempts.map(({ bytes }) => bumped(feesIn(bytes), percent));
  const [first, ...others] = rises;
  if (!first) return null;
  const least = others.reduce(higherFees, first);
  if (least.maxFeePerGas > cap) return null;
  const { maxFeePerGas, maxPriorityFeePerGas } = higherFees(least, market);
  const most = smallest(maxFeePerGas, cap);
  return { maxFeePerGas: most, maxPriorityFeePerGas: smallest(maxPriorityFeePerGas, most) };
}

function restated(request: TransactionRequest, { restate }: DearerOptions, gasPrice: Wei): TransactionRequest {
  if (restate) return restate(request, gasPrice);
  throw new BallastError('what a venue pays its keepers cannot be stated again: the venue is not watched any more');
}

const gwei = (fee: Wei): string => (Number(fee) / 1e9).toFixed(3);
