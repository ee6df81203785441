// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {OrderVault} from "./Bank.sol";
import {DataStore} from "./DataStore.sol";
import {DecreaseEngine} from "./DecreaseEngine.sol";
import {Errors} from "./Errors.sol";
import {Keys} from "./Keys.sol";
import {Oracle} from "./Oracle.sol";
import {OrderBase} from "./OrderBase.sol";
import {OrderEvents} from "./OrderEvents.sol";
import {RoleStore} from "./RoleStore.sol";
import {OrderType, SecondaryOrderType, SetPricesParams} from "./Types.sol";

/// Closes positions that cannot carry themselves any more.
contract LiquidationHandler is OrderBase {
    constructor(
        RoleStore _roleStore,
        DataStore _dataStore,
        OrderEvents _orderEvents,
        OrderVault _orderVault,
        Oracle _oracle,
        DecreaseEngine _decreaseEngine
    ) OrderBase(_roleStore, _dataStore, _orderEvents, _orderVault, _oracle, _decreaseEngine) {}

    function executeLiquidation(
        address account,
        address market,
        address collateralToken,
        bool isLong,
        SetPricesParams calldata oracleParams
    ) external withPrices(oracleParams) {
        requireRole(msg.sender, "LIQUIDATION_KEEPER");
        bytes32 key = Keys.position(account, market, collateralToken, isLong);
        uint256 size = dataStore.positionOf(key).numbers.sizeInUsd;
        if (size == 0) revert Errors.EmptyPosition();
        reduceNow(account, market, collateralToken, isLong, size, OrderType.Liquidation, SecondaryOrderType.None);
    }
}

/// Reduces positions whose profit the pool can hardly bear: while the market's side is marked for it.
contract AdlHandler is OrderBase {
    constructor(
        RoleStore _roleStore,
        DataStore _dataStore,
        OrderEvents _orderEvents,
        OrderVault _orderVault,
        Oracle _oracle,
        DecreaseEngine _decreaseEngine
    ) OrderBase(_roleStore, _dataStore, _orderEvents, _orderVault, _oracle, _decreaseEngine) {}

    function executeAdl(
        address account,
        address market,
        address collateralToken,
        bool isLong,
        uint256 sizeDeltaUsd,
        SetPricesParams calldata oracleParams
    ) external withPrices(oracleParams) {
        requireRole(msg.sender, "ADL_KEEPER");
        if (!dataStore.getBool(Keys.at(Keys.IS_ADL_ENABLED, market, isLong))) revert Errors.AdlNotEnabled();
        bytes32 key = Keys.position(account, market, collateralToken, isLong);
        uint256 size = dataStore.positionOf(key).numbers.sizeInUsd;
        if (size == 0) revert Errors.EmptyPosition();
        if (sizeDeltaUsd > size) revert Errors.InvalidSizeDeltaForAdl(sizeDeltaUsd, size);
        reduceNow(
            account,
            market,
            collateralToken,
            isLong,
            sizeDeltaUsd,
            OrderType.MarketDecrease,
            SecondaryOrderType.Adl
        );
    }
}
