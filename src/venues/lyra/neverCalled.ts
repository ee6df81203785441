/** What else an OptionMarket would do for whoever calls it, so that a refusal can call it by its name. */
export const optionMarketAlsoOffers = [
  'liquidatePosition(uint256,address)',
  'settleExpiredBoard(uint256)',
  'smClaim()',
] as const;
