import { counts, owedIn, owes, suppliedIn } from './balances.js';
import { usedReserves } from './configuration.js';
import type { AaveDetail, ReserveState } from './state.js';
import { percentMul, wadDiv } from './wadRay.js';

/** An account as the protocol judges it: USD of 8 decimals, basis points, 18 decimals of health. */
export interface Account {
  collateral: bigint;
  debt: bigint;
  /** Of all collateral, weighed by its worth and cut off to a basis point. */
  ltv: bigint;
  threshold: bigint;
  /** `collateral` by `threshold`: what the debt is held against. */
  equity: bigint;
  /** null: nothing is owed. */
  health: bigint | null;
  /** Some of the collateral backs no new debt, and no other may be withdrawn before it. */
  hasZeroLtv: boolean;
}

/** GenericLogic.calculateUserAccountData, rounding for rounding. */
export function accountOf(detail: AaveDetail): Account {
  let [collateral, debt, ltv, threshold] = [0n, 0n, 0n, 0n];
  let hasZeroLtv = false;
  const used = usedReserves(detail.bits);
  for (const reserve of Object.values(detail.reserves)) {
    if (!used.includes(reserve.id)) continue;
    if (counts(detail, reserve)) {
      const worth = worthIn(detail, reserve, suppliedIn(detail, reserve));
      collateral += worth;
      if (reserve.configuration.ltv === 0n) hasZeroLtv = true;
      else ltv += worth * ltvOf(detail, reserve);
      threshold += worth * thresholdOf(detail, reserve);
    }
    if (owes(detail, reserve)) debt += worthIn(detail, reserve, owedIn(detail, reserve));
  }
  if (collateral !== 0n) [ltv, threshold] = [ltv / collateral, threshold / collateral];
  const equity = percentMul(collateral, threshold);
  return { collateral, debt, ltv, threshold, equity, health: debt === 0n ? null : wadDiv(equity, debt), hasZeroLtv };
}

/** USD of 8 decimals, cut off. */
export const worthIn = (detail: AaveDetail, reserve: ReserveState, amount: bigint): bigint =>
  (amount * priceOf(detail, reserve)) / 10n ** BigInt(reserve.configuration.decimals);

/** USD of 8 decimals: the efficiency mode's own price where it has one. */
export const priceOf = (detail: AaveDetail, reserve: ReserveState): bigint =>
  (isInEMode(detail, reserve) ? detail.eMode?.price : null) || reserve.price;

export const ltvOf = (detail: AaveDetail, reserve: ReserveState): bigint =>
  isInEMode(detail, reserve) ? (detail.eMode?.ltv ?? 0n) : reserve.configuration.ltv;

export const thresholdOf = (detail: AaveDetail, reserve: ReserveState): bigint =>
  isInEMode(detail, reserve) ? (detail.eMode?.threshold ?? 0n) : reserve.configuration.threshold;

export const isInEMode = ({ eMode }: AaveDetail, { configuration }: ReserveState): boolean =>
  eMode !== null && configuration.eMode === eMode.id;
