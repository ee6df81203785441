import { isBorrowing, isCollateral } from './configuration.js';
import { compoundedInterest, normalizedDebt, normalizedIncome } from './interest.js';
import type { AaveDetail, ReserveState } from './state.js';
import { rayMul } from './wadRay.js';

/** Base units that the account has supplied, as `AToken.balanceOf`. */
export const suppliedIn = ({ at }: AaveDetail, reserve: ReserveState): bigint =>
  rayMul(reserve.supplied, normalizedIncome(reserve, at));

/** Base units that the account owes at the variable rate, as `VariableDebtToken.balanceOf`. */
export const variableOwedIn = ({ at }: AaveDetail, reserve: ReserveState): bigint =>
  rayMul(reserve.owed, normalizedDebt(reserve, at));

/** Base units that the account owes, at whatever rate. */
export const owedIn = (detail: AaveDetail, reserve: ReserveState): bigint =>
  variableOwedIn(detail, reserve) + reserve.stableOwed;

/** Whether what is supplied counts as collateral: the account has it so, and the protocol gives it a threshold. */
export const counts = ({ bits }: AaveDetail, { id, configuration }: ReserveState): boolean =>
  isCollateral(bits, id) && configuration.threshold !== 0n;

export const owes = ({ bits }: AaveDetail, { id }: ReserveState): boolean => isBorrowing(bits, id);

/** The same account later, if nobody touches its reserves. Stable debt grows from the block on, as if it were touched there. */
export function laterBy(detail: AaveDetail, seconds: number): AaveDetail {
  if (seconds <= 0) return detail;
  const grown = (reserve: ReserveState): ReserveState =>
    reserve.stableOwed === 0n
      ? reserve
      : {
          ...reserve,
          stableOwed: rayMul(reserve.stableOwed, compoundedInterest(reserve.stableRate, BigInt(seconds))),
        };
  const reserves = Object.entries(detail.reserves).map(([symbol, reserve]) => [symbol, grown(reserve)] as const);
  return { ...detail, at: detail.at + seconds, reserves: Object.fromEntries(reserves) };
}
