import type { ErrorFamily } from './errorMeaning.js';

const names = (text: string): readonly string[] => text.trim().split(/\s+/);

/** Shown for all of them: none is an answer to an order of ours, so nothing is done on their account. */
const notOurs = { ballast: 'nothing but say so: it is no answer to an order of ours', retry: 'never' } as const;

/** The rest of GMX's errors. */
export const otherErrors: readonly ErrorFamily[] = [
  {
    kind: 'oracle',
    says: 'a keeper’s price report was not taken',
    ballast: 'nothing: the order waits for another keeper transaction; prices are checked by our own sources',
    retry: 'after backing off',
    names: names(`
      BlockNumbersNotSorted DataStreamIdAlreadyExistsForToken EdgeDataStreamIdAlreadyExistsForToken
      EmptyChainlinkPriceFeed EmptyChainlinkPriceFeedMultiplier EmptyDataStreamFeedId EmptyDataStreamMultiplier
      EmptyValidatedPrices GmEmptySigner GmInvalidBlockNumber GmInvalidMinMaxBlockNumber GmMaxOracleSigners
      GmMaxPricesNotSorted GmMaxSignerIndex GmMinOracleSigners GmMinPricesNotSorted InvalidBlockRangeSet
      InvalidDataStreamBidAsk InvalidDataStreamFeedId InvalidDataStreamPrices InvalidDataStreamSpreadReductionFactor
      InvalidEdgeDataStreamBidAsk InvalidEdgeDataStreamExpo InvalidEdgeDataStreamPrices InvalidEdgeSignature
      InvalidEdgeSigner InvalidGmMedianMinMaxPrice InvalidGmOraclePrice InvalidGmSignature InvalidGmSignerMinMaxPrice
      InvalidMinMaxForPrice InvalidOracleProvider InvalidOracleProviderForToken InvalidOracleSetPricesDataParam
      InvalidOracleSetPricesProvidersParam InvalidOracleSigner InvalidPrimaryPricesForSimulation NonAtomicOracleProvider
      NonEmptyTokensWithPrices OracleProviderAlreadyExistsForToken OracleProviderMinChangeDelayNotYetPassed
      PriceAlreadySet PriceFeedAlreadyExistsForToken
    `),
  },
  {
    kind: 'release',
    says: 'the market’s own books do not fit together',
    ballast: 'no new risk on GMX until the release is verified again; what is held is watched',
    retry: 'not until something changes',
    names: names(`
      UnexpectedBorrowingFactor UnexpectedMarket UnexpectedPositionState UnexpectedTokenForVirtualInventory
      EmptyAddressInMarketTokenBalanceValidation InvalidPositionImpactPoolDistributionRate
    `),
  },
  {
    kind: 'release',
    says: 'a contract came upon bytes or lists that it cannot read',
    ballast: 'the order is `Rejected`; the release is verified again before anything else is sent',
    retry: 'not until something changes',
    names: names(`
      ArrayOutOfBoundsBytes ArrayOutOfBoundsUint256 CompactedArrayOutOfBounds DuplicatedIndex MaskIndexOutOfBounds
      Uint256AsBytesLengthExceeds32Bytes
    `),
  },
  {
    kind: 'foreign',
    says: 'about deposits to, withdrawals from and shifts between GMX’s liquidity pools',
    ...notOurs,
    names: names(`
      DepositNotFound EmptyDeposit EmptyDepositAmounts EmptyDepositAmountsAfterSwap EmptyMarketTokenSupply EmptyShift
      EmptyShiftAmount EmptyWithdrawal EmptyWithdrawalAmount InsufficientMarketTokens InvalidMinMarketTokensForFirstDeposit
      InvalidPoolValueForDeposit InvalidPoolValueForWithdrawal InvalidReceiverForFirstDeposit LongTokensAreNotEqual
      MaxLendableFactorForWithdrawalsExceeded MaxPoolUsdForDepositExceeded MinLongTokens MinMarketTokens MinShortTokens
      ShiftFromAndToMarketAreEqual ShiftNotFound ShortTokensAreNotEqual SwapsNotAllowedForAtomicWithdrawal
      WithdrawalNotFound
    `),
  },
  {
    kind: 'foreign',
    says: 'about GLV, GMX’s vaults of liquidity pools',
    ...notOurs,
    names: names(`
      EmptyGlv EmptyGlvDeposit EmptyGlvDepositAmounts EmptyGlvMarketAmount EmptyGlvTokenSupply EmptyGlvWithdrawal
      EmptyGlvWithdrawalAmount GlvAlreadyExists GlvDepositNotFound GlvDisabledMarket GlvEnabledMarket
      GlvInsufficientMarketTokenBalance GlvInvalidLongToken GlvInvalidShortToken GlvMarketAlreadyExists
      GlvMaxMarketCountExceeded GlvMaxMarketTokenBalanceAmountExceeded GlvMaxMarketTokenBalanceUsdExceeded GlvNameTooLong
      GlvNegativeMarketPoolValue GlvNonZeroMarketBalance GlvNotFound GlvShiftIntervalNotYetPassed
      GlvShiftMaxPriceImpactExceeded GlvShiftNotFound GlvSymbolTooLong GlvUnsupportedMarket GlvWithdrawalNotFound
      InvalidGlvDepositInitialLongToken InvalidGlvDepositInitialShortToken InvalidGlvDepositSwapPath
      InvalidMinGlvTokensForFirstGlvDeposit InvalidReceiverForFirstGlvDeposit MinGlvTokens
    `),
  },
  {
    kind: 'foreign',
    says: 'about orders that a relay sends for an account (gasless) or from another chain',
    ...notOurs,
    names: names(`
      BridgeOutNotSupportedDuringShift EmptyMultichainTransferInAmount EmptyMultichainTransferOutAmount
      EmptyRelayFeeAddress EmptyTarget EmptyTokenTranferGasLimit ExternalCallFailed InsufficientFee
      InsufficientMultichainBalance InsufficientRelayFee InvalidBridgeOutToken InvalidDestinationChainId InvalidEid
      InvalidExternalCallInput InvalidExternalCallTarget InvalidExternalCalls InvalidExternalReceiversInput
      InvalidInitializer InvalidMultichainEndpoint InvalidMultichainProvider InvalidPermitSpender InvalidRecoveredSigner
      InvalidSignature InvalidSrcChainId InvalidTransferRequestsLength InvalidTrustedSignerAddress InvalidUserDigest
      RelayCalldataTooLong RelayEmptyBatch TokenPermitsNotAllowedForMultichain UnexpectedRelayFeeToken
      UnexpectedRelayFeeTokenAfterSwap UnsupportedRelayFeeToken
    `),
  },
  {
    kind: 'foreign',
    says: 'about how GMX’s fees and rewards are shared out',
    ...notOurs,
    names: names(`
      AvailableFeeAmountIsZero BuybackAndFeeTokenAreEqual DuplicateClaimTerms EmptyClaimFeesMarket EmptyFundingAccount
      EmptyHoldingAddress FeeBatchNotFound InsufficientBuybackOutputAmount InvalidAmountInForFeeBatch InvalidBuybackToken
      InvalidClaimAffiliateRewardsInput InvalidClaimTermsSignature InvalidClaimTermsSignatureForContract
      InvalidClaimUiFeesInput InvalidContributorToken InvalidFeeBatchTokenIndex InvalidFeeReceiver InvalidHoldingAddress
      InvalidSetContributorPaymentInput InvalidSetMaxTotalContributorTokenAmountInput InvalidSwapPathForV1
      MaxBuybackPriceAgeExceeded MaxTotalContributorTokenAmountExceeded MinContributorPaymentIntervalBelowAllowedRange
      MinContributorPaymentIntervalNotYetPassed
    `),
  },
  {
    kind: 'foreign',
    says: 'about how GMX is governed, configured and migrated',
    ...notOurs,
    names: names(`
      ActionAlreadySignalled ActionNotSignalled ConfigValueExceedsAllowedRange EmptyPositionImpactWithdrawalAmount
      EmptyReduceLentAmount InsufficientImpactPoolValueForWithdrawal InvalidBaseKey InvalidExecutionFeeForMigration
      InvalidGlpAmount InvalidTimelockDelay MarketAlreadyExists MaxFundingFactorPerSecondLimitExceeded
      MaxTimelockDelayExceeded ReductionExceedsLentAmount SignalTimeNotYetPassed SyncConfigInvalidInputLengths
      SyncConfigInvalidMarketFromData SyncConfigUpdatesDisabledForMarket SyncConfigUpdatesDisabledForMarketParameter
      SyncConfigUpdatesDisabledForParameter ThereMustBeAtLeastOneRoleAdmin ThereMustBeAtLeastOneTimelockMultiSig
    `),
  },
];
