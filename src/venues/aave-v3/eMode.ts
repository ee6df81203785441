import { rulesOf } from './revisions.js';
import type { AaveDetail, ReserveState } from './state.js';

/*
 * What an efficiency mode makes of a reserve for this account. Up to 3.1 a reserve is of one mode; since 3.2 each mode lists its
 * collateral and what it lends; since 3.6 these lists stand alone, and a mode may take the loan-to-value of one of its own.
 */

const isListed = (bitmap: bigint, id: number): boolean => ((bitmap >> BigInt(id)) & 1n) === 1n;

/** Whether the reserve is collateral by the mode's figures. */
export function isInEMode({ eMode }: AaveDetail, { id, configuration }: ReserveState): boolean {
  if (eMode === null) return false;
  return eMode.lists === null ? configuration.eMode === eMode.id : isListed(eMode.lists.collateral, id);
}

/** Basis points; 0: it backs no new debt, and no other collateral may be withdrawn before it. */
export function ltvOf(detail: AaveDetail, reserve: ReserveState): bigint {
  const { eMode } = detail;
  const { ownEModes } = rulesOf(detail);
  const own = reserve.configuration.ltv;
  if (eMode === null) return own;
  if (!isInEMode(detail, reserve)) return eMode.lists?.isolated ? 0n : own;
  if (!ownEModes) return own === 0n ? 0n : eMode.ltv;
  return eMode.lists && isListed(eMode.lists.zeroLtv, reserve.id) ? 0n : eMode.ltv;
}

/** Basis points of its worth that count towards health. */
export function thresholdOf(detail: AaveDetail, reserve: ReserveState): bigint {
  const { threshold } = reserve.configuration;
  if (!isInEMode(detail, reserve)) return threshold;
  return threshold === 0n && !rulesOf(detail).ownEModes ? 0n : (detail.eMode?.threshold ?? 0n);
}

/** Whether the reserve's token is lent at all, outside of a mode or in the account's own. */
export function isLent(detail: AaveDetail, reserve: ReserveState): boolean {
  if (detail.eMode !== null && rulesOf(detail).ownEModes) return isLentInEMode(detail, reserve);
  return reserve.configuration.borrowing;
}

/** Whether the account's mode lets the token be borrowed. */
export function isLentInEMode({ eMode }: AaveDetail, { id, configuration }: ReserveState): boolean {
  if (eMode === null) return true;
  return eMode.lists === null ? configuration.eMode === eMode.id : isListed(eMode.lists.borrowable, id);
}

/** USD of 8 decimals: up to 3.1 an efficiency mode may have a price of its own. */
export const priceOf = (detail: AaveDetail, reserve: ReserveState): bigint =>
  (isInEMode(detail, reserve) ? detail.eMode?.price : null) || reserve.price;
