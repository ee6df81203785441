import type { Address } from 'viem';
import { getAddress } from 'viem';
import { GmxRefusal } from './gmxRefusal.js';
import type { OrderContracts } from './request.js';

/** OrderVault's book of one transaction: what came in since it was last looked at belongs to who looks. */
export interface VaultReceipts {
  receive(token: Address, amount: bigint): void;
  /** An order that brings no collateral: all WETH becomes its fee. @throws GmxRefusal when that is less than `fee` */
  takeFee(fee: bigint): bigint;
  /** The rest of WETH collateral after the fee stays collateral. @throws GmxRefusal when not even the fee came */
  takeIncrease(collateralToken: Address, fee: bigint): { executionFee: bigint; collateral: bigint };
  takeFeeTopUp(): bigint;
  /** Tokens that nobody has taken. */
  left(): Address[];
}

/** StrictBank.recordTransferIn and what OrderUtils.createOrder makes of it. */
export function createVaultReceipts({ wrappedNative }: Pick<OrderContracts, 'wrappedNative'>): VaultReceipts {
  const wnt = getAddress(wrappedNative);
  const received = new Map<Address, bigint>();

  function take(token: Address): bigint {
    const amount = received.get(token) ?? 0n;
    received.delete(token);
    return amount;
  }

  function atLeast(wntAmount: bigint, executionFee: bigint): bigint {
    if (wntAmount >= executionFee) return wntAmount;
    throw new GmxRefusal(
      'InsufficientWntAmountForExecutionFee',
      'the vault has not received the keeper’s fee of this order',
      { wntAmount, executionFee },
      { mend: 'send the fee of each order right before its creation' },
    );
  }

  return {
    receive(token, amount) {
      const key = getAddress(token);
      if (amount > 0n) received.set(key, (received.get(key) ?? 0n) + amount);
    },
    takeFee: (fee) => atLeast(take(wnt), fee),
    takeIncrease(collateralToken, fee) {
      const token = getAddress(collateralToken);
      const amount = take(token);
      if (token === wnt) return { executionFee: fee, collateral: atLeast(amount, fee) - fee };
      return { executionFee: atLeast(take(wnt), fee), collateral: amount };
    },
    takeFeeTopUp: () => take(wnt),
    left: () => [...received.keys()],
  };
}
