import { accountOf, worthIn } from './account.js';
import { laterBy, suppliedIn, variableOwedIn } from './balances.js';
import { isolatedBy } from './closed.js';
import { isBorrowing, isCollateral, usedReserves } from './configuration.js';
import { ltvOf } from './eMode.js';
import { normalizedDebt, normalizedIncome } from './interest.js';
import { borrowed, withdrawn } from './moved.js';
import { rulesOf } from './revisions.js';
import { debtOf, supplyOf } from './scaled.js';
import type { AaveDetail, ReserveState } from './state.js';
import { percentDiv, percentDivCeil, percentMul, RAY, rayDiv, rayMul } from './wadRay.js';

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
export function supplyMost(detail: AaveDetail, reserve: ReserveState): Bound {
  const { supplyCap, decimals } = reserve.configuration;
  if (supplyCap === 0n) return { most: UNBOUNDED, by: 'nothing' };
  const index = normalizedIncome(reserve, detail.at);
  const all = rayMul(reserve.totalSupplied + reserve.treasury + accruing(detail, reserve), index);
  // The treasury takes its part of what stable debt accrues, too; and more accrues until the transaction is mined.
  const cushion = all / 1_000_000n;
  const most = positive(supplyCap * 10n ** BigInt(decimals) - all - cushion);
  return { most, by: `its supply cap of ${supplyCap} leaves no more` };
}

/** ReserveLogic._accrueToTreasury of variable debt, scaled. */
function accruing(detail: AaveDetail, reserve: ReserveState): bigint {
  const before = rayMul(reserve.totalOwed, reserve.variableIndex);
  const accrued = rayMul(reserve.totalOwed, normalizedDebt(detail, reserve, detail.at)) - before;
  return rayDiv(percentMul(accrued, reserve.configuration.reserveFactor), normalizedIncome(reserve, detail.at));
}

/**
 * Seconds of interest that are left room for: what is offered now is to be taken when it is mined. A repayment of everything may be
 * so much too large, since the Pool takes no more than is owed.
 */
export const INTEREST_SECONDS = 600;

/** Of what is asked for already: it has waited for a part of that time, and is sent at once. */
const SENDING_SECONDS = 60;

/** Whether it holds at the block, and after so many seconds of interest as well. */
function holdsUntil(
  detail: AaveDetail,
  { symbol }: ReserveState,
  seconds: number,
  isTaken: (at: AaveDetail, reserve: ReserveState) => boolean,
): boolean {
  return [detail, laterBy(detail, seconds)].every((at) => {
    const then = at.reserves[symbol];
    return then !== undefined && isTaken(at, then);
  });
}

/**
 * What is supplied, as far as it is there and health stays at 1 (ValidationLogic.validateHFAndLtv), up to `seconds` after the block.
 */
export function withdrawMost(detail: AaveDetail, reserve: ReserveState, seconds: number = SENDING_SECONDS): Bound {
  const there = least(
    { most: suppliedIn(detail, reserve), by: 'the account has supplied no more' },
    { most: reserve.liquidity, by: `no more of it is there: the rest is lent out` },
  );
  const owes = usedReserves(detail.bits).some((id) => isBorrowing(detail.bits, id));
  if (!owes || !isCollateral(detail.bits, reserve.id)) return there;
  const { hasZeroLtv } = accountOf(detail);
  if (hasZeroLtv && ltvOf(detail, reserve) !== 0n)
    return { most: 0n, by: 'collateral that backs no new debt must be withdrawn first' };
  const isTaken = (amount: bigint) =>
    holdsUntil(detail, reserve, seconds, (at, then) => {
      const { health } = accountOf(withdrawn(at, then, amount));
      return health === null || health >= HEALTHY;
    });
  const most = largest(there.most, isTaken);
  return most === there.most ? there : { most, by: 'its health would be below 1' };
}

/**
 * What the collateral still backs, as far as it is there and no cap is passed (ValidationLogic.validateBorrow), up to `seconds` after
 * the block.
 */
export function borrowMost(detail: AaveDetail, reserve: ReserveState, seconds: number = SENDING_SECONDS): Bound {
  const { borrowCap, decimals } = reserve.configuration;
  const unit = 10n ** BigInt(decimals);
  const rules = rulesOf(detail);
  const index = normalizedDebt(detail, reserve, detail.at + seconds);
  // What a loan scales to is rounded up, and then what all of them come to.
  const slack = rules.rounding === 'safe' ? index / RAY + 2n : 0n;
  const owed = debtOf(rules, reserve.totalOwed, index) + reserve.totalStableOwed + slack;
  const isolated = isolatedBy(detail);
  const there = least(
    { most: reserve.liquidity, by: 'no more of it is there: the rest is lent out' },
    rules.virtualBalance
      ? {
          most: supplyOf(rules, reserve.totalSupplied, normalizedIncome(reserve, detail.at)),
          by: 'no more has been supplied',
        }
      : { most: UNBOUNDED, by: '' },
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
  const { ltv, health } = accountOf(detail);
  if (ltv === 0n || (health !== null && health <= HEALTHY)) return { most: 0n, by: 'its collateral backs no new debt' };
  const isCovered = (amount: bigint) => holdsUntil(detail, reserve, seconds, (at, then) => covers(at, then, amount));
  const most = largest(there.most, isCovered);
  return most === there.most ? there : { most, by: 'its collateral backs no more' };
}

/** ValidationLogic.validateBorrow; since 3.5 the Pool looks at the account as it is with the loan, and rounds up. */
function covers(detail: AaveDetail, reserve: ReserveState, amount: bigint): boolean {
  if (rulesOf(detail).rounding === 'nearest') {
    const { collateral, debt, ltv } = accountOf(detail);
    return percentDiv(debt + worthIn(detail, reserve, amount), ltv) <= collateral;
  }
  const { collateral, debt, ltv, health } = accountOf(borrowed(detail, reserve, amount));
  return percentDivCeil(debt, ltv) <= collateral && (health === null || health >= HEALTHY);
}

/** What is owed at the variable rate, and its interest of ten minutes, so that all of it can be paid. */
export function repayMost(detail: AaveDetail, reserve: ReserveState): Bound {
  if (reserve.owed === 0n) return { most: 0n, by: 'nothing is owed' };
  return { most: variableOwedIn(detail, reserve, INTEREST_SECONDS) + 1n, by: 'no more is owed' };
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
