// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {EventData, EventLogData} from "./EventData.sol";
import {EventEmitter} from "./EventEmitter.sol";
import {RoleModule, RoleStore} from "./RoleStore.sol";
import {Position, PositionFees, Price} from "./Types.sol";

struct TradeFacts {
    bytes32 orderKey;
    bytes32 positionKey;
    uint256 orderType;
    uint256 executionPrice;
    Price indexPrice;
    Price collateralPrice;
    uint256 sizeDeltaUsd;
    uint256 sizeDeltaInTokens;
    int256 collateralDelta;
    int256 basePnlUsd;
    int256 uncappedBasePnlUsd;
}

/// Items and their order are those that GMX's own contracts log. A contract of its own, for the code is bulky.
contract PositionEvents is RoleModule {
    using EventData for EventLogData;

    EventEmitter public immutable emitter;

    constructor(RoleStore _roleStore, EventEmitter _emitter) RoleModule(_roleStore) {
        emitter = _emitter;
    }

    function increase(Position memory position, TradeFacts memory facts) external onlyController {
        EventLogData memory data = EventData.start();
        common(data, position, facts);
        data.add("orderType", facts.orderType);
        data.add("increasedAtTime", position.numbers.increasedAtTime);
        data.addInt("collateralDeltaAmount", facts.collateralDelta);
        data.addInt("pendingPriceImpactUsd", 0);
        data.addInt("pendingPriceImpactAmount", 0);
        close("PositionIncrease", data, position, facts);
    }

    function decrease(Position memory position, TradeFacts memory facts) external onlyController {
        EventLogData memory data = EventData.start();
        common(data, position, facts);
        data.add("collateralDeltaAmount", uint256(facts.collateralDelta));
        data.add("values.priceImpactDiffUsd", uint256(0));
        data.add("orderType", facts.orderType);
        data.add("decreasedAtTime", position.numbers.decreasedAtTime);
        data.addInt("priceImpactUsd", 0);
        data.addInt("basePnlUsd", facts.basePnlUsd);
        data.addInt("uncappedBasePnlUsd", facts.uncappedBasePnlUsd);
        data.addInt("proportionalPendingImpactUsd", 0);
        data.addInt("totalImpactUsd", 0);
        close("PositionDecrease", data, position, facts);
    }

    function common(EventLogData memory data, Position memory position, TradeFacts memory facts) private pure {
        data.add("account", position.addresses.account);
        data.add("market", position.addresses.market);
        data.add("collateralToken", position.addresses.collateralToken);
        data.add("sizeInUsd", position.numbers.sizeInUsd);
        data.add("sizeInTokens", position.numbers.sizeInTokens);
        data.add("collateralAmount", position.numbers.collateralAmount);
        data.add("borrowingFactor", position.numbers.borrowingFactor);
        data.add("fundingFeeAmountPerSize", position.numbers.fundingFeeAmountPerSize);
        data.add(
            "longTokenClaimableFundingAmountPerSize",
            position.numbers.longTokenClaimableFundingAmountPerSize
        );
        data.add(
            "shortTokenClaimableFundingAmountPerSize",
            position.numbers.shortTokenClaimableFundingAmountPerSize
        );
        data.add("executionPrice", facts.executionPrice);
        data.add("indexTokenPrice.max", facts.indexPrice.max);
        data.add("indexTokenPrice.min", facts.indexPrice.min);
        data.add("collateralTokenPrice.max", facts.collateralPrice.max);
        data.add("collateralTokenPrice.min", facts.collateralPrice.min);
        data.add("sizeDeltaUsd", facts.sizeDeltaUsd);
        data.add("sizeDeltaInTokens", facts.sizeDeltaInTokens);
    }

    function close(
        string memory name,
        EventLogData memory data,
        Position memory position,
        TradeFacts memory facts
    ) private {
        data.addBool("isLong", position.flags.isLong);
        data.addBytes32("orderKey", facts.orderKey);
        data.addBytes32("positionKey", facts.positionKey);
        emitter.emitEventLog1(name, EventData.toBytes32(position.addresses.account), data);
    }

    /// `PositionFeesCollected`, or `PositionFeesInfo` for fees that were due and could not be collected.
    function fees(
        string memory name,
        Position memory position,
        PositionFees memory f,
        TradeFacts memory facts,
        bool isIncrease
    ) external onlyController {
        EventLogData memory data = EventData.start();
        data.add("market", position.addresses.market);
        data.add("collateralToken", position.addresses.collateralToken);
        data.add("affiliate", f.referral.affiliate);
        data.add("trader", f.referral.trader);
        data.add("uiFeeReceiver", f.ui.uiFeeReceiver);
        data.add("collateralTokenPrice.min", f.collateralTokenPrice.min);
        data.add("collateralTokenPrice.max", f.collateralTokenPrice.max);
        data.add("tradeSizeUsd", facts.sizeDeltaUsd);
        fundingAndBorrowing(data, f);
        data.add("positionFeeFactor", f.positionFeeFactor);
        data.add("protocolFeeAmount", f.protocolFeeAmount);
        data.add("positionFeeReceiverFactor", f.positionFeeReceiverFactor);
        data.add("feeReceiverAmount", f.feeReceiverAmount);
        data.add("feeAmountForPool", f.feeAmountForPool);
        data.add("positionFeeAmountForPool", f.positionFeeAmountForPool);
        data.add("positionFeeAmount", f.positionFeeAmount);
        data.add("totalCostAmount", f.totalCostAmount);
        data.add("uiFeeReceiverFactor", f.ui.uiFeeReceiverFactor);
        data.add("uiFeeAmount", f.ui.uiFeeAmount);
        if (f.liquidation.liquidationFeeAmount > 0) {
            data.add("liquidationFeeAmount", f.liquidation.liquidationFeeAmount);
            data.add("liquidationFeeReceiverFactor", f.liquidation.liquidationFeeReceiverFactor);
            data.add("liquidationFeeAmountForFeeReceiver", f.liquidation.liquidationFeeAmountForFeeReceiver);
        }
        data.addBool("isIncrease", isIncrease);
        data.addBytes32("orderKey", facts.orderKey);
        data.addBytes32("positionKey", facts.positionKey);
        data.addBytes32("referralCode", f.referral.referralCode);
        emitter.emitEventLog1(name, EventData.toBytes32(position.addresses.market), data);
    }

    function fundingAndBorrowing(EventLogData memory data, PositionFees memory f) private pure {
        data.add("fundingFeeAmount", f.funding.fundingFeeAmount);
        data.add("claimableLongTokenAmount", f.funding.claimableLongTokenAmount);
        data.add("claimableShortTokenAmount", f.funding.claimableShortTokenAmount);
        data.add("latestFundingFeeAmountPerSize", f.funding.latestFundingFeeAmountPerSize);
        data.add(
            "latestLongTokenClaimableFundingAmountPerSize",
            f.funding.latestLongTokenClaimableFundingAmountPerSize
        );
        data.add(
            "latestShortTokenClaimableFundingAmountPerSize",
            f.funding.latestShortTokenClaimableFundingAmountPerSize
        );
        data.add("borrowingFeeUsd", f.borrowing.borrowingFeeUsd);
        data.add("borrowingFeeAmount", f.borrowing.borrowingFeeAmount);
        data.add("borrowingFeeReceiverFactor", f.borrowing.borrowingFeeReceiverFactor);
        data.add("borrowingFeeAmountForFeeReceiver", f.borrowing.borrowingFeeAmountForFeeReceiver);
    }

    function insolventClose(
        TradeFacts memory facts,
        uint256 positionCollateralAmount,
        uint256 remainingCostUsd,
        string memory step
    ) external onlyController {
        EventLogData memory data = EventData.start();
        data.add("positionCollateralAmount", positionCollateralAmount);
        data.add("remainingCostUsd", remainingCostUsd);
        data.addInt("basePnlUsd", facts.basePnlUsd);
        data.addBytes32("orderKey", facts.orderKey);
        data.setString("step", step);
        emitter.emitEventLog("InsolventClose", data);
    }
}
