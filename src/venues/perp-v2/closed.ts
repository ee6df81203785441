import type { MarketState, PerpV2Detail } from './state.js';

/**
 * Why a market cannot be traded, or null. Exchange.isOverPriceSpread is no reason: it stops makers only. A taker is
 * stopped when the trade itself leads the pool away from the oracle (`EX_OPB`), which depends on the side: see refusals.
 */
export function closedReason(detail: PerpV2Detail, market: MarketState): string | null {
  if (detail.paused.clearingHouse) return 'the ClearingHouse is paused';
  if (market.status === 'paused') return `the ${market.underlying} market is paused`;
  if (market.status === 'closed')
    return `the ${market.underlying} market is closed for good; its positions settle at the closing price`;
  if (market.maxTicksWithinBlock === 0)
    return `trading in the ${market.underlying} market is stopped (no tick may be crossed)`;
  if (market.liquidity === 0n) return `the ${market.underlying} pool has no liquidity at its price`;
  return null;
}
