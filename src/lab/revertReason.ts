import { type Abi, type Address, BaseError, ContractFunctionRevertedError } from 'viem';
import { shortMessageOf } from '../model/error.js';
import type { LabClients } from './clients.js';

interface RevertedCall {
  address: Address;
  abi: Abi;
  functionName: string;
  args: readonly unknown[];
  account: Address;
}

/** Why a transaction reverted, by making it once more as a call on the state as it is now. Errors bubble up from inner
 * contracts, hence `errors`: all that are known. */
export async function revertReason(
  { publicClient }: LabClients,
  { abi, ...call }: RevertedCall,
  errors: Abi,
): Promise<string> {
  try {
    await publicClient.simulateContract({ ...call, abi: [...abi, ...errors] as Abi });
    return 'made again, it would succeed';
  } catch (error) {
    const revert =
      error instanceof BaseError ? error.walk((one) => one instanceof ContractFunctionRevertedError) : null;
    if (!(revert instanceof ContractFunctionRevertedError)) return shortMessageOf(error);
    const { data, reason } = revert;
    return data ? `${data.errorName}(${(data.args ?? []).join(', ')})` : (reason ?? shortMessageOf(error));
  }
}
