// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {DataStore} from "./DataStore.sol";
import {Errors} from "./Errors.sol";
import {Keys} from "./Keys.sol";
import {PositionEvents, TradeFacts} from "./PositionEvents.sol";
import {PositionMath} from "./PositionMath.sol";
import {RoleModule, RoleStore} from "./RoleStore.sol";
import {LiquidationInfo, Market, MarketPrices, Order, Position, PositionFees, Price} from "./Types.sol";

/// What opening and reducing have in common.
abstract contract PositionEngine is RoleModule {
    DataStore public immutable dataStore;
    PositionEvents public immutable positionEvents;

    constructor(RoleStore _roleStore, DataStore _dataStore, PositionEvents _positionEvents) RoleModule(_roleStore) {
        dataStore = _dataStore;
        positionEvents = _positionEvents;
    }

    function requireEnabled(Market memory market) internal view {
        if (market.marketToken == address(0)) revert Errors.EmptyMarket();
        if (dataStore.getBool(Keys.at(Keys.IS_MARKET_DISABLED, market.marketToken))) {
            revert Errors.DisabledMarket(market.marketToken);
        }
    }

    function requireCollateral(Market memory market, address token) internal pure {
        if (token != market.longToken && token != market.shortToken) {
            revert Errors.InvalidCollateralTokenForMarket(market.marketToken, token);
        }
    }

    /// What is left of a position must not be liquidatable by the stricter factor of orders.
    function requireSound(
        Market memory market,
        MarketPrices memory prices,
        Position memory position,
        bool shouldValidateMinPositionSize,
        bool shouldValidateMinCollateralUsd,
        bool forLiquidation
    ) internal view {
        (uint256 size, uint256 tokens) = (position.numbers.sizeInUsd, position.numbers.sizeInTokens);
        if (size == 0 || tokens == 0) revert Errors.InvalidPositionSizeValues(size, tokens);
        uint256 minSize = dataStore.getUint(Keys.MIN_POSITION_SIZE_USD);
        if (shouldValidateMinPositionSize && size < minSize) revert Errors.MinPositionSize(size, minSize);
        (bool is_, string memory reason, LiquidationInfo memory info) = PositionMath.liquidatable(
            dataStore,
            market,
            prices,
            position,
            shouldValidateMinCollateralUsd,
            forLiquidation
        );
        if (is_) {
            revert Errors.LiquidatablePosition(
                reason,
                info.remainingCollateralUsd,
                info.minCollateralUsd,
                info.minCollateralUsdForLeverage
            );
        }
    }

    function addToPool(address market, address token, uint256 amount) internal {
        if (amount > 0) dataStore.incrementUint(Keys.at(Keys.POOL_AMOUNT, market, token), amount);
    }
}

