import { isBorrowing, isCollateral } from './configuration.js';
import { compoundedInterest, normalizedDebt, normalizedIncome } from './interest.js';
import { rulesOf } from './revisions.js';
import { debtOf, supplyOf } from './scaled.js';
import type { AaveDetail, ReserveState } from './state.js';
import { rayMul } from './wadRay.js';

/** Base units that the account has supplied, as `AToken.balanceOf`. */
export const suppliedIn = (detail: AaveDetail, reserve: ReserveState): bigint =>
  supplyOf(rulesOf(detail), reserve.supplied, normalizedIncome(reserve, detail.at));

/** Base units that the account owes at the variable rate, as `VariableDebtToken.balanceOf`; `later` by so many seconds. */
export const variableOwedIn = (detail: AaveDetail, reserve: ReserveState, later = 0): bigint =>
  debtOf(rulesOf(detail), reserve.owed, normalizedDebt(detail, reserve, detail.at + later));

/** Base units that the account owes, at whatever rate. */
export const owedIn = (detail: AaveDetail, reserve: ReserveState): bigint =>
  variableOwedIn(detail, reserve) + reserve.stableOwed;

export const owes = ({ bits }: AaveDetail, { id }: ReserveState): boolean => isBorrowing(bits, id);

export const owesAnything = (detail: AaveDetail): boolean =>
  Object.values(detail.reserves).some((reserve) => owes(detail, reserve));

/** Whether the account has it as collateral and the protocol counts it: up to 3.5 not without a threshold of the reserve's own. */
export const counts = (detail: AaveDetail, { id, configuration }: ReserveState): boolean =>
  isCollateral(detail.bits, id) && (rulesOf(detail).ownEModes || configuration.threshold !== 0n);

/** The same account later, if nobody touches its reserves. Stable debt grows from the block on, as if it were touched there. */
export function laterBy(detail: AaveDetail, seconds: number): AaveDetail {
  if (seconds <= 0) return detail;
  const growth = (rate: bigint) => compoundedInterest(rulesOf(detail), rate, BigInt(seconds));
  const grown = (reserve: ReserveState): ReserveState =>
    reserve.stableOwed === 0n
      ? reserve
      : { ...reserve, stableOwed: rayMul(reserve.stableOwed, growth(reserve.stableRate)) };
  const reserves = Object.entries(detail.reserves).map(([symbol, reserve]) => [symbol, grown(reserve)] as const);
  return { ...detail, at: detail.at + seconds, reserves: Object.fromEntries(reserves) };
}
