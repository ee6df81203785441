// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// The errors of GMX V2 that this stand-in raises: same names and parameters, hence same selectors.
library Errors {
    error AdlNotEnabled();
    error DisabledFeature(bytes32 key);
    error DisabledMarket(address market);
    error EmptyMarket();
    error EmptyOrder();
    error EmptyPosition();
    error EmptyPrimaryPrice(address token);
    error EmptyReceiver();
    error EmptySizeDeltaInTokens();
    error InsufficientCollateralAmount(uint256 collateralAmount, int256 collateralDeltaAmount);
    error InsufficientCollateralUsd(int256 remainingCollateralUsd);
    error InsufficientExecutionFee(uint256 minExecutionFee, uint256 executionFee);
    error InsufficientFundsToPayForCosts(uint256 remainingCostUsd, string step);
    error InsufficientOutputAmount(uint256 outputAmount, uint256 minOutputAmount);
    error InsufficientPoolAmount(uint256 poolAmount, uint256 amount);
    error InsufficientReserve(uint256 reservedUsd, uint256 maxReservedUsd);
    error InsufficientReserveForOpenInterest(uint256 reservedUsd, uint256 maxReservedUsd);
    error InsufficientWntAmountForExecutionFee(uint256 wntAmount, uint256 executionFee);
    error InvalidClaimFundingFeesInput(uint256 marketsLength, uint256 tokensLength);
    error InvalidCollateralTokenForMarket(address market, address token);
    error InvalidDecreaseOrderSize(uint256 sizeDeltaUsd, uint256 positionSizeInUsd);
    error InvalidOracleSetPricesDataParam(uint256 tokensLength, uint256 dataLength);
    error InvalidOrderPrices(
        uint256 primaryPriceMin,
        uint256 primaryPriceMax,
        uint256 triggerPrice,
        uint256 orderType
    );
    error InvalidPositionSizeValues(uint256 sizeInUsd, uint256 sizeInTokens);
    error InvalidSizeDeltaForAdl(uint256 sizeDeltaUsd, uint256 positionSizeInUsd);
    error LiquidatablePosition(
        string reason,
        int256 remainingCollateralUsd,
        int256 minCollateralUsd,
        int256 minCollateralUsdForLeverage
    );
    error MaxAutoCancelOrdersExceeded(uint256 count, uint256 maxAutoCancelOrders);
    error MaxCallbackGasLimitExceeded(uint256 callbackGasLimit, uint256 maxCallbackGasLimit);
    error MaxOpenInterestExceeded(uint256 openInterest, uint256 maxOpenInterest);
    error MaxSwapPathLengthExceeded(uint256 swapPathLengh, uint256 maxSwapPathLength);
    error MinPositionSize(uint256 positionSizeInUsd, uint256 minPositionSizeUsd);
    error OracleTimestampsAreLargerThanRequestExpirationTime(
        uint256 maxOracleTimestamp,
        uint256 requestTimestamp,
        uint256 requestExpirationTime
    );
    error OracleTimestampsAreSmallerThanRequired(uint256 minOracleTimestamp, uint256 expectedTimestamp);
    error OrderNotFulfillableAtAcceptablePrice(uint256 price, uint256 acceptablePrice);
    error OrderNotUpdatable(uint256 orderType);
    error OrderTypeCannotBeCreated(uint256 orderType);
    error OrderValidFromTimeNotReached(uint256 validFromTime, uint256 currentTimestamp);
    error PositionShouldNotBeLiquidated(
        string reason,
        int256 remainingCollateralUsd,
        int256 minCollateralUsd,
        int256 minCollateralUsdForLeverage
    );
    error RequestNotYetCancellable(uint256 requestAge, uint256 requestExpirationAge, string requestType);
    error SequencerDown();
    error SequencerGraceDurationNotYetPassed(uint256 timeSinceUp, uint256 sequencerGraceDuration);
    error UnableToWithdrawCollateral(int256 estimatedRemainingCollateralUsd);
    error Unauthorized(address msgSender, string role);
    error UnexpectedValidFromTime(uint256 orderType);
}
