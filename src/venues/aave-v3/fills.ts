import type { Address, Log } from 'viem';
import { isAddressEqual, parseEventLogs } from 'viem';
import { poolAbi } from '../../../abis/aave-v3.js';
import type { CollateralTerms, Fill } from '../../model/order.js';
import { tokenAmount } from '../../model/units.js';
import { VARIABLE } from './prepare.js';
import type { AaveContracts } from './state.js';

/** What the Pool did for our account in this order's reserve; aTokens are never repaid with. */
export function fillsOf(
  { pool, reserves }: AaveContracts,
  account: Address,
  { kind, marginAccount, token, decimals }: CollateralTerms,
  logs: readonly Log[],
): Fill[] {
  const asset = reserves[token]?.asset;
  if (!asset) return [];
  const ours = logs.filter((log) => isAddressEqual(log.address, pool));
  const isMine = (...addresses: readonly Address[]) => addresses.every((one) => isAddressEqual(one, account));
  const amounts = amountsOf(kind, ours, asset, isMine);
  return amounts.map((amount) => ({ kind, marginAccount, token, decimals, amount: tokenAmount(amount) }));
}

function amountsOf(
  kind: CollateralTerms['kind'],
  logs: Log[],
  asset: Address,
  isMine: (...addresses: readonly Address[]) => boolean,
): bigint[] {
  const about = <Args extends { reserve: Address; amount: bigint }>(
    events: readonly { args: Args }[],
    holds: (args: Args) => boolean,
  ): bigint[] =>
    events.flatMap(({ args }) => (isAddressEqual(args.reserve, asset) && holds(args) ? [args.amount] : []));
  switch (kind) {
    case 'addCollateral':
      return about(parseEventLogs({ abi: poolAbi, eventName: 'Supply', logs }), ({ onBehalfOf }) => isMine(onBehalfOf));
    case 'removeCollateral':
      return about(parseEventLogs({ abi: poolAbi, eventName: 'Withdraw', logs }), ({ user, to }) => isMine(user, to));
    case 'borrow':
      return about(
        parseEventLogs({ abi: poolAbi, eventName: 'Borrow', logs }),
        ({ user, onBehalfOf, interestRateMode }) => isMine(user, onBehalfOf) && BigInt(interestRateMode) === VARIABLE,
      );
    case 'repay':
      return about(
        parseEventLogs({ abi: poolAbi, eventName: 'Repay', logs }),
        ({ user, repayer, useATokens }) => isMine(user, repayer) && !useATokens,
      );
  }
}
