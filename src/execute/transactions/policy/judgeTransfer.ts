import { type Address, type Hex, isAddressEqual, toFunctionSelector } from 'viem';
import type { DecodedCall } from '../../../model/decodedCall.js';
import type { KeyPolicy } from '../../../model/keyPolicy.js';
import type { TransferTerms } from '../../../model/order.js';
import { refuse, type SigningRefusal } from './signingRules.js';

const TRANSFER = toFunctionSelector('transfer(address,uint256)');

export const isTokenTransfer = (data: Hex): boolean => data.slice(0, 10).toLowerCase() === TRANSFER;

/**
 * Whether what calls give away may be given. Two words must agree with the calldata, and neither alone is enough: the operator's,
 * which own accounts this key may give to, and the order's, what and to whom. A transfer is a transaction of its own.
 * @returns `to`: whom it is given to; null where nothing is given away
 */
export function judgeTransfer(
  calls: readonly DecodedCall[],
  {
    account,
    policy: { transfersTo },
    purpose: { transfer },
  }: { account: Address; policy: Pick<KeyPolicy, 'transfersTo'>; purpose: { transfer?: TransferTerms } },
): { to: Address | null } | SigningRefusal {
  const giving = calls.find(({ gives }) => gives !== undefined);
  if (!giving?.gives) return { to: null };
  const { does, gives } = giving;
  if (calls.length > 1) return refuse('transfer', `${does}: more than that is done at once`);
  if (isAddressEqual(gives.to, account)) return refuse('transfer', `${does}: the account would give to itself`);
  if (!transfersTo.some((one) => isAddressEqual(one, gives.to))) {
    return refuse('transfer', `${does}: this key may give nothing to ${gives.to}`);
  }
  if (!transfer) return refuse('transfer', `${does}: its order gives nothing away`);
  if (!isAddressEqual(transfer.to, gives.to)) {
    return refuse('transfer', `${does}: its order gives to ${transfer.to}`);
  }
  return isSame(transfer.asset, gives.asset)
    ? { to: gives.to }
    : refuse('transfer', `${does}: its order gives another asset or amount`);
}

type Asset = TransferTerms['asset'];

function isSame(asked: Asset, given: Asset): boolean {
  if ('position' in asked) {
    if (!('position' in given)) return false;
    const { position, instrument, quantity } = given;
    return asked.position === position && asked.instrument === instrument && asked.quantity === quantity;
  }
  return !('position' in given) && isAddressEqual(asked.address, given.address) && asked.amount === given.amount;
}
