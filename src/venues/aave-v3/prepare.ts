import type { Address, Hex } from 'viem';
import { encodeFunctionData, formatUnits, maxUint256 } from 'viem';
import { poolAbi } from '../../../abis/aave-v3.js';
import { erc20Abi } from '../../../abis/erc20.js';
import type { CollateralTerms, TransactionRequest } from '../../model/order.js';
import { isPaidIn } from '../../model/order.js';
import type { VenueReading } from '../../model/snapshot.js';
import { wei } from '../../model/units.js';
import { VenueRefusal } from '../venue.js';
import { suppliedIn } from './balances.js';
import { borrowClosed, repayClosed, supplyClosed, withdrawClosed } from './closed.js';
import { type Bound, borrowMost, repayMost, supplyMost, withdrawMost } from './most.js';
import type { AaveContracts, AaveDetail, ReserveContracts, ReserveState } from './state.js';
import { reserveFor } from './terms.js';

/** InterestRateMode.VARIABLE: ballast makes no other debt. */
export const VARIABLE = 2n;
/** IPool's referral programme is over: 0 is no referrer. */
export const NO_REFERRAL = 0;

/**
 * Approval of exactly the amount where the allowance is too small, then the supply or the repayment; or the withdrawal, or the loan.
 * Everything is on behalf of the account and comes to it. @throws VenueRefusal for every reason the Pool would revert with
 */
export function prepare(
  contracts: AaveContracts,
  account: Address,
  reading: VenueReading<AaveDetail>,
  terms: CollateralTerms,
): TransactionRequest[] {
  const [one, reserve] = reserveFor(contracts, reading, terms);
  const { detail, funding } = reading;
  const shown = `${formatUnits(terms.amount, one.decimals)} ${one.symbol}`;
  refuse(detail, reserve, terms, shown);
  const request: TransactionRequest = {
    ...{ purpose: terms.kind, describe: saying[terms.kind](shown), to: contracts.pool },
    ...{ data: calldata(account, detail, one, reserve, terms), value: wei(0n), approval: null },
  };
  if (!isPaidIn(terms)) return [request];
  const held = funding.find(({ token }) => token.symbol === one.symbol);
  refuseOverdrawn(held?.balance ?? 0n, one, terms.amount, shown);
  if ((held?.allowance ?? 0n) >= terms.amount) return [request];
  return [approval(contracts.pool, one, terms, shown), request];
}

const saying: Readonly<Record<CollateralTerms['kind'], (shown: string) => string>> = {
  addCollateral: (shown) => `supply ${shown} on aave-v3`,
  removeCollateral: (shown) => `withdraw ${shown} from aave-v3`,
  borrow: (shown) => `borrow ${shown} on aave-v3 at the variable rate`,
  repay: (shown) => `repay ${shown} on aave-v3`,
};

function calldata(
  account: Address,
  detail: AaveDetail,
  { asset }: ReserveContracts,
  reserve: ReserveState,
  { kind, amount }: CollateralTerms,
): Hex {
  switch (kind) {
    case 'addCollateral': {
      const args = [asset, amount, account, NO_REFERRAL] as const;
      return encodeFunctionData({ abi: poolAbi, functionName: 'supply', args });
    }
    case 'removeCollateral': {
      // All of it, with what it earns until the transaction is mined: nothing is left behind.
      const taken = amount === suppliedIn(detail, reserve) ? maxUint256 : amount;
      return encodeFunctionData({ abi: poolAbi, functionName: 'withdraw', args: [asset, taken, account] });
    }
    case 'borrow': {
      const args = [asset, amount, VARIABLE, NO_REFERRAL, account] as const;
      return encodeFunctionData({ abi: poolAbi, functionName: 'borrow', args });
    }
    case 'repay':
      // The Pool takes no more than is owed when it is mined.
      return encodeFunctionData({ abi: poolAbi, functionName: 'repay', args: [asset, amount, VARIABLE, account] });
  }
}

function approval(
  spender: Address,
  { asset }: ReserveContracts,
  { amount }: CollateralTerms,
  shown: string,
): TransactionRequest {
  const data = encodeFunctionData({ abi: erc20Abi, functionName: 'approve', args: [spender, amount] });
  return {
    ...{ purpose: 'approve', describe: `let aave-v3's Pool take exactly ${shown}`, to: asset, data, value: wei(0n) },
    approval: { token: asset, spender, amount },
  };
}

interface Limit {
  closed: (detail: AaveDetail, reserve: ReserveState) => string | null;
  most: (detail: AaveDetail, reserve: ReserveState) => Bound;
  verb: string;
}

const limits: Readonly<Record<CollateralTerms['kind'], Limit>> = {
  addCollateral: { closed: supplyClosed, most: supplyMost, verb: 'take' },
  removeCollateral: { closed: withdrawClosed, most: withdrawMost, verb: 'let go of' },
  borrow: { closed: borrowClosed, most: borrowMost, verb: 'lend' },
  repay: { closed: repayClosed, most: repayMost, verb: 'take back' },
};

function refuse(detail: AaveDetail, reserve: ReserveState, { kind, amount }: CollateralTerms, shown: string): void {
  const limit = limits[kind];
  const closed = limit.closed(detail, reserve);
  if (closed) throw new VenueRefusal(closed, { facts: [`asked to ${kind} ${shown}`], retryable: true });
  const { most, by } = limit.most(detail, reserve);
  if (amount <= most) return;
  throw new VenueRefusal(`aave-v3 would not ${limit.verb} ${shown}: ${by}`, {
    facts: [`at most ${formatUnits(most, reserve.configuration.decimals)} ${reserve.symbol} now`],
    mend: 'ask for less',
    retryable: true,
  });
}

function refuseOverdrawn(balance: bigint, { symbol, decimals }: ReserveContracts, amount: bigint, shown: string): void {
  if (balance >= amount) return;
  throw new VenueRefusal(`the wallet does not hold ${shown}`, {
    facts: [`it holds ${formatUnits(balance, decimals)}`],
    mend: `send ${symbol} to the account`,
  });
}
