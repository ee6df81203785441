/** What else the contracts that orders call would do for an account, so that a refusal can call it by its name. */

export const clearingHouseAlsoOffers = [
  'addLiquidity((address,uint256,uint256,int24,int24,uint256,uint256,bool,uint256))',
  'cancelAllExcessOrders(address,address)',
  'cancelExcessOrders(address,address,bytes32[])',
  'liquidate(address,address)',
  'liquidate(address,address,int256)',
  'openPositionFor(address,(address,bool,bool,uint256,uint256,uint256,uint160,bytes32))',
  'quitMarket(address,address)',
  'removeLiquidity((address,int24,int24,uint128,uint256,uint256,uint256))',
  'settleAllFunding(address)',
] as const;

export const vaultAlsoOffers = [
  'depositEther()',
  'depositEtherFor(address)',
  'depositFor(address,address,uint256)',
  'liquidateCollateral(address,address,uint256,bool)',
  'settleBadDebt(address)',
  'withdrawAll(address)',
  'withdrawAllEther()',
  'withdrawEther(uint256)',
] as const;
