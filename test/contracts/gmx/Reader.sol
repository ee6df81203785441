// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {DataStore} from "./DataStore.sol";
import {Errors} from "./Errors.sol";
import {Keys} from "./Keys.sol";
import {PositionMath} from "./PositionMath.sol";
import {
    LiquidationInfo,
    Market,
    MarketInfo,
    MarketPrices,
    Order,
    Position,
    PositionInfo
} from "./Types.sol";

struct OrderInfo {
    bytes32 orderKey;
    Order order;
}

/// Views in the shapes of release v2.2b. The ReferralStorage that they are given is not asked: nobody has a discount.
contract Reader {
    function getMarket(DataStore dataStore, address key) external view returns (Market memory) {
        return dataStore.marketOf(key);
    }

    function getMarkets(DataStore dataStore, uint256 start, uint256 end) external view returns (Market[] memory all) {
        address[] memory keys = dataStore.getAddressValuesAt(Keys.MARKET_LIST, start, end);
        all = new Market[](keys.length);
        for (uint256 i; i < keys.length; i++) all[i] = dataStore.marketOf(keys[i]);
    }

    function getMarketInfo(
        DataStore dataStore,
        MarketPrices calldata,
        address marketKey
    ) external view returns (MarketInfo memory info) {
        info.market = dataStore.marketOf(marketKey);
        info.isDisabled = dataStore.getBool(Keys.at(Keys.IS_MARKET_DISABLED, marketKey));
    }

    function getPosition(DataStore dataStore, bytes32 key) external view returns (Position memory) {
        return dataStore.positionOf(key);
    }

    function getAccountPositions(
        DataStore dataStore,
        address account,
        uint256 start,
        uint256 end
    ) external view returns (Position[] memory all) {
        bytes32[] memory keys = dataStore.getBytes32ValuesAt(
            Keys.at(Keys.ACCOUNT_POSITION_LIST, account),
            start,
            end
        );
        all = new Position[](keys.length);
        for (uint256 i; i < keys.length; i++) all[i] = dataStore.positionOf(keys[i]);
    }

    function getOrder(DataStore dataStore, bytes32 key) external view returns (Order memory) {
        return dataStore.orderOf(key);
    }

    function getAccountOrders(
        DataStore dataStore,
        address account,
        uint256 start,
        uint256 end
    ) external view returns (OrderInfo[] memory all) {
        bytes32[] memory keys = dataStore.getBytes32ValuesAt(Keys.at(Keys.ACCOUNT_ORDER_LIST, account), start, end);
        all = new OrderInfo[](keys.length);
        for (uint256 i; i < keys.length; i++) all[i] = OrderInfo(keys[i], dataStore.orderOf(keys[i]));
    }

    function getPositionInfo(
        DataStore dataStore,
        address,
        bytes32 positionKey,
        MarketPrices memory prices,
        uint256 sizeDeltaUsd,
        address,
        bool usePositionSizeAsSizeDeltaUsd
    ) external view returns (PositionInfo memory) {
        return infoOf(dataStore, positionKey, prices, sizeDeltaUsd, usePositionSizeAsSizeDeltaUsd);
    }

    function getPositionInfoList(
        DataStore dataStore,
        address,
        bytes32[] memory positionKeys,
        MarketPrices[] memory prices,
        address
    ) external view returns (PositionInfo[] memory all) {
        all = new PositionInfo[](positionKeys.length);
        for (uint256 i; i < positionKeys.length; i++) {
            all[i] = infoOf(dataStore, positionKeys[i], prices[i], 0, true);
        }
    }

    function getAccountPositionInfoList(
        DataStore dataStore,
        address,
        address account,
        address[] memory markets,
        MarketPrices[] memory marketPrices,
        address,
        uint256 start,
        uint256 end
    ) external view returns (PositionInfo[] memory all) {
        bytes32[] memory keys = dataStore.getBytes32ValuesAt(
            Keys.at(Keys.ACCOUNT_POSITION_LIST, account),
            start,
            end
        );
        all = new PositionInfo[](keys.length);
        for (uint256 i; i < keys.length; i++) {
            address market = dataStore.positionOf(keys[i]).addresses.market;
            for (uint256 j; j < markets.length; j++) {
                if (markets[j] == market) all[i] = infoOf(dataStore, keys[i], marketPrices[j], 0, true);
            }
        }
    }

    function isPositionLiquidatable(
        DataStore dataStore,
        address,
        bytes32 positionKey,
        Market memory market,
        MarketPrices memory prices,
        bool shouldValidateMinCollateralUsd,
        bool forLiquidation
    ) external view returns (bool, string memory, LiquidationInfo memory) {
        return
            PositionMath.liquidatable(
                dataStore,
                market,
                prices,
                positionOf(dataStore, positionKey),
                shouldValidateMinCollateralUsd,
                forLiquidation
            );
    }

    function positionOf(DataStore dataStore, bytes32 key) private view returns (Position memory position) {
        position = dataStore.positionOf(key);
        if (position.numbers.sizeInUsd == 0) revert Errors.EmptyPosition();
    }

    function infoOf(
        DataStore dataStore,
        bytes32 key,
        MarketPrices memory prices,
        uint256 sizeDeltaUsd,
        bool whole
    ) private view returns (PositionInfo memory) {
        Position memory position = positionOf(dataStore, key);
        return
            PositionMath.infoOf(
                dataStore,
                dataStore.marketOf(position.addresses.market),
                prices,
                position,
                whole ? position.numbers.sizeInUsd : sizeDeltaUsd
            );
    }
}
