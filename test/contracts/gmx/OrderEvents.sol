// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {EventData, EventLogData} from "./EventData.sol";
import {EventEmitter} from "./EventEmitter.sol";
import {RoleModule, RoleStore} from "./RoleStore.sol";
import {Order, SecondaryOrderType} from "./Types.sol";

/// Items and their order are those that GMX's own contracts log. A contract of its own, for the code is bulky.
contract OrderEvents is RoleModule {
    using EventData for EventLogData;

    EventEmitter public immutable emitter;

    constructor(RoleStore _roleStore, EventEmitter _emitter) RoleModule(_roleStore) {
        emitter = _emitter;
    }

    function created(bytes32 key, Order memory order) external onlyController {
        EventLogData memory data = EventData.start();
        data.add("account", order.addresses.account);
        data.add("receiver", order.addresses.receiver);
        data.add("callbackContract", order.addresses.callbackContract);
        data.add("uiFeeReceiver", order.addresses.uiFeeReceiver);
        data.add("market", order.addresses.market);
        data.add("initialCollateralToken", order.addresses.initialCollateralToken);
        data.add("cancellationReceiver", order.addresses.cancellationReceiver);
        data.setAddresses("swapPath", order.addresses.swapPath);
        data.add("orderType", uint256(order.numbers.orderType));
        data.add("decreasePositionSwapType", uint256(order.numbers.decreasePositionSwapType));
        data.add("sizeDeltaUsd", order.numbers.sizeDeltaUsd);
        data.add("initialCollateralDeltaAmount", order.numbers.initialCollateralDeltaAmount);
        data.add("triggerPrice", order.numbers.triggerPrice);
        data.add("acceptablePrice", order.numbers.acceptablePrice);
        data.add("executionFee", order.numbers.executionFee);
        data.add("callbackGasLimit", order.numbers.callbackGasLimit);
        data.add("minOutputAmount", order.numbers.minOutputAmount);
        data.add("updatedAtTime", order.numbers.updatedAtTime);
        data.add("validFromTime", order.numbers.validFromTime);
        data.add("srcChainId", order.numbers.srcChainId);
        data.addBool("isLong", order.flags.isLong);
        data.addBool("shouldUnwrapNativeToken", order.flags.shouldUnwrapNativeToken);
        data.addBool("autoCancel", order.flags.autoCancel);
        data.addBytes32("key", key);
        data.setBytes32s("dataList", order._dataList);
        send("OrderCreated", key, order, data);
    }

    function updated(bytes32 key, Order memory order) external onlyController {
        EventLogData memory data = EventData.start();
        data.add("account", order.addresses.account);
        data.add("sizeDeltaUsd", order.numbers.sizeDeltaUsd);
        data.add("acceptablePrice", order.numbers.acceptablePrice);
        data.add("triggerPrice", order.numbers.triggerPrice);
        data.add("minOutputAmount", order.numbers.minOutputAmount);
        data.add("updatedAtTime", order.numbers.updatedAtTime);
        data.add("validFromTime", order.numbers.validFromTime);
        data.addBool("autoCancel", order.flags.autoCancel);
        data.addBytes32("key", key);
        data.setBytes32s("dataList", order._dataList);
        send("OrderUpdated", key, order, data);
    }

    function executed(bytes32 key, Order memory order, SecondaryOrderType secondary) external onlyController {
        EventLogData memory data = EventData.start();
        data.add("account", order.addresses.account);
        data.add("secondaryOrderType", uint256(secondary));
        data.addBytes32("key", key);
        send("OrderExecuted", key, order, data);
    }

    /// `OrderCancelled` or `OrderFrozen`.
    function stopped(
        string memory name,
        bytes32 key,
        Order memory order,
        string memory reason,
        bytes memory reasonBytes
    ) external onlyController {
        EventLogData memory data = EventData.start();
        data.add("account", order.addresses.account);
        data.addBytes32("key", key);
        data.setBytes("reasonBytes", reasonBytes);
        data.setString("reason", reason);
        send(name, key, order, data);
    }

    function sizeDeltaAutoUpdated(bytes32 key, uint256 from, uint256 to) external onlyController {
        EventLogData memory data = EventData.start();
        data.add("sizeDeltaUsd", from);
        data.add("nextSizeDeltaUsd", to);
        data.addBytes32("key", key);
        emitter.emitEventLog1("OrderSizeDeltaAutoUpdated", key, data);
    }

    function collateralDeltaAutoUpdated(bytes32 key, uint256 from, uint256 to) external onlyController {
        EventLogData memory data = EventData.start();
        data.add("collateralDeltaAmount", from);
        data.add("nextCollateralDeltaAmount", to);
        data.addBytes32("key", key);
        emitter.emitEventLog1("OrderCollateralDeltaAmountAutoUpdated", key, data);
    }

    function feePaid(address keeper, uint256 amount) external onlyController {
        EventLogData memory data = EventData.start();
        data.add("keeper", keeper);
        data.add("executionFeeAmount", amount);
        emitter.emitEventLog1("KeeperExecutionFee", EventData.toBytes32(keeper), data);
    }

    function feeRefunded(address receiver, uint256 amount) external onlyController {
        EventLogData memory data = EventData.start();
        data.add("receiver", receiver);
        data.add("refundFeeAmount", amount);
        emitter.emitEventLog1("ExecutionFeeRefund", EventData.toBytes32(receiver), data);
    }

    function send(
        string memory name,
        bytes32 key,
        Order memory order,
        EventLogData memory data
    ) private {
        emitter.emitEventLog2(name, key, EventData.toBytes32(order.addresses.account), data);
    }
}
