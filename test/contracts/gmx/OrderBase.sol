// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {OrderVault} from "./Bank.sol";
import {DataStore} from "./DataStore.sol";
import {DecreaseEngine} from "./DecreaseEngine.sol";
import {Errors} from "./Errors.sol";
import {Keys} from "./Keys.sol";
import {Oracle} from "./Oracle.sol";
import {OrderEvents} from "./OrderEvents.sol";
import {RoleModule, RoleStore} from "./RoleStore.sol";
import {
    DecreasePositionSwapType,
    Market,
    MarketPrices,
    Order,
    OrderType,
    SecondaryOrderType,
    SetPricesParams
} from "./Types.sol";

/// What every handler does with orders: end them, pay for their execution, cancel those that hang on a closed position.
abstract contract OrderBase is RoleModule {
    DataStore public immutable dataStore;
    OrderEvents public immutable orderEvents;
    OrderVault public immutable orderVault;
    Oracle public immutable oracle;
    DecreaseEngine public immutable decreaseEngine;

    /// What GMX pays its keepers for besides what is measured, as on Arbitrum (GasUtils.adjustGasUsage): a base amount, and
    /// three oracle prices.
    uint256 private constant EXECUTION_GAS_FEE_BASE_AMOUNT = 600_000;
    uint256 private constant EXECUTION_GAS_FEE_PER_ORACLE_PRICE = 250_000;
    uint256 private constant GAS_BEFORE_AND_AFTER = EXECUTION_GAS_FEE_BASE_AMOUNT + 3 * EXECUTION_GAS_FEE_PER_ORACLE_PRICE;

    constructor(
        RoleStore _roleStore,
        DataStore _dataStore,
        OrderEvents _orderEvents,
        OrderVault _orderVault,
        Oracle _oracle,
        DecreaseEngine _decreaseEngine
    ) RoleModule(_roleStore) {
        dataStore = _dataStore;
        orderEvents = _orderEvents;
        orderVault = _orderVault;
        oracle = _oracle;
        decreaseEngine = _decreaseEngine;
    }

    modifier withPrices(SetPricesParams calldata params) {
        oracle.setPrices(params);
        _;
        oracle.clearAllPrices();
    }

    function isMarketOrder(Order memory order) internal pure returns (bool) {
        OrderType kind = order.numbers.orderType;
        return
            kind == OrderType.MarketSwap ||
            kind == OrderType.MarketIncrease ||
            kind == OrderType.MarketDecrease ||
            kind == OrderType.Liquidation;
    }

    function isIncreaseOrder(Order memory order) internal pure returns (bool) {
        OrderType kind = order.numbers.orderType;
        return
            kind == OrderType.MarketIncrease || kind == OrderType.LimitIncrease || kind == OrderType.StopIncrease;
    }

    function positionKeyOf(Order memory order) internal pure returns (bytes32) {
        return
            Keys.position(
                order.addresses.account,
                order.addresses.market,
                order.addresses.initialCollateralToken,
                order.flags.isLong
            );
    }

    function nextKey() internal returns (bytes32) {
        return keccak256(abi.encode(address(dataStore), dataStore.incrementUint(Keys.NONCE, 1)));
    }

    /// A position that the protocol itself reduces: an order that is created and executed in one go, and free.
    function reduceNow(
        address account,
        address marketToken,
        address collateralToken,
        bool isLong,
        uint256 sizeDeltaUsd,
        OrderType orderType,
        SecondaryOrderType secondary
    ) internal {
        Order memory order;
        order.addresses.account = account;
        order.addresses.receiver = account;
        order.addresses.cancellationReceiver = account;
        order.addresses.market = marketToken;
        order.addresses.initialCollateralToken = collateralToken;
        order.numbers.orderType = orderType;
        order.numbers.decreasePositionSwapType = DecreasePositionSwapType.SwapPnlTokenToCollateralToken;
        order.numbers.sizeDeltaUsd = sizeDeltaUsd;
        order.numbers.acceptablePrice = isLong ? 0 : type(uint256).max;
        order.numbers.callbackGasLimit = dataStore.getUint(Keys.MAX_CALLBACK_GAS_LIMIT);
        order.numbers.updatedAtTime = block.timestamp;
        order.flags.isLong = isLong;
        order.flags.shouldUnwrapNativeToken = true;
        bytes32 key = nextKey();
        orderEvents.created(key, order);
        MarketPrices memory prices = oracle.marketPrices(dataStore.marketOf(marketToken));
        bool closed = decreaseEngine.decrease(key, order, prices, secondary);
        orderEvents.executed(key, order, secondary);
        if (closed) autoCancel(positionKeyOf(order), msg.sender);
    }

    function removeOrder(bytes32 key, Order memory order) internal {
        dataStore.removeOrder(key);
        dataStore.removeBytes32(Keys.autoCancelOrders(positionKeyOf(order)), key);
    }

    function cancel(
        bytes32 key,
        Order memory order,
        address keeper,
        uint256 startingGas,
        string memory reason,
        bytes memory reasonBytes
    ) internal {
        removeOrder(key, order);
        address receiver = order.addresses.cancellationReceiver;
        if (isIncreaseOrder(order) && order.numbers.initialCollateralDeltaAmount > 0) {
            orderVault.transferOut(
                order.addresses.initialCollateralToken,
                receiver == address(0) ? order.addresses.account : receiver,
                order.numbers.initialCollateralDeltaAmount,
                order.flags.shouldUnwrapNativeToken
            );
        }
        orderEvents.stopped("OrderCancelled", key, order, reason, reasonBytes);
        payExecutionFee(
            order.numbers.executionFee,
            startingGas,
            keeper,
            receiver == address(0) ? order.addresses.receiver : receiver
        );
    }

    function autoCancel(bytes32 positionKey, address keeper) internal {
        bytes32 setKey = Keys.autoCancelOrders(positionKey);
        bytes32[] memory keys = dataStore.getBytes32ValuesAt(setKey, 0, dataStore.getBytes32Count(setKey));
        for (uint256 i; i < keys.length; i++) {
            Order memory order = dataStore.orderOf(keys[i]);
            cancel(keys[i], order, keeper, gasleft(), "AUTO_CANCEL", "");
        }
    }

    /// The keeper gets its gas back, the receiver the rest; nothing happens when the fee is 0.
    function payExecutionFee(uint256 fee, uint256 startingGas, address keeper, address refundReceiver) internal {
        if (fee == 0) return;
        uint256 forKeeper = (startingGas - gasleft() + GAS_BEFORE_AND_AFTER) * tx.gasprice;
        if (forKeeper > fee) forKeeper = fee;
        orderVault.transferOutNativeToken(keeper, forKeeper);
        orderEvents.feePaid(keeper, forKeeper);
        if (fee == forKeeper) return;
        orderVault.transferOutNativeToken(refundReceiver, fee - forKeeper);
        orderEvents.feeRefunded(refundReceiver, fee - forKeeper);
    }

    function requireFeature(bytes32 base, Order memory order) internal view {
        bytes32 key = Keys.feature(base, address(this), uint256(order.numbers.orderType));
        if (dataStore.getBool(key)) revert Errors.DisabledFeature(key);
    }

    function requireEnabledMarket(address marketToken) internal view {
        Market memory market = dataStore.marketOf(marketToken);
        if (market.marketToken == address(0)) revert Errors.EmptyMarket();
        if (dataStore.getBool(Keys.at(Keys.IS_MARKET_DISABLED, marketToken))) {
            revert Errors.DisabledMarket(marketToken);
        }
    }
}
