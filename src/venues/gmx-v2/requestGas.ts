import { type Wei, wei } from '../../model/units.js';
import type { Binding } from './binding.js';
import type { GmxDetail } from './detail.js';
import { approvalsFor } from './orders/approvals.js';
import type { OrderRequest } from './orders/request.js';

/**
 * Gas of asking GMX for orders, in one transaction: what the first costs, less so much for each further one, and each approval
 * before it. Measured on the lab's stand-in, and held to it by a test; GMX's own contracts use 0.94 million to create an increase.
 */
const asking = { increase: 900_000n, decrease: 793_000n, sharedByFurther: 160_000n, approval: 46_700n } as const;

/** What an order asks for, in the gas of its own transactions. */
export function requestGas({ release }: Binding, { wallet }: GmxDetail, requests: readonly OrderRequest[]): bigint {
  const lacking = approvalsFor(requests, release.contracts.router).filter(({ token, amount }) => {
    const row = wallet.find((one) => one.token.toLowerCase() === token.toLowerCase());
    return (row?.allowance ?? 0n) < amount;
  });
  const each = requests.reduce((sum, { kind }) => sum + asking[kind], 0n);
  const further = BigInt(Math.max(0, requests.length - 1)) * asking.sharedByFurther;
  return each - further + BigInt(lacking.length) * asking.approval;
}

/**
 * Gas that GMX's keepers are paid for (GasUtils.payExecutionFee): a base amount, each oracle price, and what the execution then
 * uses; what was paid in advance beyond that comes back. Measured as `asking` is; on Arbitrum an increase uses 2.65 million.
 */
const executing = { increase: 2_700_000n, decrease: 2_560_000n } as const;

/** Wei that keepers keep, at the block's base fee: where they are, chains drop tips. */
export const keptByKeepers = (
  { baseFee }: Pick<GmxDetail, 'baseFee'>,
  requests: readonly Pick<OrderRequest, 'kind'>[],
): Wei => wei(requests.reduce((sum, { kind }) => sum + executing[kind], 0n) * baseFee);
