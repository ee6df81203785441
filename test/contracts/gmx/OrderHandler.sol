// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Bank, OrderVault} from "./Bank.sol";
import {DataStore} from "./DataStore.sol";
import {DecreaseEngine} from "./DecreaseEngine.sol";
import {Errors} from "./Errors.sol";
import {IncreaseEngine} from "./IncreaseEngine.sol";
import {Keys} from "./Keys.sol";
import {Oracle} from "./Oracle.sol";
import {OrderBase} from "./OrderBase.sol";
import {OrderEvents} from "./OrderEvents.sol";
import {RoleStore} from "./RoleStore.sol";
import {
    CreateOrderParams,
    DecreasePositionSwapType,
    MarketPrices,
    Order,
    OrderType,
    Position,
    Price,
    SecondaryOrderType,
    SetPricesParams,
    UpdateOrderParams
} from "./Types.sol";

/// An order's life: created, updated or cancelled for its account, executed, cancelled or frozen by a keeper.
contract OrderHandler is OrderBase {
    IncreaseEngine public immutable increaseEngine;

    /// Prices that a price-requiring order of any kind needs besides those of its swaps.
    uint256 private constant ORACLE_PRICES = 3;

    constructor(
        RoleStore _roleStore,
        DataStore _dataStore,
        OrderEvents _orderEvents,
        OrderVault _orderVault,
        Oracle _oracle,
        DecreaseEngine _decreaseEngine,
        IncreaseEngine _increaseEngine
    ) OrderBase(_roleStore, _dataStore, _orderEvents, _orderVault, _oracle, _decreaseEngine) {
        increaseEngine = _increaseEngine;
    }

    function createOrder(address account, CreateOrderParams calldata params) external onlyController returns (bytes32) {
        Order memory order = orderOf(account, params);
        requireFeature(Keys.CREATE_ORDER_FEATURE_DISABLED, order);
        receiveFunds(order, params.numbers.executionFee);
        requireSound(order);
        requireExecutionFee(order);
        bytes32 key = nextKey();
        dataStore.storeOrder(key, order);
        if (order.flags.autoCancel) listForAutoCancel(key, order);
        orderEvents.created(key, order);
        return key;
    }

    function updateOrder(
        bytes32 key,
        UpdateOrderParams calldata params,
        Order memory order
    ) external payable onlyController {
        requireFeature(Keys.UPDATE_ORDER_FEATURE_DISABLED, order);
        if (isMarketOrder(order)) revert Errors.OrderNotUpdatable(uint256(order.numbers.orderType));
        order.numbers.sizeDeltaUsd = params.sizeDeltaUsd;
        order.numbers.triggerPrice = params.triggerPrice;
        order.numbers.acceptablePrice = params.acceptablePrice;
        order.numbers.minOutputAmount = params.minOutputAmount;
        order.numbers.validFromTime = params.validFromTime;
        order.flags.isFrozen = false;
        order.numbers.executionFee += orderVault.recordTransferIn(dataStore.getAddress(Keys.WNT));
        requireExecutionFee(order);
        order.numbers.updatedAtTime = block.timestamp;
        requireSomething(order);
        if (params.autoCancel != order.flags.autoCancel) {
            order.flags.autoCancel = params.autoCancel;
            if (params.autoCancel) listForAutoCancel(key, order);
            else dataStore.removeBytes32(Keys.autoCancelOrders(positionKeyOf(order)), key);
        }
        dataStore.storeOrder(key, order);
        orderEvents.updated(key, order);
    }

    function cancelOrder(bytes32 key) external payable onlyController {
        uint256 startingGas = gasleft();
        Order memory order = dataStore.orderOf(key);
        requireFeature(Keys.CANCEL_ORDER_FEATURE_DISABLED, order);
        if (isMarketOrder(order)) {
            uint256 age = block.timestamp - order.numbers.updatedAtTime;
            uint256 expiration = dataStore.getUint(Keys.REQUEST_EXPIRATION_TIME);
            if (age < expiration) revert Errors.RequestNotYetCancellable(age, expiration, "Order");
        }
        cancel(key, order, order.addresses.account, startingGas, "USER_INITIATED_CANCEL", "");
    }

    /// Succeeds also when the order is cancelled or frozen: only the events tell.
    function executeOrder(bytes32 key, SetPricesParams calldata oracleParams) external withPrices(oracleParams) {
        requireRole(msg.sender, "ORDER_KEEPER");
        uint256 startingGas = gasleft();
        Order memory order = dataStore.orderOf(key);
        try this.executeOrderOrRevert(key, order, msg.sender, startingGas) {} catch (bytes memory reason) {
            handleFailure(key, order, startingGas, reason);
        }
    }

    /// For this contract itself, so that a failure undoes everything.
    function executeOrderOrRevert(bytes32 key, Order memory order, address keeper, uint256 startingGas) external {
        if (msg.sender != address(this)) revert Errors.Unauthorized(msg.sender, "SELF");
        if (order.addresses.account == address(0)) revert Errors.EmptyOrder();
        requireFeature(Keys.EXECUTE_ORDER_FEATURE_DISABLED, order);
        if (order.flags.isFrozen) requireRole(keeper, "FROZEN_ORDER_KEEPER");
        uint256 validFrom = order.numbers.validFromTime;
        if (validFrom > block.timestamp) revert Errors.OrderValidFromTimeNotReached(validFrom, block.timestamp);
        requireEnabledMarket(order.addresses.market);
        MarketPrices memory prices = oracle.marketPrices(dataStore.marketOf(order.addresses.market));
        requireTrigger(order, prices.indexTokenPrice);
        requireTimestamps(order);
        removeOrder(key, order);
        bool closed;
        if (isIncreaseOrder(order)) {
            orderVault.transferOut(
                order.addresses.initialCollateralToken,
                order.addresses.market,
                order.numbers.initialCollateralDeltaAmount,
                false
            );
            increaseEngine.increase(key, order, prices);
        } else {
            closed = decreaseEngine.decrease(key, order, prices, SecondaryOrderType.None);
        }
        orderEvents.executed(key, order, SecondaryOrderType.None);
        payExecutionFee(order.numbers.executionFee, startingGas, keeper, order.addresses.receiver);
        if (closed) autoCancel(positionKeyOf(order), keeper);
    }

    function handleFailure(bytes32 key, Order memory order, uint256 startingGas, bytes memory reason) private {
        bytes4 selector = bytes4(reason);
        if (order.flags.isFrozen || leavesOrderPending(order, selector)) {
            assembly ("memory-safe") {
                revert(add(reason, 32), mload(reason))
            }
        }
        bool cancels = isMarketOrder(order) ||
            selector == Errors.InvalidCollateralTokenForMarket.selector ||
            selector == Errors.InvalidPositionSizeValues.selector;
        if (cancels) {
            cancel(key, order, msg.sender, startingGas, textOf(reason), reason);
            return;
        }
        uint256 fee = order.numbers.executionFee;
        order.numbers.executionFee = 0;
        order.flags.isFrozen = true;
        dataStore.storeOrder(key, order);
        orderEvents.stopped("OrderFrozen", key, order, textOf(reason), reason);
        payExecutionFee(fee, startingGas, msg.sender, order.addresses.receiver);
    }

    /// These say that the keeper came at the wrong time, not that the order is wrong.
    function leavesOrderPending(Order memory order, bytes4 selector) private pure returns (bool) {
        return
            selector == Errors.EmptyOrder.selector ||
            selector == Errors.DisabledFeature.selector ||
            selector == Errors.Unauthorized.selector ||
            selector == Errors.InvalidOrderPrices.selector ||
            selector == Errors.OrderValidFromTimeNotReached.selector ||
            selector == Errors.EmptyPrimaryPrice.selector ||
            selector == Errors.OracleTimestampsAreSmallerThanRequired.selector ||
            selector == Errors.OracleTimestampsAreLargerThanRequestExpirationTime.selector ||
            (selector == Errors.EmptyPosition.selector && !isMarketOrder(order));
    }

    /// The text of `revert("...")`, empty for a custom error. It lies behind the bytes' length, the selector and an offset.
    function textOf(bytes memory reason) private pure returns (string memory text) {
        if (bytes4(reason) != 0x08c379a0) return "";
        assembly ("memory-safe") {
            text := add(reason, 68)
        }
    }

    function requireTrigger(Order memory order, Price memory index) private pure {
        OrderType kind = order.numbers.orderType;
        if (isMarketOrder(order)) return;
        uint256 trigger = order.numbers.triggerPrice;
        bool isLong = order.flags.isLong;
        bool met;
        if (kind == OrderType.LimitIncrease) met = isLong ? index.max <= trigger : index.min >= trigger;
        else if (kind == OrderType.StopIncrease) met = isLong ? index.max >= trigger : index.min <= trigger;
        else if (kind == OrderType.LimitDecrease) met = isLong ? index.min >= trigger : index.max <= trigger;
        else met = isLong ? index.min <= trigger : index.max >= trigger;
        if (!met) revert Errors.InvalidOrderPrices(index.min, index.max, trigger, uint256(kind));
    }

    function requireTimestamps(Order memory order) private view {
        uint256 since = order.numbers.updatedAtTime;
        (uint256 min, uint256 max) = (oracle.minTimestamp(), oracle.maxTimestamp());
        if (!isMarketOrder(order) && !isIncreaseOrder(order)) {
            uint256 increasedAt = dataStore.positionOf(positionKeyOf(order)).numbers.increasedAtTime;
            if (increasedAt > since) since = increasedAt;
        }
        if (min < since) revert Errors.OracleTimestampsAreSmallerThanRequired(min, since);
        uint256 expiration = dataStore.getUint(Keys.REQUEST_EXPIRATION_TIME);
        if (isMarketOrder(order) && max > since + expiration) {
            revert Errors.OracleTimestampsAreLargerThanRequestExpirationTime(max, since, expiration);
        }
    }

    function orderOf(address account, CreateOrderParams calldata params) private view returns (Order memory order) {
        order.addresses.account = account;
        order.addresses.receiver = params.addresses.receiver;
        order.addresses.cancellationReceiver = params.addresses.cancellationReceiver;
        order.addresses.callbackContract = params.addresses.callbackContract;
        order.addresses.uiFeeReceiver = params.addresses.uiFeeReceiver;
        order.addresses.market = params.addresses.market;
        order.addresses.initialCollateralToken = params.addresses.initialCollateralToken;
        order.addresses.swapPath = params.addresses.swapPath;
        order.numbers.orderType = params.orderType;
        order.numbers.decreasePositionSwapType = params.decreasePositionSwapType;
        order.numbers.sizeDeltaUsd = params.numbers.sizeDeltaUsd;
        order.numbers.initialCollateralDeltaAmount = params.numbers.initialCollateralDeltaAmount;
        order.numbers.triggerPrice = params.numbers.triggerPrice;
        order.numbers.acceptablePrice = params.numbers.acceptablePrice;
        order.numbers.callbackGasLimit = params.numbers.callbackGasLimit;
        order.numbers.minOutputAmount = params.numbers.minOutputAmount;
        order.numbers.validFromTime = params.numbers.validFromTime;
        order.numbers.updatedAtTime = block.timestamp;
        order.flags.isLong = params.isLong;
        order.flags.shouldUnwrapNativeToken = params.shouldUnwrapNativeToken;
        order.flags.autoCancel = params.autoCancel;
        order._dataList = params.dataList;
    }

    /// All that came into the vault since it was last looked at belongs to this order, and more wrapped ether than the
    /// fee asked for makes the fee larger.
    function receiveFunds(Order memory order, uint256 executionFee) private {
        address wnt = dataStore.getAddress(Keys.WNT);
        uint256 received;
        bool isIncrease = isIncreaseOrder(order);
        if (isIncrease && order.addresses.initialCollateralToken == wnt) {
            received = orderVault.recordTransferIn(wnt);
            if (received < executionFee) {
                revert Errors.InsufficientWntAmountForExecutionFee(received, executionFee);
            }
            order.numbers.initialCollateralDeltaAmount = received - executionFee;
            order.numbers.executionFee = executionFee;
            return;
        }
        if (isIncrease) {
            order.numbers.initialCollateralDeltaAmount = orderVault.recordTransferIn(
                order.addresses.initialCollateralToken
            );
        }
        received = orderVault.recordTransferIn(wnt);
        if (received < executionFee) revert Errors.InsufficientWntAmountForExecutionFee(received, executionFee);
        order.numbers.executionFee = received;
    }

    function requireSound(Order memory order) private view {
        OrderType kind = order.numbers.orderType;
        if (kind == OrderType.Liquidation) revert Errors.OrderTypeCannotBeCreated(uint256(kind));
        if (isMarketOrder(order) && order.numbers.validFromTime != 0) {
            revert Errors.UnexpectedValidFromTime(uint256(kind));
        }
        requireEnabledMarket(order.addresses.market);
        uint256 maxSwaps = dataStore.getUint(Keys.MAX_SWAP_PATH_LENGTH);
        uint256 swaps = order.addresses.swapPath.length;
        if (swaps > maxSwaps) revert Errors.MaxSwapPathLengthExceeded(swaps, maxSwaps);
        if (order.addresses.receiver == address(0)) revert Errors.EmptyReceiver();
        uint256 maxGas = dataStore.getUint(Keys.MAX_CALLBACK_GAS_LIMIT);
        if (order.numbers.callbackGasLimit > maxGas) {
            revert Errors.MaxCallbackGasLimitExceeded(order.numbers.callbackGasLimit, maxGas);
        }
        requireSomething(order);
    }

    function requireSomething(Order memory order) private pure {
        if (order.numbers.sizeDeltaUsd == 0 && order.numbers.initialCollateralDeltaAmount == 0) {
            revert Errors.EmptyOrder();
        }
    }

    function requireExecutionFee(Order memory order) private view {
        uint256 swaps = order.addresses.swapPath.length;
        uint256 gas = dataStore.getUint(
            isIncreaseOrder(order) ? Keys.INCREASE_ORDER_GAS_LIMIT : Keys.DECREASE_ORDER_GAS_LIMIT
        );
        bool swapsOutput = !isIncreaseOrder(order) &&
            order.numbers.decreasePositionSwapType != DecreasePositionSwapType.NoSwap;
        gas += dataStore.getUint(Keys.SINGLE_SWAP_GAS_LIMIT) * (swaps + (swapsOutput ? 1 : 0));
        gas += order.numbers.callbackGasLimit;
        uint256 limit = dataStore.getUint(Keys.ESTIMATED_GAS_FEE_BASE_AMOUNT_V2_1) +
            dataStore.getUint(Keys.ESTIMATED_GAS_FEE_PER_ORACLE_PRICE) *
            (ORACLE_PRICES + swaps) +
            (gas * dataStore.getUint(Keys.ESTIMATED_GAS_FEE_MULTIPLIER_FACTOR)) /
            1e30;
        uint256 min = limit * tx.gasprice;
        if (order.numbers.executionFee < min) {
            revert Errors.InsufficientExecutionFee(min, order.numbers.executionFee);
        }
    }

    function listForAutoCancel(bytes32 key, Order memory order) private {
        OrderType kind = order.numbers.orderType;
        if (kind != OrderType.LimitDecrease && kind != OrderType.StopLossDecrease) return;
        bytes32 setKey = Keys.autoCancelOrders(positionKeyOf(order));
        dataStore.addBytes32(setKey, key);
        uint256 count = dataStore.getBytes32Count(setKey);
        uint256 max = dataStore.getUint(Keys.MAX_AUTO_CANCEL_ORDERS);
        if (count > max) revert Errors.MaxAutoCancelOrdersExceeded(count, max);
    }
}
