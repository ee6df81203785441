// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Bank} from "./Bank.sol";
import {DataStore} from "./DataStore.sol";
import {Errors} from "./Errors.sol";
import {EventData, EventLogData} from "./EventData.sol";
import {EventEmitter} from "./EventEmitter.sol";
import {Keys} from "./Keys.sol";
import {OrderHandler} from "./OrderHandler.sol";
import {RoleModule, RoleStore} from "./RoleStore.sol";
import {Router} from "./Router.sol";
import {Weth} from "./TestToken.sol";
import {CreateOrderParams, Order, UpdateOrderParams} from "./Types.sol";

/// Where accounts call: funds first, then what is to be done with them, in one multicall.
contract ExchangeRouter is RoleModule {
    using EventData for EventLogData;

    Router public immutable router;
    DataStore public immutable dataStore;
    EventEmitter public immutable eventEmitter;
    OrderHandler public immutable orderHandler;

    constructor(
        Router _router,
        RoleStore _roleStore,
        DataStore _dataStore,
        EventEmitter _eventEmitter,
        OrderHandler _orderHandler
    ) RoleModule(_roleStore) {
        router = _router;
        dataStore = _dataStore;
        eventEmitter = _eventEmitter;
        orderHandler = _orderHandler;
    }

    /// All or nothing; the reason of the one that fails is passed on.
    function multicall(bytes[] calldata data) external payable returns (bytes[] memory results) {
        results = new bytes[](data.length);
        for (uint256 i; i < data.length; i++) {
            (bool success, bytes memory result) = address(this).delegatecall(data[i]);
            if (!success) {
                assembly ("memory-safe") {
                    revert(add(result, 32), mload(result))
                }
            }
            results[i] = result;
        }
    }

    /// Wraps the ether that came with the call.
    function sendWnt(address receiver, uint256 amount) external payable {
        requireReceiver(receiver);
        if (amount == 0) return;
        Weth wnt = Weth(payable(dataStore.getAddress(Keys.WNT)));
        wnt.deposit{value: amount}();
        wnt.transfer(receiver, amount);
    }

    function sendTokens(address token, address receiver, uint256 amount) external payable {
        requireReceiver(receiver);
        router.pluginTransfer(token, msg.sender, receiver, amount);
    }

    function createOrder(CreateOrderParams calldata params) external payable returns (bytes32) {
        return orderHandler.createOrder(msg.sender, params);
    }

    function updateOrder(
        bytes32 key,
        uint256 sizeDeltaUsd,
        uint256 acceptablePrice,
        uint256 triggerPrice,
        uint256 minOutputAmount,
        uint256 validFromTime,
        bool autoCancel
    ) external payable {
        Order memory order = dataStore.orderOf(key);
        if (order.addresses.account != msg.sender) {
            revert Errors.Unauthorized(msg.sender, "account for updateOrder");
        }
        orderHandler.updateOrder(
            key,
            UpdateOrderParams(
                sizeDeltaUsd,
                acceptablePrice,
                triggerPrice,
                minOutputAmount,
                validFromTime,
                autoCancel
            ),
            order
        );
    }

    function cancelOrder(bytes32 key) external payable {
        address account = dataStore.orderOf(key).addresses.account;
        if (account == address(0)) revert Errors.EmptyOrder();
        if (account != msg.sender) revert Errors.Unauthorized(msg.sender, "account for cancelOrder");
        orderHandler.cancelOrder(key);
    }

    function claimFundingFees(
        address[] calldata markets,
        address[] calldata tokens,
        address receiver
    ) external payable returns (uint256[] memory amounts) {
        if (markets.length != tokens.length) {
            revert Errors.InvalidClaimFundingFeesInput(markets.length, tokens.length);
        }
        requireReceiver(receiver);
        amounts = new uint256[](markets.length);
        for (uint256 i; i < markets.length; i++) amounts[i] = claim(markets[i], tokens[i], receiver);
    }

    function claim(address market, address token, address receiver) private returns (uint256 amount) {
        bytes32 key = Keys.at(Keys.CLAIMABLE_FUNDING_AMOUNT, market, token, msg.sender);
        amount = dataStore.getUint(key);
        dataStore.setUint(key, 0);
        uint256 left = dataStore.decrementUint(Keys.at(Keys.CLAIMABLE_FUNDING_AMOUNT, market, token), amount);
        Bank(payable(market)).transferOut(token, receiver, amount, false);
        EventLogData memory data = EventData.start();
        data.add("market", market);
        data.add("token", token);
        data.add("account", msg.sender);
        data.add("receiver", receiver);
        data.add("amount", amount);
        data.add("nextPoolValue", left);
        eventEmitter.emitEventLog1("FundingFeesClaimed", EventData.toBytes32(msg.sender), data);
    }

    function requireReceiver(address receiver) private pure {
        if (receiver == address(0)) revert Errors.EmptyReceiver();
    }
}