contract IncreaseEngine is PositionEngine {
    constructor(
        RoleStore _roleStore,
        DataStore _dataStore,
        PositionEvents _positionEvents
    ) PositionEngine(_roleStore, _dataStore, _positionEvents) {}

    /// The collateral has already reached the market.
    function increase(bytes32 orderKey, Order calldata order, MarketPrices calldata prices) external onlyController {
        Market memory market = dataStore.marketOf(order.addresses.market);
        requireEnabled(market);
        requireCollateral(market, order.addresses.initialCollateralToken);
        (bytes32 positionKey, Position memory position) = open(order);
        TradeFacts memory facts = priced(order, prices);
        facts.orderKey = orderKey;
        facts.positionKey = positionKey;

        bool improved = PositionMath.improvesBalance(
            dataStore,
            market,
            position.flags.isLong,
            int256(facts.sizeDeltaUsd)
        );
        PositionFees memory fees = PositionMath.feesOf(
            dataStore,
            market,
            prices,
            position,
            facts.sizeDeltaUsd,
            improved,
            false
        );
        facts.collateralPrice = fees.collateralTokenPrice;
        facts.collateralDelta = int256(order.numbers.initialCollateralDeltaAmount) - int256(fees.totalCostAmount);
        int256 collateral = int256(position.numbers.collateralAmount) + facts.collateralDelta;
        if (collateral < 0) {
            revert Errors.InsufficientCollateralAmount(position.numbers.collateralAmount, facts.collateralDelta);
        }
        position.numbers.collateralAmount = uint256(collateral);
        position.numbers.sizeInUsd += facts.sizeDeltaUsd;
        position.numbers.sizeInTokens += facts.sizeDeltaInTokens;
        position.numbers.increasedAtTime = block.timestamp;
        addToPool(market.marketToken, order.addresses.initialCollateralToken, fees.feeAmountForPool);

        if (facts.sizeDeltaUsd > 0) {
            addOpenInterest(market, position, facts);
            requireReserve(market, prices, position.flags.isLong);
            requireCollateralForSize(market, position, fees.collateralTokenPrice.min);
        }
        bool depositOnly = facts.sizeDeltaUsd == 0;
        requireSound(market, prices, position, true, true, depositOnly);
        dataStore.storePosition(positionKey, position);
        positionEvents.fees("PositionFeesCollected", position, fees, facts, true);
        positionEvents.increase(position, facts);
    }

    function open(Order calldata order) private view returns (bytes32 key, Position memory position) {
        key = Keys.position(
            order.addresses.account,
            order.addresses.market,
            order.addresses.initialCollateralToken,
            order.flags.isLong
        );
        position = dataStore.positionOf(key);
        position.addresses.account = order.addresses.account;
        position.addresses.market = order.addresses.market;
        position.addresses.collateralToken = order.addresses.initialCollateralToken;
        position.flags.isLong = order.flags.isLong;
    }

    /// A long buys at index.max and its tokens are rounded down; a short sells at index.min and they are rounded up.
    function priced(Order calldata order, MarketPrices calldata prices)
        private
        pure
        returns (TradeFacts memory facts)
    {
        bool isLong = order.flags.isLong;
        Price memory index = prices.indexTokenPrice;
        uint256 size = order.numbers.sizeDeltaUsd;
        facts.orderType = uint256(order.numbers.orderType);
        facts.indexPrice = index;
        facts.sizeDeltaUsd = size;
        if (size == 0) {
            facts.executionPrice = isLong ? index.max : index.min;
            return facts;
        }
        facts.sizeDeltaInTokens = isLong ? size / index.max : PositionMath.divideUp(size, index.min);
        if (facts.sizeDeltaInTokens == 0) revert Errors.EmptySizeDeltaInTokens();
        facts.executionPrice = size / facts.sizeDeltaInTokens;
        uint256 acceptable = order.numbers.acceptablePrice;
        if (isLong ? facts.executionPrice > acceptable : facts.executionPrice < acceptable) {
            revert Errors.OrderNotFulfillableAtAcceptablePrice(facts.executionPrice, acceptable);
        }
    }

    function addOpenInterest(Market memory market, Position memory position, TradeFacts memory facts) private {
        address token = position.addresses.collateralToken;
        bool isLong = position.flags.isLong;
        dataStore.incrementUint(
            Keys.at(Keys.OPEN_INTEREST, market.marketToken, token, isLong),
            facts.sizeDeltaUsd
        );
        dataStore.incrementUint(
            Keys.at(Keys.OPEN_INTEREST_IN_TOKENS, market.marketToken, token, isLong),
            facts.sizeDeltaInTokens
        );
        uint256 interest = PositionMath.openInterest(dataStore, market, isLong);
        uint256 max = dataStore.getUint(Keys.at(Keys.MAX_OPEN_INTEREST, market.marketToken, isLong));
        if (interest > max) revert Errors.MaxOpenInterestExceeded(interest, max);
    }

    function requireReserve(Market memory market, MarketPrices calldata prices, bool isLong) private view {
        uint256 reserved = isLong
            ? PositionMath.openInterestInTokens(dataStore, market, true) * prices.indexTokenPrice.max
            : PositionMath.openInterest(dataStore, market, false);
        address token = PositionMath.pnlTokenOf(market, isLong);
        uint256 pool = dataStore.getUint(Keys.at(Keys.POOL_AMOUNT, market.marketToken, token)) *
            PositionMath.priceOf(market, prices, token).min;
        uint256 max = share(Keys.RESERVE_FACTOR, market, isLong, pool);
        if (reserved > max) revert Errors.InsufficientReserve(reserved, max);
        max = share(Keys.OPEN_INTEREST_RESERVE_FACTOR, market, isLong, pool);
        if (reserved > max) revert Errors.InsufficientReserveForOpenInterest(reserved, max);
    }

    function share(bytes32 base, Market memory market, bool isLong, uint256 pool) private view returns (uint256) {
        return PositionMath.mulDiv(pool, dataStore.getUint(Keys.at(base, market.marketToken, isLong)), 1e30);
    }

    function requireCollateralForSize(Market memory market, Position memory position, uint256 price) private view {
        uint256 factor = PositionMath.minCollateralFactor(dataStore, market, false);
        uint256 needed = PositionMath.mulDiv(position.numbers.sizeInUsd, factor, 1e30);
        uint256 remaining = position.numbers.collateralAmount * price;
        if (remaining < needed) revert Errors.InsufficientCollateralUsd(int256(remaining));
    }
}
