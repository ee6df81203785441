import { parseAbi } from 'viem';

/**
 * What ballast uses of Lyra Avalon (`@lyrafinance/protocol` 0.1.3-alpha), and every custom error a call to it can end in.
 * All amounts have 18 decimals. `optionType`: 0 long call, 1 long put, 2 short call on base, 3 short call on quote,
 * 4 short put on quote.
 */

export const optionMarketViewerAbi = parseAbi([
  'struct NetGreeks { int256 netDelta; int256 netStdVega; int256 netOptionValue; }',
  'struct StrikeGreeks { int256 callDelta; int256 putDelta; uint256 stdVega; uint256 callPrice; uint256 putPrice; }',
  'struct StrikeView { uint256 strikeId; uint256 boardId; uint256 strikePrice; uint256 skew; uint256 forceCloseSkew; StrikeGreeks cachedGreeks; uint256 baseReturnedRatio; uint256 longCallOpenInterest; uint256 longPutOpenInterest; uint256 shortCallBaseOpenInterest; uint256 shortCallQuoteOpenInterest; uint256 shortPutOpenInterest; }',
  'struct BoardView { address market; uint256 boardId; uint256 expiry; uint256 baseIv; uint256 priceAtExpiry; bool isPaused; uint256 forceCloseGwavIV; NetGreeks netGreeks; StrikeView[] strikes; }',
  'function marketAddresses(address) view returns (address liquidityPool, address liquidityToken, address greekCache, address optionMarket, address optionMarketPricer, address optionToken, address shortCollateral, address poolHedger, address quoteAsset, address baseAsset)',
  'function synthetixAdapter() view returns (address)',
  'function getLiveBoards(address market) view returns (BoardView[] marketBoards)',
  'function getBoardForStrikeId(address market, uint256 strikeId) view returns (BoardView)',
]);

export const optionGreekCacheAbi = parseAbi([
  'struct GreekCacheParameters { uint256 maxStrikesPerBoard; uint256 acceptableSpotPricePercentMove; uint256 staleUpdateDuration; uint256 varianceIvGWAVPeriod; uint256 varianceSkewGWAVPeriod; uint256 optionValueIvGWAVPeriod; uint256 optionValueSkewGWAVPeriod; uint256 gwavSkewFloor; uint256 gwavSkewCap; int256 rateAndCarry; }',
  'struct ForceCloseParameters { uint256 ivGWAVPeriod; uint256 skewGWAVPeriod; uint256 shortVolShock; uint256 shortPostCutoffVolShock; uint256 longVolShock; uint256 longPostCutoffVolShock; uint256 liquidateVolShock; uint256 liquidatePostCutoffVolShock; uint256 shortSpotMin; uint256 liquidateSpotMin; }',
  'struct MinCollateralParameters { uint256 minStaticQuoteCollateral; uint256 minStaticBaseCollateral; uint256 shockVolA; uint256 shockVolPointA; uint256 shockVolB; uint256 shockVolPointB; uint256 callSpotPriceShock; uint256 putSpotPriceShock; }',
  'struct NetGreeks { int256 netDelta; int256 netStdVega; int256 netOptionValue; }',
  'struct GlobalCache { uint256 minUpdatedAt; uint256 minUpdatedAtPrice; uint256 maxUpdatedAtPrice; uint256 maxSkewVariance; uint256 maxIvVariance; NetGreeks netGreeks; }',
  'function getGreekCacheParams() view returns (GreekCacheParameters)',
  'function getForceCloseParams() view returns (ForceCloseParameters)',
  'function getMinCollatParams() view returns (MinCollateralParameters)',
  'function getGlobalCache() view returns (GlobalCache)',
  'function getMinCollateral(uint8 optionType, uint256 strikePrice, uint256 expiry, uint256 spotPrice, uint256 amount) view returns (uint256 minCollateral)',
]);

