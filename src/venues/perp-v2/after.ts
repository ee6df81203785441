import type { CollateralTerms, MarginKind, TradeTerms } from '../../model/order.js';
import type { VenueReading } from '../../model/snapshot.js';
import { formatSettlement, most } from './fixedPoint.js';
import { expectOrRefuse, marketFor } from './refusals.js';
import type { PerpV2Detail } from './state.js';
import { applyTrade } from './trade.js';

/** The account once `terms` have filled at the expected price. @throws VenueRefusal when they cannot fill at all */
export function detailAfter(
  reading: VenueReading<PerpV2Detail>,
  terms: TradeTerms | CollateralTerms<MarginKind>,
  decimals: number,
): PerpV2Detail {
  const { detail } = reading;
  switch (terms.kind) {
    case 'trade': {
      const market = marketFor(reading, terms);
      const trade = expectOrRefuse(market, terms.side, terms.quantity);
      return applyTrade(detail, market, terms.side, terms.quantity, trade);
    }
    case 'addCollateral':
      return afterDeposit(detail, terms);
    case 'removeCollateral':
      return afterWithdrawal(detail, terms, decimals);
  }
}

/** An approval is exactly the amount, and is used up; one that was there already is drawn on. */
const afterDeposit = (detail: PerpV2Detail, { amount }: CollateralTerms): PerpV2Detail => ({
  ...detail,
  vaultBalance: detail.vaultBalance + amount,
  vaultHoldings: detail.vaultHoldings + amount,
  walletBalance: detail.walletBalance - amount,
  allowance: most(detail.allowance - amount, 0n),
});

/** Vault._settleAndDecreaseBalance: funding of all markets and realised profit are settled into the balance first. */
function afterWithdrawal(detail: PerpV2Detail, { amount }: CollateralTerms, decimals: number): PerpV2Detail {
  const markets = Object.values(detail.markets);
  const funding = markets.reduce((total, market) => total + market.pendingFunding, 0n);
  const settled = formatSettlement(detail.owedRealizedPnl - funding, decimals);
  return {
    ...detail,
    owedRealizedPnl: 0n,
    vaultBalance: detail.vaultBalance + settled - amount,
    vaultHoldings: detail.vaultHoldings - amount,
    walletBalance: detail.walletBalance + amount,
    markets: Object.fromEntries(markets.map((market) => [market.underlying, { ...market, pendingFunding: 0n }])),
  };
}
