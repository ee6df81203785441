import { suppliedIn, variableOwedIn } from './balances.js';
import { isolatedBy, supplyClosed } from './closed.js';
import { isCollateral, withBorrowing, withCollateral } from './configuration.js';
import { normalizedDebt, normalizedIncome } from './interest.js';
import { rulesOf } from './revisions.js';
import { scaledLoan, scaledRepayment, scaledSupply, scaledWithdrawal } from './scaled.js';
import type { AaveDetail, ReserveState } from './state.js';

/*
 * The account once a reserve has been supplied, drawn or paid, at the indices of the block and as the pool rounds. Rates stay as
 * they are: what one account does to them shows in the next reading.
 */

const withReserve = (detail: AaveDetail, reserve: ReserveState, bits = detail.bits): AaveDetail => ({
  ...detail,
  bits,
  reserves: { ...detail.reserves, [reserve.symbol]: reserve },
});

/** SupplyLogic.executeSupply: what is supplied first becomes collateral where it may. */
export function supplied(detail: AaveDetail, reserve: ReserveState, amount: bigint): AaveDetail {
  const scaled = scaledSupply(rulesOf(detail), amount, normalizedIncome(reserve, detail.at));
  const becomes = reserve.supplied === 0n && supplyClosed(detail, reserve) === null;
  const bits = becomes ? withCollateral(detail.bits, reserve.id, true) : detail.bits;
  const next = {
    ...reserve,
    supplied: reserve.supplied + scaled,
    totalSupplied: reserve.totalSupplied + scaled,
    liquidity: reserve.liquidity + amount,
  };
  return withReserve(detail, next, bits);
}

/** SupplyLogic.executeWithdraw: the last of it is collateral no more. */
export function withdrawn(detail: AaveDetail, reserve: ReserveState, amount: bigint): AaveDetail {
  const all = suppliedIn(detail, reserve);
  const isAll = amount >= all;
  const rules = rulesOf(detail);
  const scaled = isAll ? reserve.supplied : scaledWithdrawal(rules, amount, normalizedIncome(reserve, detail.at));
  // Since 3.5 what is burned decides, and it may be all for a unit less.
  const isLast = rules.rounding === 'safe' ? scaled === reserve.supplied : isAll;
  const bits = isLast ? withCollateral(detail.bits, reserve.id, false) : detail.bits;
  const next = {
    ...reserve,
    supplied: reserve.supplied - scaled,
    totalSupplied: reserve.totalSupplied - scaled,
    liquidity: reserve.liquidity - (isAll ? all : amount),
  };
  return withReserve(detail, next, bits);
}

/** BorrowLogic.executeBorrow, at the variable rate. */
export function borrowed(detail: AaveDetail, reserve: ReserveState, amount: bigint): AaveDetail {
  const scaled = scaledLoan(rulesOf(detail), amount, normalizedDebt(detail, reserve, detail.at));
  const next = {
    ...reserve,
    owed: reserve.owed + scaled,
    totalOwed: reserve.totalOwed + scaled,
    liquidity: reserve.liquidity - amount,
  };
  return isolated(withReserve(detail, next, withBorrowing(detail.bits, reserve.id, true)), reserve, amount);
}

/** BorrowLogic.executeRepay of variable debt; more than is owed is not taken. */
export function repaid(detail: AaveDetail, reserve: ReserveState, amount: bigint): AaveDetail {
  const all = variableOwedIn(detail, reserve);
  const isAll = amount >= all;
  const index = normalizedDebt(detail, reserve, detail.at);
  const scaled = isAll ? reserve.owed : scaledRepayment(rulesOf(detail), amount, index);
  const paid = isAll ? all : amount;
  const next = {
    ...reserve,
    owed: reserve.owed - scaled,
    totalOwed: reserve.totalOwed - scaled,
    liquidity: reserve.liquidity + paid,
  };
  const bits = isAll && reserve.stableOwed === 0n ? withBorrowing(detail.bits, reserve.id, false) : detail.bits;
  return isolated(withReserve(detail, next, bits), reserve, -paid);
}

/** Debt in isolation is kept in dollars of two decimals, whatever is borrowed, without its interest. */
const CEILING_DECIMALS = 2;

function isolated(detail: AaveDetail, { configuration }: ReserveState, amount: bigint): AaveDetail {
  const reserve = isolatedBy(detail);
  if (!reserve || !isCollateral(detail.bits, reserve.id)) return detail;
  const debt = reserve.isolatedDebt + amount / 10n ** BigInt(configuration.decimals - CEILING_DECIMALS);
  return withReserve(detail, { ...reserve, isolatedDebt: debt > 0n ? debt : 0n });
}