export const optionMarketPricerAbi = parseAbi([
  'struct PricingParameters { uint256 optionPriceFeeCoefficient; uint256 optionPriceFee1xPoint; uint256 optionPriceFee2xPoint; uint256 spotPriceFeeCoefficient; uint256 spotPriceFee1xPoint; uint256 spotPriceFee2xPoint; uint256 vegaFeeCoefficient; uint256 standardSize; uint256 skewAdjustmentFactor; }',
  'struct TradeLimitParameters { int256 minDelta; int256 minForceCloseDelta; uint256 tradingCutoff; uint256 minBaseIV; uint256 maxBaseIV; uint256 minSkew; uint256 maxSkew; uint256 minVol; uint256 maxVol; uint256 absMinSkew; uint256 absMaxSkew; bool capSkewsToAbs; }',
  'struct VarianceFeeParameters { uint256 defaultVarianceFeeCoefficient; uint256 forceCloseVarianceFeeCoefficient; uint256 skewAdjustmentCoefficient; uint256 referenceSkew; uint256 minimumStaticSkewAdjustment; uint256 vegaCoefficient; uint256 minimumStaticVega; uint256 ivVarianceCoefficient; uint256 minimumStaticIvVariance; }',
  'function getPricingParams() view returns (PricingParameters pricingParameters)',
  'function getTradeLimitParams() view returns (TradeLimitParameters tradeLimitParameters)',
  'function getVarianceFeeParams() view returns (VarianceFeeParameters varianceFeeParameters)',
]);

export const liquidityPoolAbi = parseAbi([
  'struct Liquidity { uint256 freeLiquidity; uint256 burnableLiquidity; uint256 usedCollatLiquidity; uint256 pendingDeltaLiquidity; uint256 usedDeltaLiquidity; uint256 NAV; }',
  'function getCurrentLiquidity() view returns (Liquidity)',
]);

export const optionTokenAbi = parseAbi([
  'struct OptionPosition { uint256 positionId; uint256 strikeId; uint8 optionType; uint256 amount; uint256 collateral; uint8 state; }',
  'function getOwnerPositions(address target) view returns (OptionPosition[])',
  'function canLiquidate(OptionPosition position, uint256 expiry, uint256 strikePrice, uint256 spotPrice) view returns (bool)',
  'event Transfer(address indexed from, address indexed to, uint256 indexed tokenId)',
  'event PositionUpdated(uint256 indexed positionId, address indexed owner, uint8 indexed updatedType, OptionPosition position, uint256 timestamp)',
]);

/** How an option, or a part of one, goes to another owner: it is an NFT (ERC-721). */
export const optionTokenGivingAbi = parseAbi([
  'function transferFrom(address from, address to, uint256 tokenId)',
  'function split(uint256 positionId, uint256 newAmount, uint256 newCollateral, address recipient) returns (uint256 newPositionId)',
]);

export const synthetixAdapterAbi = parseAbi([
  'function getSpotPrice(bytes32 to) view returns (uint256)',
  'function baseKey(address) view returns (bytes32)',
  'function isGlobalPaused() view returns (bool)',
  'function isMarketPaused(address) view returns (bool)',
]);

export const optionMarketAbi = parseAbi([
  'struct TradeInputParameters { uint256 strikeId; uint256 positionId; uint256 iterations; uint8 optionType; uint256 amount; uint256 setCollateralTo; uint256 minTotalCost; uint256 maxTotalCost; }',
  'struct Result { uint256 positionId; uint256 totalCost; uint256 totalFee; }',
  'struct TradeEventData { uint256 expiry; uint256 strikePrice; uint8 optionType; uint8 tradeDirection; uint256 amount; uint256 setCollateralTo; bool isForceClose; uint256 spotPrice; uint256 reservedFee; uint256 totalCost; }',
  'struct VegaUtilFeeComponents { int256 preTradeAmmNetStdVega; int256 postTradeAmmNetStdVega; uint256 vegaUtil; uint256 volTraded; uint256 NAV; uint256 vegaUtilFee; }',
  'struct VarianceFeeComponents { uint256 varianceFeeCoefficient; uint256 vega; uint256 vegaCoefficient; uint256 skew; uint256 skewCoefficient; uint256 ivVariance; uint256 ivVarianceCoefficient; uint256 varianceFee; }',
  'struct TradeResult { uint256 amount; uint256 premium; uint256 optionPriceFee; uint256 spotPriceFee; VegaUtilFeeComponents vegaUtilFee; VarianceFeeComponents varianceFee; uint256 totalFee; uint256 totalCost; uint256 volTraded; uint256 newBaseIv; uint256 newSkew; }',
  'struct LiquidationEventData { address rewardBeneficiary; address caller; uint256 returnCollateral; uint256 lpPremiums; uint256 lpFee; uint256 liquidatorFee; uint256 smFee; uint256 insolventAmount; }',
  'function openPosition(TradeInputParameters params) returns (Result result)',
  'function closePosition(TradeInputParameters params) returns (Result result)',
  'function forceClosePosition(TradeInputParameters params) returns (Result result)',
  'function addCollateral(uint256 positionId, uint256 amountCollateral)',
  'event Trade(address indexed trader, uint256 indexed strikeId, uint256 indexed positionId, TradeEventData trade, TradeResult[] tradeResults, LiquidationEventData liquidation, uint256 timestamp)',
]);

