import { type Abi, type Address, BaseError, type Hex, isHex, type TransactionReceipt } from 'viem';
import type { LabClients } from '../clients.js';
import { LabError } from '../errors.js';
import { receiptOf } from '../receiptOf.js';
import { errorText } from './errorText.js';

/** Wei per gas of the lab's accounts; no tip, as GMX asks for its fee at the whole price of gas. */
export const GAS_PRICE = 2_000_000_000n;
const GAS = 5_000_000n;

export interface Request {
  from: Address;
  to: Address;
  data: Hex;
  value?: bigint;
}

/**
 * From an account of the lab, without signing. It is made as a call first, at the very gas price.
 *
 * @throws LabError with the contracts' error as its first fact; nothing is sent then
 */
export async function sendAs(
  { publicClient, testClient }: LabClients,
  { from, to, data, value = 0n }: Request,
  errors: Abi,
): Promise<TransactionReceipt> {
  const terms = { to, data, value, gas: GAS, maxFeePerGas: GAS_PRICE, maxPriorityFeePerGas: 0n };
  try {
    await publicClient.call({ account: from, ...terms });
  } catch (error) {
    const revert = revertData(error);
    if (revert === null) throw error;
    throw new LabError('GMX refuses it', { facts: [errorText(errors, revert)] });
  }
  await testClient.impersonateAccount({ address: from });
  try {
    const hash = await testClient.sendUnsignedTransaction({ from, ...terms });
    const receipt = await receiptOf(publicClient, hash);
    if (receipt.status !== 'success') throw new LabError('It reverted, though as a call it went through');
    return receipt;
  } finally {
    await testClient.stopImpersonatingAccount({ address: from });
  }
}

function revertData(error: unknown): Hex | null {
  if (!(error instanceof BaseError)) return null;
  const carrier = error.walk((one) => typeof one === 'object' && one !== null && 'data' in one && isHex(one.data));
  return carrier && 'data' in carrier && isHex(carrier.data) ? carrier.data : null;
}
