import { accountOf } from './account.js';
import { counts, owes, owesAnything, suppliedIn } from './balances.js';
import { isBorrowing, isCollateral } from './configuration.js';
import { isLent, isLentInEMode, ltvOf, priceOf, thresholdOf } from './eMode.js';
import type { AaveDetail, ReserveState } from './state.js';

/** Why nothing at all can be done with a reserve, in a sentence. */
function reserveClosed({ symbol, configuration }: ReserveState): string | null {
  if (!configuration.active) return `Aave's ${symbol} reserve is not active`;
  if (configuration.paused) return `Aave's ${symbol} reserve is paused`;
  return null;
}

/** Why nothing of a reserve is offered: what it would be worth is not known. */
export const unpricedClosed = (detail: AaveDetail, reserve: ReserveState): string | null =>
  priceOf(detail, reserve) === 0n ? `Aave's oracle has no price of ${reserve.symbol}` : null;

/** Why nothing can be supplied so that it counts as collateral; null when it would. */
export function supplyClosed(detail: AaveDetail, reserve: ReserveState): string | null {
  const { symbol, configuration } = reserve;
  const closed = reserveClosed(reserve);
  if (closed) return closed;
  if (configuration.frozen) return `Aave's ${symbol} reserve is frozen: nothing more may be supplied`;
  return countsNot(detail, reserve);
}

/** ValidationLogic.validateAutomaticUseAsCollateral: what is supplied first is collateral by itself, if it may. */
function countsNot(detail: AaveDetail, reserve: ReserveState): string | null {
  const { symbol, configuration } = reserve;
  if (thresholdOf(detail, reserve) === 0n) return `Aave does not count ${symbol} as collateral`;
  if (counts(detail, reserve)) return null;
  if (reserve.supplied > 0n) return `the account has ${symbol} on Aave, but not enabled as collateral`;
  if (configuration.debtCeiling > 0n)
    return `${symbol} is isolated on Aave, and collateral only once the account has enabled it`;
  if (ltvOf(detail, reserve) === 0n) return `Aave takes no new ${symbol} as collateral: its loan-to-value is 0`;
  const isolated = isolatedBy(detail);
  return isolated ? `the account is isolated on Aave by its ${isolated.symbol}: other collateral does not count` : null;
}

/** UserConfiguration.getIsolationModeState: the one collateral, where it has a debt ceiling. */
export function isolatedBy(detail: AaveDetail): ReserveState | null {
  const collateral = Object.values(detail.reserves).filter(({ id }) => isCollateral(detail.bits, id));
  const [only, ...others] = collateral;
  return only && others.length === 0 && only.configuration.debtCeiling > 0n ? only : null;
}

/** Why nothing of a reserve can be withdrawn. */
export function withdrawClosed(detail: AaveDetail, reserve: ReserveState): string | null {
  const closed = reserveClosed(reserve);
  if (closed) return closed;
  if (suppliedIn(detail, reserve) === 0n) return `the account has supplied no ${reserve.symbol}`;
  return owesAnything(detail) ? detail.doubt : null;
}

/** Why nobody can borrow of a reserve. */
export function loanClosed(detail: AaveDetail, reserve: ReserveState): string | null {
  const { symbol, configuration } = reserve;
  const closed = reserveClosed(reserve);
  if (closed) return closed;
  if (configuration.frozen) return `Aave's ${symbol} reserve is frozen: nothing may be borrowed`;
  if (!isLent(detail, reserve))
    return `Aave lends no ${symbol}${detail.eMode ? " in the account's efficiency mode" : ''}`;
  if (detail.doubt) return detail.doubt;
  if (!detail.borrowAllowed) return "Aave lends nothing for now: its oracle's sentinel waits after an outage";
  return unpricedClosed(detail, reserve);
}

/** Why the account can borrow nothing of a reserve, ValidationLogic.validateBorrow but for the amount. */
export function borrowClosed(detail: AaveDetail, reserve: ReserveState): string | null {
  const { symbol, configuration } = reserve;
  const closed = loanClosed(detail, reserve);
  if (closed) return closed;
  const isolated = isolatedBy(detail);
  if (isolated && !configuration.borrowableInIsolation)
    return `the account is isolated on Aave by its ${isolated.symbol}: it may not borrow ${symbol}`;
  if (detail.eMode && !isLentInEMode(detail, reserve))
    return `the account is in Aave's efficiency mode ${detail.eMode.label}: it may not borrow ${symbol}`;
  return siloed(detail, reserve) ?? uncovered(detail);
}

/** A siloed asset is borrowed alone. */
function siloed(detail: AaveDetail, reserve: ReserveState): string | null {
  const owed = Object.values(detail.reserves).filter(({ id }) => isBorrowing(detail.bits, id));
  const [only, ...others] = owed;
  if (!only) return null;
  if (others.length === 0 && only.configuration.siloed) {
    return only.id === reserve.id ? null : `the account owes ${only.symbol}, which Aave lends alone`;
  }
  return reserve.configuration.siloed ? `Aave lends ${reserve.symbol} alone, and the account owes more` : null;
}

const HEALTHY = 10n ** 18n;

function uncovered(detail: AaveDetail): string | null {
  const { collateral, ltv, health } = accountOf(detail);
  if (collateral === 0n) return 'the account has no collateral on Aave';
  if (ltv === 0n) return "the account's collateral on Aave backs no new debt";
  return health !== null && health <= HEALTHY ? 'the account can be liquidated on Aave' : null;
}

/** Why no variable debt of a reserve can be repaid. */
export function repayClosed(detail: AaveDetail, reserve: ReserveState): string | null {
  const closed = reserveClosed(reserve);
  if (closed) return closed;
  if (reserve.owed > 0n && owes(detail, reserve)) return null;
  const stable = reserve.stableOwed > 0n ? ' at the variable rate' : '';
  return `the account owes no ${reserve.symbol} on Aave${stable}`;
}
