/** What else an OptionMarket would do for whoever calls it, so that a refusal can call it by its name. */
export const optionMarketAlsoOffers = [
  'liquidatePosition(uint256,address)',
  'settleExpiredBoard(uint256)',
  'smClaim()',
] as const;

/** The same of an OptionToken. */
export const optionTokenAlsoOffers = [
  'safeTransferFrom(address,address,uint256)',
  'safeTransferFrom(address,address,uint256,bytes)',
  'approve(address,uint256)',
  'setApprovalForAll(address,bool)',
  'merge(uint256[])',
] as const;
