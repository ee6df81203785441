import { type Address, type Hex, isHex, numberToHex } from 'viem';
import { shortMessageOf } from '../../model/error.js';
import type { TransactionRequest } from '../../model/order.js';
import { type Wei, wei } from '../../model/units.js';
import { parseBlock } from '../../observe/block.js';
import type { ChainRequester } from '../../observe/endpoints/endpoint.js';
import { countOf, nonsense, quantity } from '../../observe/endpoints/quantity.js';
import { within } from '../../observe/endpoints/within.js';
import { readTip } from '../transactions/readTip.js';
import { sendFailureOf } from '../transactions/sendFailure.js';
import { type Effect, simulate } from './effect.js';
import { isMethodMissing } from './methodMissing.js';
import { revertDataOf } from './revertData.js';

/** What the node says would happen if the transaction were mined now, and what sending it needs to know. */
export type Rehearsal =
  | {
      ok: true;
      /** The call's return bytes; `0x` where a gas price was stated and the node cannot simulate. */
      returned: Hex;
      /** What it would do; null where the node cannot tell more than that it would go through. */
      effect: Effect | null;
      /** Gas, the node's estimate as it is. */
      gas: bigint;
      /** The account's transaction count at the latest block. */
      transactionCount: number;
      /** Wei per gas, of the latest block: the snapshot may be older by as long as the orders before this one took. */
      baseFee: Wei;
      /** Wei per gas. */
      priorityFee: Wei;
      balance: Wei;
    }
  /** `revertData` is null when it was not the contract that refused, but the node: the account cannot pay. */
  | { ok: false; revertData: Hex | null; message: string };

/**
 * Nodes that did not have `eth_simulateV1` when they were asked last. They are asked again each time, in the same round trip,
 * since behind one client there may be several nodes.
 */
const cannotSimulate = new WeakSet<ChainRequester>();

/** A simulation that is not there by then is done without, long before the node counts as silent. */
const simulationPatienceMs = 2_000;

/**
 * Simulates a transaction at the latest block and asks, in the same round trip, for everything that signing it needs.
 * @param gasPrice wei. A venue that is paid for gas in advance reckons with the transaction's gas price, and nodes simulate
 *   at a price of zero unless one is stated. No call is made then where the node cannot simulate, only the estimate, which
 *   fits its gas into the balance: a call would have to be told a limit that the account can pay.
 * @throws whatever the client throws when it fails otherwise, EndpointError when an answer makes no sense: then nothing
 *   is known, and nothing was sent.
 */
export async function rehearse(
  client: ChainRequester,
  account: Address,
  request: TransactionRequest,
  gasPrice?: Wei,
): Promise<Rehearsal> {
  const price = gasPrice === undefined ? {} : { gasPrice: numberToHex(gasPrice) };
  const transaction = {
    from: account,
    to: request.to,
    data: request.data,
    value: numberToHex(request.value),
    ...price,
  };
  const call = async (): Promise<Hex> =>
    gasPrice === undefined ? client.request({ method: 'eth_call', params: [transaction, 'latest'] }) : '0x';
  const [simulated, called, gas, count, priorityFee, balance, block] = await Promise.allSettled([
    within(simulate(client, account, request, gasPrice), simulationPatienceMs, 'no simulation'),
    cannotSimulate.has(client) ? call() : null,
    client.request({ method: 'eth_estimateGas', params: [transaction] }),
    client.request({ method: 'eth_getTransactionCount', params: [account, 'latest'] }),
    readTip(client),
    client.request({ method: 'eth_getBalance', params: [account, 'latest'] }),
    client.request({ method: 'eth_getBlockByNumber', params: ['latest', false] }),
  ]);
  if (simulated.status === 'fulfilled') cannotSimulate.delete(client);
  else if (isMethodMissing(simulated.reason)) cannotSimulate.add(client);
  const refused = refusalOf(called, gasPrice) ?? refusalOf(gas, gasPrice);
  if (refused) return refused;
  const sends = {
    gas: quantity(answered(gas), 'eth_estimateGas'),
    transactionCount: countOf(answered(count), 'eth_getTransactionCount'),
    baseFee: parseBlock(answered(block)).baseFee,
    priorityFee: answered(priorityFee),
    balance: wei(quantity(answered(balance), 'eth_getBalance')),
  };
  if (simulated.status === 'fulfilled' && simulated.value.ok) {
    const { effect } = simulated.value;
    return { ok: true, ...sends, effect, returned: effect.returned };
  }
  // A node that cannot simulate, or whose simulation contradicts its estimate, is asked in the old way: no newer method of
  // nodes may stand between an account and its rescue.
  const [plain] =
    called.status === 'fulfilled' && called.value === null ? await Promise.allSettled([call()]) : [called];
  return refusalOf(plain, gasPrice) ?? { ok: true, ...sends, effect: null, returned: bytes(answered(plain)) };
}

/** Whether it was the contract that refused, or the account that cannot pay; null for an answer, or any other failure. */
function refusalOf(
  answer: PromiseSettledResult<unknown>,
  gasPrice: Wei | undefined,
): (Rehearsal & { ok: false }) | null {
  if (answer.status === 'fulfilled') return null;
  if (gasPrice !== undefined && cannotPay(answer.reason)) {
    return { ok: false, revertData: null, message: 'the account cannot pay for gas and value' };
  }
  const revertData = revertDataOf(answer.reason);
  return revertData === null ? null : { ok: false, revertData, message: shortMessageOf(answer.reason) };
}

/** The wordings of a node that could not fit gas and value into the balance. */
function cannotPay(error: unknown): boolean {
  const { kind, text } = sendFailureOf(error);
  return kind === 'noFunds' || /exceeds allowance/i.test(text);
}

function answered<Value>(answer: PromiseSettledResult<Value>): Value {
  if (answer.status === 'fulfilled') return answer.value;
  throw answer.reason;
}

function bytes(value: unknown): Hex {
  if (!isHex(value, { strict: true })) throw nonsense('eth_call', value);
  return value;
}
