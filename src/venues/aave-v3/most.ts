import { accountOf, worthIn } from './account.js';
import { suppliedIn, variableOwedIn } from './balances.js';
import { isolatedBy } from './closed.js';
import { isBorrowing, isCollateral, usedReserves } from './configuration.js';
import { normalizedDebt, normalizedIncome } from './interest.js';
import { withdrawn } from './moved.js';
import type { AaveDetail, ReserveState } from './state.js';
import { percentDiv, percentMul, rayDiv, rayMul } from './wadRay.js';

/** A bound, in base units, and what it is, for a sentence. */
export interface Bound {
  most: bigint;
  by: string;
}

const least = (...bounds: readonly [Bound, ...Bound[]]): Bound => bounds.reduce((a, b) => (b.most < a.most ? b : a));
const positive = (amount: bigint): bigint => (amount > 0n ? amount : 0n);
/** As good as none. */
const UNBOUNDED = 2n ** 128n;
const HEALTHY = 10n ** 18n;

/** What the reserve's supply cap leaves. */
export function supplyMost({ at }: AaveDetail, reserve: ReserveState): Bound {
  const { supplyCap, decimals } = reserve.configuration;
  if (supplyCap === 0n) return { most: UNBOUNDED, by: 'nothing' };
  const index = normalizedIncome(reserve, at);
  const all = rayMul(reserve.totalSupplied + reserve.treasury + accruing(reserve, at), index);
  // The treasury takes its part of what stable debt accrues, too; and more accrues until the transaction is mined.
  const cushion = all / 1_000_000n;
  const most = positive(supplyCap * 10n ** BigInt(decimals) - all - cushion);
  return { most, by: `its supply cap of ${supplyCap} leaves no more` };
}

/** ReserveLogic._accrueToTreasury of variable debt, scaled. */
function accruing(reserve: ReserveState, at: number): bigint {
  const before = rayMul(reserve.totalOwed, reserve.variableIndex);
  const accrued = rayMul(reserve.totalOwed, normalizedDebt(reserve, at)) - before;
  return rayDiv(percentMul(accrued, reserve.configuration.reserveFactor), normalizedIncome(reserve, at));
}

/** What is supplied, as far as it is there and health stays at 1 (ValidationLogic.validateHFAndLtv). */
export function withdrawMost(detail: AaveDetail, reserve: ReserveState): Bound {
  const there = least(
    { most: suppliedIn(detail, reserve), by: 'the account has supplied no more' },
    { most: reserve.liquidity, by: `no more of it is there: the rest is lent out` },
  );
  const owes = usedReserves(detail.bits).some((id) => isBorrowing(detail.bits, id));
  if (!owes || !isCollateral(detail.bits, reserve.id)) return there;
  const { hasZeroLtv } = accountOf(detail);
  if (hasZeroLtv && reserve.configuration.ltv !== 0n)
    return { most: 0n, by: 'collateral that backs no new debt must be withdrawn first' };
  const isTaken = (amount: bigint) => (accountOf(withdrawn(detail, reserve, amount)).health ?? HEALTHY) >= HEALTHY;
  const most = largest(there.most, isTaken);
  return most === there.most ? there : { most, by: 'its health would be below 1' };
}

/** What the collateral still backs, as far as it is there and no cap is passed (ValidationLogic.validateBorrow). */
export function borrowMost(detail: AaveDetail, reserve: ReserveState): Bound {
  const { borrowCap, decimals } = reserve.configuration;
  const unit = 10n ** BigInt(decimals);
  const owed = rayMul(reserve.totalOwed, normalizedDebt(reserve, detail.at)) + reserve.totalStableOwed;
  const isolated = isolatedBy(detail);
  const there = least(
    { most: reserve.liquidity, by: 'no more of it is there: the rest is lent out' },
    borrowCap === 0n
      ? { most: UNBOUNDED, by: '' }
      : { most: positive(borrowCap * unit - owed), by: `its borrow cap of ${borrowCap} leaves no more` },
    isolated === null
      ? { most: UNBOUNDED, by: '' }
      : {
          most: positive(isolated.configuration.debtCeiling - isolated.isolatedDebt) * 10n ** BigInt(decimals - 2),
          by: `the debt ceiling of ${isolated.symbol} leaves no more`,
        },
  );
  const { collateral, debt, ltv, health } = accountOf(detail);
  if (ltv === 0n || (health !== null && health <= HEALTHY)) return { most: 0n, by: 'its collateral backs no new debt' };
  const isCovered = (amount: bigint) => percentDiv(debt + worthIn(detail, reserve, amount), ltv) <= collateral;
  const most = largest(there.most, isCovered);
  return most === there.most ? there : { most, by: 'its collateral backs no more' };
}

/** Seconds of interest that a repayment of everything leaves room for: what is too much of it is not taken. */
const INTEREST_SECONDS = 600;

/** What is owed at the variable rate, and its interest of ten minutes, so that all of it can be paid. */
export function repayMost({ at }: AaveDetail, reserve: ReserveState): Bound {
  if (reserve.owed === 0n) return { most: 0n, by: 'nothing is owed' };
  return { most: rayMul(reserve.owed, normalizedDebt(reserve, at + INTEREST_SECONDS)) + 1n, by: 'no more is owed' };
}

/** Whether a repayment is of all that is owed. */
export const paysAll = (detail: AaveDetail, reserve: ReserveState, amount: bigint): boolean =>
  amount >= variableOwedIn(detail, reserve);

/** The largest amount up to `limit` that is taken, where all below a taken one are. */
function largest(limit: bigint, isTaken: (amount: bigint) => boolean): bigint {
  if (isTaken(limit)) return limit;
  let [taken, not] = [0n, limit];
  while (not - taken > 1n) {
    const middle = (taken + not) / 2n;
    if (isTaken(middle)) taken = middle;
    else not = middle;
  }
  return taken;
}
