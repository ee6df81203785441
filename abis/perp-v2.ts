import { parseAbi } from 'viem';

/** Perpetual Protocol V2 ("Curie", @perp/curie-contract 2.8): what the adapter reads, sends and decodes, by contract. */

export const clearingHouseAbi = parseAbi([
  'struct OpenPositionParams { address baseToken; bool isBaseToQuote; bool isExactInput; uint256 amount; uint256 oppositeAmountBound; uint256 deadline; uint160 sqrtPriceLimitX96; bytes32 referralCode; }',
  'struct ClosePositionParams { address baseToken; uint160 sqrtPriceLimitX96; uint256 oppositeAmountBound; uint256 deadline; bytes32 referralCode; }',
  'function getVault() view returns (address)',
  'function getAccountBalance() view returns (address)',
  'function getExchange() view returns (address)',
  'function getOrderBook() view returns (address)',
  'function getClearingHouseConfig() view returns (address)',
  'function getAccountValue(address trader) view returns (int256)',
  'function paused() view returns (bool)',
  'function openPosition(OpenPositionParams params) returns (uint256 base, uint256 quote)',
  'function closePosition(ClosePositionParams params) returns (uint256 base, uint256 quote)',
  'event PositionChanged(address indexed trader, address indexed baseToken, int256 exchangedPositionSize, int256 exchangedPositionNotional, uint256 fee, int256 openNotional, int256 realizedPnl, uint256 sqrtPriceAfterX96)',
]);

export const vaultAbi = parseAbi([
  'function getSettlementToken() view returns (address)',
  'function decimals() view returns (uint8)',
  'function paused() view returns (bool)',
  'function getBalance(address trader) view returns (int256)',
  'function getCollateralTokens(address trader) view returns (address[])',
  'function getFreeCollateralByRatio(address trader, uint24 ratio) view returns (int256)',
  'function getFreeCollateralByToken(address trader, address token) view returns (uint256)',
  'function deposit(address token, uint256 amount)',
  'function withdraw(address token, uint256 amount)',
  'event Deposited(address indexed collateralToken, address indexed trader, uint256 amount)',
  'event Withdrawn(address indexed collateralToken, address indexed trader, uint256 amount)',
]);

export const accountBalanceAbi = parseAbi([
  'struct AccountMarketInfo { int256 takerPositionSize; int256 takerOpenNotional; int256 lastTwPremiumGrowthGlobalX96; }',
  'function getBaseTokens(address trader) view returns (address[])',
  'function getAccountInfo(address trader, address baseToken) view returns (AccountMarketInfo)',
  'function getPnlAndPendingFee(address trader) view returns (int256, int256, uint256)',
  'function getMarkPrice(address baseToken) view returns (uint256)',
  'function getMarginRequirementForLiquidation(address trader) view returns (int256)',
]);

export const exchangeAbi = parseAbi([
  'function getMarketRegistry() view returns (address)',
  'function getPendingFundingPayment(address trader, address baseToken) view returns (int256)',
  'function getMaxTickCrossedWithinBlock(address baseToken) view returns (uint24)',
  'function getSqrtMarketTwapX96(address baseToken, uint32 twapInterval) view returns (uint160)',
]);

export const orderBookAbi = parseAbi(['function hasOrder(address trader, address[] tokens) view returns (bool)']);

export const clearingHouseConfigAbi = parseAbi([
  'function getImRatio() view returns (uint24)',
  'function getMmRatio() view returns (uint24)',
  'function getMaxFundingRate() view returns (uint24)',
  'function getTwapInterval() view returns (uint32)',
  'function getSettlementTokenBalanceCap() view returns (uint256)',
  'function getMaxMarketsPerAccount() view returns (uint8)',
]);

export const marketRegistryAbi = parseAbi([
  'struct MarketInfo { address pool; uint24 exchangeFeeRatio; uint24 uniswapFeeRatio; uint24 insuranceFundFeeRatio; uint24 maxPriceSpreadRatio; }',
  'function getMarketInfoByTrader(address trader, address baseToken) view returns (MarketInfo)',
]);

export const baseTokenAbi = parseAbi([
  'function getIndexPrice(uint256 interval) view returns (uint256)',
  'function isOpen() view returns (bool)',
  'function isClosed() view returns (bool)',
  'function getPausedIndexPrice() view returns (uint256)',
  'function getClosedPrice() view returns (uint256)',
  'function getPriceFeed() view returns (address)',
]);

/** What a base token's price comes from (@perp/perp-oracle-contract 0.6): the dispatcher, and the Chainlink feed behind it. */
export const priceFeedDispatcherAbi = parseAbi(['function getChainlinkPriceFeedV3() view returns (address)']);
export const chainlinkPriceFeedV3Abi = parseAbi([
  'function getLatestOrCachedPrice() view returns (uint256 price, uint256 timestamp)',
]);

/** The Uniswap V3 pool a market trades in; base is token0, vUSD is token1, both of 18 decimals. */
export const poolAbi = parseAbi([
  'function slot0() view returns (uint160 sqrtPriceX96, int24 tick, uint16 observationIndex, uint16 observationCardinality, uint16 observationCardinalityNext, uint8 feeProtocol, bool unlocked)',
  'function liquidity() view returns (uint128)',
  'function feeGrowthGlobal0X128() view returns (uint256)',
  'function feeGrowthGlobal1X128() view returns (uint256)',
]);
