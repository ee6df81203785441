import type { Address } from 'viem';
import { getAddress } from 'viem';
import type { ApprovalRequest } from '../../../model/order.js';
import { tokenAmount } from '../../../model/units.js';
import type { Request } from './request.js';

/**
 * What the Router (not the ExchangeRouter) must be allowed to pull before the requests go out: exactly what they send,
 * each token once. Collateral that goes as ETH needs none.
 */
export function approvalsFor(requests: readonly Request[], router: Address): ApprovalRequest[] {
  const needed = new Map<Address, bigint>();
  for (const request of requests) {
    if (request.kind !== 'increase' || request.collateralAsNative || request.collateralAmount === 0n) continue;
    const token = getAddress(request.collateralToken);
    needed.set(token, (needed.get(token) ?? 0n) + request.collateralAmount);
  }
  return [...needed].map(([token, amount]) => ({ token, spender: router, amount: tokenAmount(amount) }));
}
