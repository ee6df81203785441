// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {DataStore} from "./DataStore.sol";
import {Keys} from "./Keys.sol";
import {
    ExecutionPriceResult,
    LiquidationInfo,
    Market,
    MarketPrices,
    Position,
    PositionFees,
    PositionInfo,
    Price
} from "./Types.sol";

/// A position's worth with what the DataStore says. Price impact, funding and borrowing are nothing here: their factors
/// are 0 and nobody in this stand-in reads them.
library PositionMath {
    uint256 internal constant FLOAT = 1e30;

    function priceOf(Market memory market, MarketPrices memory prices, address token)
        internal
        pure
        returns (Price memory)
    {
        return token == market.longToken ? prices.longTokenPrice : prices.shortTokenPrice;
    }

    function pnlTokenOf(Market memory market, bool isLong) internal pure returns (address) {
        return isLong ? market.longToken : market.shortToken;
    }

    function divideUp(uint256 a, uint256 b) internal pure returns (uint256) {
        return a == 0 ? 0 : (a - 1) / b + 1;
    }

    /// A long closes at index.min, a short at index.max.
    function closingPrice(MarketPrices memory prices, bool isLong) internal pure returns (uint256) {
        return isLong ? prices.indexTokenPrice.min : prices.indexTokenPrice.max;
    }

    function openInterest(DataStore store, Market memory market, bool isLong) internal view returns (uint256) {
        return sumOf(store, Keys.OPEN_INTEREST, market, isLong);
    }

    function openInterestInTokens(DataStore store, Market memory market, bool isLong) internal view returns (uint256) {
        return sumOf(store, Keys.OPEN_INTEREST_IN_TOKENS, market, isLong);
    }

    function sumOf(DataStore store, bytes32 base, Market memory market, bool isLong) private view returns (uint256) {
        return
            store.getUint(Keys.at(base, market.marketToken, market.longToken, isLong)) +
            store.getUint(Keys.at(base, market.marketToken, market.shortToken, isLong));
    }

    /// Does a change of one side's open interest bring the two sides nearer to each other?
    function improvesBalance(DataStore store, Market memory market, bool isLong, int256 sizeDeltaUsd)
        internal
        view
        returns (bool)
    {
        int256 own = int256(openInterest(store, market, isLong));
        int256 other = int256(openInterest(store, market, !isLong));
        int256 next = own + sizeDeltaUsd;
        if (next < 0) next = 0;
        return distance(next, other) < distance(own, other);
    }

    function distance(int256 a, int256 b) private pure returns (int256) {
        return a > b ? a - b : b - a;
    }

    /// Profit is scaled down when all of the side's profit is more than the pool's share for traders.
    function pnl(
        DataStore store,
        Market memory market,
        MarketPrices memory prices,
        Position memory position,
        uint256 sizeDeltaUsd
    ) internal view returns (int256 pnlUsd, int256 uncappedPnlUsd, uint256 sizeDeltaInTokens) {
        bool isLong = position.flags.isLong;
        uint256 tokens = position.numbers.sizeInTokens;
        int256 total = int256(tokens * closingPrice(prices, isLong)) - int256(position.numbers.sizeInUsd);
        if (!isLong) total = -total;
        sizeDeltaInTokens = deltaInTokens(position, sizeDeltaUsd);
        uncappedPnlUsd = (total * int256(sizeDeltaInTokens)) / int256(tokens);
        total = capped(store, market, prices, isLong, total);
        pnlUsd = (total * int256(sizeDeltaInTokens)) / int256(tokens);
    }

    /// Of a part: up for a long, down for a short.
    function deltaInTokens(Position memory position, uint256 sizeDeltaUsd) private pure returns (uint256) {
        (uint256 size, uint256 tokens) = (position.numbers.sizeInUsd, position.numbers.sizeInTokens);
        if (sizeDeltaUsd == size) return tokens;
        return position.flags.isLong ? divideUp(tokens * sizeDeltaUsd, size) : (tokens * sizeDeltaUsd) / size;
    }

    function capped(DataStore store, Market memory market, MarketPrices memory prices, bool isLong, int256 total)
        private
        view
        returns (int256)
    {
        if (total <= 0) return total;
        int256 poolPnl = sidePnl(store, market, prices, isLong);
        address token = pnlTokenOf(market, isLong);
        uint256 poolUsd = store.getUint(Keys.at(Keys.POOL_AMOUNT, market.marketToken, token)) *
            priceOf(market, prices, token).min;
        uint256 factor = store.getUint(
            Keys.maxPnlFactor(Keys.MAX_PNL_FACTOR_FOR_TRADERS, market.marketToken, isLong)
        );
        int256 cap = int256(mulDiv(poolUsd, factor, FLOAT));
        if (cap > 0 && poolPnl > cap) return mulDiv(total, cap, poolPnl);
        return total;
    }

    function sidePnl(DataStore store, Market memory market, MarketPrices memory prices, bool isLong)
        private
        view
        returns (int256)
    {
        int256 interest = int256(openInterest(store, market, isLong));
        int256 tokens = int256(openInterestInTokens(store, market, isLong));
        if (interest == 0 || tokens == 0) return 0;
        return
            isLong
                ? tokens * int256(prices.indexTokenPrice.max) - interest
                : interest - tokens * int256(prices.indexTokenPrice.min);
    }

    /// The fee of a trade of `sizeDeltaUsd`, in collateral tokens at their min price, rounded down twice as GMX does.
    function feesOf(
        DataStore store,
        Market memory market,
        MarketPrices memory prices,
        Position memory position,
        uint256 sizeDeltaUsd,
        bool balanceWasImproved,
        bool isLiquidation
    ) internal view returns (PositionFees memory fees) {
        fees.referral.trader = position.addresses.account;
        fees.collateralTokenPrice = priceOf(market, prices, position.addresses.collateralToken);
        fees.positionFeeFactor = store.getUint(
            Keys.at(Keys.POSITION_FEE_FACTOR, market.marketToken, balanceWasImproved)
        );
        uint256 price = fees.collateralTokenPrice.min;
        fees.positionFeeAmount = mulDiv(sizeDeltaUsd, fees.positionFeeFactor, FLOAT) / price;
        fees.protocolFeeAmount = fees.positionFeeAmount;
        fees.positionFeeAmountForPool = fees.positionFeeAmount;
        if (isLiquidation) {
            uint256 factor = store.getUint(Keys.at(Keys.LIQUIDATION_FEE_FACTOR, market.marketToken));
            fees.liquidation.liquidationFeeUsd = mulDiv(sizeDeltaUsd, factor, FLOAT);
            fees.liquidation.liquidationFeeAmount = divideUp(fees.liquidation.liquidationFeeUsd, price);
        }
        fees.feeAmountForPool = fees.positionFeeAmount + fees.liquidation.liquidationFeeAmount;
        fees.totalCostAmountExcludingFunding = fees.feeAmountForPool;
        fees.totalCostAmount = fees.feeAmountForPool;
    }

    /// The reason is empty when it must not be liquidated.
    function liquidatable(
        DataStore store,
        Market memory market,
        MarketPrices memory prices,
        Position memory position,
        bool shouldValidateMinCollateralUsd,
        bool forLiquidation
    ) internal view returns (bool, string memory reason, LiquidationInfo memory info) {
        info = liquidationInfo(store, market, prices, position);
        info.minCollateralUsdForLeverage = int256(
            mulDiv(position.numbers.sizeInUsd, minCollateralFactor(store, market, forLiquidation), FLOAT)
        );
        if (shouldValidateMinCollateralUsd && info.remainingCollateralUsd < info.minCollateralUsd) {
            return (true, "min collateral", info);
        }
        if (info.remainingCollateralUsd <= 0) return (true, "< 0", info);
        if (info.remainingCollateralUsd < info.minCollateralUsdForLeverage) {
            return (true, "min collateral for leverage", info);
        }
        return (false, "", info);
    }

    /// What a full close would leave, without the fee of a liquidation.
    function liquidationInfo(
        DataStore store,
        Market memory market,
        MarketPrices memory prices,
        Position memory position
    ) private view returns (LiquidationInfo memory info) {
        uint256 size = position.numbers.sizeInUsd;
        (int256 pnlUsd, , ) = pnl(store, market, prices, position, size);
        bool improved = improvesBalance(store, market, position.flags.isLong, -int256(size));
        PositionFees memory fees = feesOf(store, market, prices, position, size, improved, false);
        uint256 price = fees.collateralTokenPrice.min;
        info.remainingCollateralUsd =
            int256(position.numbers.collateralAmount * price) +
            pnlUsd -
            int256(fees.totalCostAmount * price);
        info.minCollateralUsd = int256(store.getUint(Keys.MIN_COLLATERAL_USD));
    }

    function minCollateralFactor(DataStore store, Market memory market, bool forLiquidation)
        internal
        view
        returns (uint256)
    {
        bytes32 base = forLiquidation ? Keys.MIN_COLLATERAL_FACTOR_FOR_LIQUIDATION : Keys.MIN_COLLATERAL_FACTOR;
        return store.getUint(Keys.at(base, market.marketToken));
    }

    /// What the Reader says of a position that trades `sizeDeltaUsd` away.
    function infoOf(
        DataStore store,
        Market memory market,
        MarketPrices memory prices,
        Position memory position,
        uint256 sizeDeltaUsd
    ) internal view returns (PositionInfo memory info) {
        info.positionKey = Keys.position(
            position.addresses.account,
            position.addresses.market,
            position.addresses.collateralToken,
            position.flags.isLong
        );
        info.position = position;
        bool isLong = position.flags.isLong;
        info.executionPriceResult = ExecutionPriceResult({
            priceImpactUsd: 0,
            executionPrice: closingPrice(prices, isLong),
            balanceWasImproved: improvesBalance(store, market, isLong, -int256(sizeDeltaUsd)),
            proportionalPendingImpactUsd: 0,
            totalImpactUsd: 0,
            priceImpactDiffUsd: 0
        });
        info.fees = feesOf(
            store,
            market,
            prices,
            position,
            sizeDeltaUsd,
            info.executionPriceResult.balanceWasImproved,
            false
        );
        (info.basePnlUsd, info.uncappedBasePnlUsd, ) = pnl(store, market, prices, position, sizeDeltaUsd);
        info.pnlAfterPriceImpactUsd = info.basePnlUsd;
    }

    /// Rounds towards zero. The products here stay below 2^255: sizes up to 1e42 (1e12 USD) times factors of 1e30.
    function mulDiv(uint256 a, uint256 b, uint256 c) internal pure returns (uint256) {
        return (a * b) / c;
    }

    function mulDiv(int256 a, int256 b, int256 c) internal pure returns (int256) {
        return (a * b) / c;
    }
}