/**
 * Reverts bubble up from inner contracts, so a call may end in an error of any of them. Grouped by the first contract
 * that declares it; the same error declared elsewhere has the same selector.
 */
export const lyraErrorsAbi = parseAbi([
  'struct OptionMarketParameters { uint256 maxBoardExpiry; address securityModule; uint256 feePortionReserved; uint256 staticBaseSettlementFee; }',
  'struct PricingParameters { uint256 optionPriceFeeCoefficient; uint256 optionPriceFee1xPoint; uint256 optionPriceFee2xPoint; uint256 spotPriceFeeCoefficient; uint256 spotPriceFee1xPoint; uint256 spotPriceFee2xPoint; uint256 vegaFeeCoefficient; uint256 standardSize; uint256 skewAdjustmentFactor; }',
  'struct TradeLimitParameters { int256 minDelta; int256 minForceCloseDelta; uint256 tradingCutoff; uint256 minBaseIV; uint256 maxBaseIV; uint256 minSkew; uint256 maxSkew; uint256 minVol; uint256 maxVol; uint256 absMinSkew; uint256 absMaxSkew; bool capSkewsToAbs; }',
  'struct VolComponents { uint256 vol; uint256 baseIv; uint256 skew; }',
  'struct ForceCloseParameters { uint256 ivGWAVPeriod; uint256 skewGWAVPeriod; uint256 shortVolShock; uint256 shortPostCutoffVolShock; uint256 longVolShock; uint256 longPostCutoffVolShock; uint256 liquidateVolShock; uint256 liquidatePostCutoffVolShock; uint256 shortSpotMin; uint256 liquidateSpotMin; }',
  'struct GreekCacheParameters { uint256 maxStrikesPerBoard; uint256 acceptableSpotPricePercentMove; uint256 staleUpdateDuration; uint256 varianceIvGWAVPeriod; uint256 varianceSkewGWAVPeriod; uint256 optionValueIvGWAVPeriod; uint256 optionValueSkewGWAVPeriod; uint256 gwavSkewFloor; uint256 gwavSkewCap; int256 rateAndCarry; }',
  'struct MinCollateralParameters { uint256 minStaticQuoteCollateral; uint256 minStaticBaseCollateral; uint256 shockVolA; uint256 shockVolPointA; uint256 shockVolB; uint256 shockVolPointB; uint256 callSpotPriceShock; uint256 putSpotPriceShock; }',
  'struct OptionPosition { uint256 positionId; uint256 strikeId; uint8 optionType; uint256 amount; uint256 collateral; uint8 state; }',
  'struct PartialCollateralParameters { uint256 penaltyRatio; uint256 liquidatorFeeRatio; uint256 smFeeRatio; uint256 minLiquidationFee; }',
  'struct LiquidityPoolParameters { uint256 minDepositWithdraw; uint256 depositDelay; uint256 withdrawalDelay; uint256 withdrawalFee; uint256 liquidityCBThreshold; uint256 liquidityCBTimeout; uint256 ivVarianceCBThreshold; uint256 skewVarianceCBThreshold; uint256 ivVarianceCBTimeout; uint256 skewVarianceCBTimeout; address guardianMultisig; uint256 guardianDelay; uint256 boardSettlementCBTimeout; uint256 maxFeePaid; }',
  'struct Collateral { uint256 quote; uint256 base; }',
  'struct Liquidity { uint256 freeLiquidity; uint256 burnableLiquidity; uint256 usedCollatLiquidity; uint256 pendingDeltaLiquidity; uint256 usedDeltaLiquidity; uint256 NAV; }',
  'struct PositionWithOwner { uint256 positionId; uint256 strikeId; uint8 optionType; uint256 amount; uint256 collateral; uint8 state; address owner; }',
  // OptionMarket
  'error AlreadyInitialised(address thrower)',
  'error BaseTransferFailed(address thrower, address from, address to, uint256 amount)',
  'error BoardAlreadySettled(address thrower, uint256 boardId)',
  'error BoardExpired(address thrower, uint256 boardId, uint256 boardExpiry, uint256 currentTime)',
  'error BoardIsFrozen(address thrower, uint256 boardId)',
  'error BoardNotExpired(address thrower, uint256 boardId)',
  'error BoardNotFrozen(address thrower, uint256 boardId)',
  'error ExpectedNonZeroValue(address thrower, uint8 valueType)',
  'error InvalidBoardId(address thrower, uint256 boardId)',
  'error InvalidExpiryTimestamp(address thrower, uint256 currentTime, uint256 expiry, uint256 maxBoardExpiry)',
  'error InvalidOptionMarketParams(address thrower, OptionMarketParameters optionMarketParams)',
  'error InvalidStrikeId(address thrower, uint256 strikeId)',
  'error OnlyNominatedOwner(address thrower, address caller, address nominatedOwner)',
  'error OnlyOwner(address thrower, address caller, address owner)',
  'error OnlySecurityModule(address thrower, address caller, address securityModule)',
  'error QuoteTransferFailed(address thrower, address from, address to, uint256 amount)',
  'error StrikeSkewLengthMismatch(address thrower, uint256 strikesLength, uint256 skewsLength)',
  'error TotalCostOutsideOfSpecifiedBounds(address thrower, uint256 totalCost, uint256 minCost, uint256 maxCost)',
  'error TradeIterationsHasRemainder(address thrower, uint256 iterations, uint256 expectedAmount, uint256 tradeAmount, uint256 totalAmount)',
  // OptionMarketPricer
  'error ForceCloseDeltaOutOfRange(address thrower, int256 strikeCallDelta, int256 minDelta, int256 maxDelta)',
  'error ForceCloseSkewOutOfRange(address thrower, bool isBuy, uint256 newSkew, uint256 minSkew, uint256 maxSkew)',
  'error InvalidPricingParameters(address thrower, PricingParameters pricingParams)',
  'error InvalidTradeLimitParameters(address thrower, TradeLimitParameters tradeLimitParams)',
  'error OnlyOptionMarket(address thrower, address caller, address optionMarket)',
  'error TradeDeltaOutOfRange(address thrower, int256 strikeCallDelta, int256 minDelta, int256 maxDelta)',
  'error TradingCutoffReached(address thrower, uint256 tradingCutoff, uint256 boardExpiry, uint256 currentTime)',
  'error VolSkewOrBaseIvOutsideOfTradingBounds(address thrower, bool isBuy, VolComponents currentVol, VolComponents newVol, VolComponents tradeBounds)',
  // OptionGreekCache
  'error BoardStrikeLimitExceeded(address thrower, uint256 boardId, uint256 newStrikesLength, uint256 maxStrikesPerBoard)',
  'error CannotUpdateExpiredBoard(address thrower, uint256 boardId, uint256 expiry, uint256 currentTimestamp)',
  'error InvalidBlockTimestamp(address thrower, uint256 timestamp, uint256 lastObservedTimestamp)',
  'error InvalidForceCloseParameters(address thrower, ForceCloseParameters forceCloseParams)',
  'error InvalidGreekCacheParameters(address thrower, GreekCacheParameters greekCacheParams)',
  'error InvalidMinCollatParams(address thrower, MinCollateralParameters minCollatParams)',
  'error LnNegativeUndefined()',
  'error OnlyOptionMarketPricer(address thrower, address caller, address optionMarketPricer)',
  'error Overflow()',
  // OptionToken
  'error AddingCollateralToInvalidPosition(address thrower, uint256 positionId, bool invalidPositionId, bool positionInactive, bool isShort)',
  'error AdjustmentResultsInMinimumCollateralNotBeingMet(address thrower, OptionPosition position, uint256 spotPrice)',
  'error CannotAdjustInvalidPosition(address thrower, uint256 positionId, bool invalidPositionId, bool positionInactive, bool strikeMismatch, bool optionTypeMismatch)',
  'error CannotClosePositionZero(address thrower)',
  'error CannotOpenZeroAmount(address thrower)',
  'error FullyClosingWithNonZeroSetCollateral(address thrower, uint256 positionId, uint256 setCollateralTo)',
  'error InvalidPartialCollateralParameters(address thrower, PartialCollateralParameters partialCollatParams)',
  'error InvalidSplitAmount(address thrower, uint256 originalPositionAmount, uint256 splitAmount)',
  'error MergingUnapprovedPosition(address thrower, address caller, uint256 positionId)',
  'error MustMergeTwoOrMorePositions(address thrower)',
  'error OnlyOwnerCanAdjustPosition(address thrower, uint256 positionId, address trader, address owner)',
  'error OnlyShortCollateral(address thrower, address caller, address shortCollateral)',
  'error PositionMismatchWhenMerging(address thrower, OptionPosition firstPosition, OptionPosition nextPosition, bool ownerMismatch, bool strikeMismatch, bool optionTypeMismatch, bool duplicatePositionId)',
  'error PositionNotLiquidatable(address thrower, OptionPosition position, uint256 spotPrice)',
  'error ResultingNewPositionLiquidatable(address thrower, OptionPosition position, uint256 spotPrice)',
  'error ResultingOriginalPositionLiquidatable(address thrower, OptionPosition position, uint256 spotPrice)',
  'error SplittingUnapprovedPosition(address thrower, address caller, uint256 positionId)',
  'error StrikeIsSettled(address thrower, uint256 strikeId)',
  // LiquidityPool
  'error InsufficientFreeLiquidityForBaseExchange(address thrower, uint256 pendingBase, uint256 estimatedExchangeCost, uint256 freeLiquidity)',
  'error InvalidBeneficiaryAddress(address thrower, address beneficiary)',
  'error InvalidLiquidityPoolParameters(address thrower, LiquidityPoolParameters lpParams)',
  'error LockingMoreQuoteThanIsFree(address thrower, uint256 quoteToLock, uint256 freeLiquidity, Collateral lockedCollateral)',
  'error MinimumDepositNotMet(address thrower, uint256 amountQuote, uint256 minDeposit)',
  'error MinimumWithdrawNotMet(address thrower, uint256 amountLiquidityToken, uint256 minWithdraw)',
  'error NotEnoughFreeToReclaimInsolvency(address thrower, uint256 amountQuote, Liquidity liquidity)',
  'error OnlyPoolHedger(address thrower, address caller, address poolHedger)',
  'error OptionValueDebtExceedsTotalAssets(address thrower, int256 totalAssetValue, int256 optionValueDebt)',
  'error SendPremiumNotEnoughCollateral(address thrower, uint256 premium, uint256 reservedFee, uint256 freeLiquidity)',
  // LiquidityToken
  'error OnlyLiquidityPool(address thrower, address caller, address liquidityPool)',
  // ShortCollateral
  'error BoardMustBeSettled(address thrower, PositionWithOwner position)',
  'error OutOfBaseCollateralForExchangeAndTransfer(address thrower, uint256 balance, uint256 amount)',
  'error OutOfBaseCollateralForTransfer(address thrower, uint256 balance, uint256 amount)',
  'error OutOfQuoteCollateralForTransfer(address thrower, uint256 balance, uint256 amount)',
  // ShortPoolHedger
  'error InteractionDelayNotExpired(address thrower, uint256 lastInteraction, uint256 interactionDelta, uint256 currentTime)',
  'error InvalidShortBuffer(address thrower, uint256 newShortBuffer)',
  'error NotEnoughQuoteForMinCollateral(address thrower, uint256 quoteReceived, uint256 minCollateral)',
  'error QuoteApprovalFailure(address thrower, address approvee, uint256 amount)',
  'error ShortAccountAlreadyOpen(address thrower, uint256 shortId)',
  // SynthetixAdapter
  'error AllMarketsPaused(address thrower, address marketAddress)',
  'error BaseQuoteExchangeExceedsLimit(address thrower, uint256 amountQuoteRequested, uint256 baseToSpend, uint256 baseLimit, uint256 spotPrice, bytes32 baseKey, bytes32 quoteKey)',
  'error InvalidRewardAddress(address thrower, address rewardAddress)',
  'error MarketIsPaused(address thrower, address marketAddress)',
  'error QuoteBaseExchangeExceedsLimit(address thrower, uint256 amountBaseRequested, uint256 quoteToSpend, uint256 quoteLimit, uint256 spotPrice, bytes32 quoteKey, bytes32 baseKey)',
  'error RateIsInvalid(address thrower, uint256 spotPrice, bool invalid)',
  'error ReceivedZeroFromExchange(address thrower, bytes32 fromKey, bytes32 toKey, uint256 amountSwapped, uint256 amountReceived)',
  // OptionMarketViewer
  'error RemovingInvalidMarket(address thrower, address market)',
  // LyraRegistry
  'error NonExistentGlobalContract(bytes32 contractName)',
  'error NonExistentMarket(address optionMarket)',
  // GWAV
  'error ExpOverflow()',
]);
