import { formatSettlement, least, magnitude, most, mulDiv, mulRatio, ONE, parseSettlement } from './fixedPoint.js';
import type { MarketState, PerpV2Detail } from './state.js';

/** AccountBalance._DUST: a smaller position counts as none. */
export const DUST = 10n;

/** AccountBalance.getTotalPositionSize of an account without liquidity. */
export const sizeOf = (market: MarketState): bigint => (magnitude(market.size) < DUST ? 0n : market.size);

/** AccountBalance.getTotalPositionValue: signed USD at the mark, towards zero. */
export const positionValue = (market: MarketState): bigint => mulDiv(sizeOf(market), market.mark, ONE);

const sum = (detail: PerpV2Detail, of: (market: MarketState) => bigint): bigint =>
  Object.values(detail.markets).reduce((total, market) => total + of(market), 0n);

/** AccountBalance.getPnlAndPendingFee: USD, 18 decimals. */
export const unrealizedPnl = (detail: PerpV2Detail): bigint =>
  sum(detail, (market) => positionValue(market) + market.openNotional);

/** Vault._getSettlementTokenBalanceAndUnrealizedPnl: deposits less funding plus realised profit, 18 decimals. */
export const collateralValue = (detail: PerpV2Detail, decimals: number): bigint =>
  parseSettlement(detail.vaultBalance, decimals) -
  sum(detail, (market) => market.pendingFunding) +
  detail.owedRealizedPnl;

/** Vault._getAccountValueAndTotalCollateralValue, 18 decimals, before it is cut to the settlement token's. */
const accountValueExact = (detail: PerpV2Detail, decimals: number): bigint =>
  collateralValue(detail, decimals) + unrealizedPnl(detail);

/** ClearingHouse.getAccountValue: 18 decimals, rounded down to a base unit of the settlement token. */
export const accountValue = (detail: PerpV2Detail, decimals: number): bigint =>
  parseSettlement(formatSettlement(accountValueExact(detail, decimals), decimals), decimals);

/** AccountBalance.getTotalAbsPositionValue. */
export const totalAbsPositionValue = (detail: PerpV2Detail): bigint =>
  sum(detail, (market) => magnitude(positionValue(market)));

/** AccountBalance.getMarginRequirementForLiquidation: liquidatable when the account value is below it. */
export const maintenanceRequirement = (detail: PerpV2Detail): bigint =>
  mulRatio(totalAbsPositionValue(detail), detail.mmRatio);

/** AccountBalance.getTotalDebtValue: what shorts owe in base at the mark, plus what longs owe in vUSD. */
export function totalDebtValue(detail: PerpV2Detail): bigint {
  const quote = sum(detail, (market) => market.openNotional);
  const base = sum(detail, (market) => (market.size < 0n ? mulDiv(market.size, market.mark, ONE) : 0n));
  return magnitude(least(quote, 0n) + base);
}

/**
 * Vault.getFreeCollateralByRatio before it is cut to base units: profit that is not realised does not count as
 * collateral, losses do. 18 decimals; negative when the ratio is not met.
 */
const freeCollateralExact = (detail: PerpV2Detail, decimals: number, ratio: number): bigint =>
  least(collateralValue(detail, decimals), accountValueExact(detail, decimals)) -
  mulRatio(totalDebtValue(detail), ratio);

/** Vault.getFreeCollateralByRatio: base units of the settlement token, rounded down; negative when not met. */
export const freeCollateralByRatio = (detail: PerpV2Detail, decimals: number, ratio: number): bigint =>
  formatSettlement(freeCollateralExact(detail, decimals, ratio), decimals);

/** Vault.getFreeCollateralByToken of the settlement token: the most that can be withdrawn, base units. */
export function withdrawable(detail: PerpV2Detail, decimals: number): bigint {
  if (accountValueExact(detail, decimals) < 0n) return 0n;
  const free = most(freeCollateralExact(detail, decimals, detail.imRatio), 0n);
  return formatSettlement(most(least(free, collateralValue(detail, decimals)), 0n), decimals);
}
