// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Bank} from "./Bank.sol";
import {DataStore} from "./DataStore.sol";
import {Errors} from "./Errors.sol";
import {PositionEngine} from "./IncreaseEngine.sol";
import {Keys} from "./Keys.sol";
import {OrderEvents} from "./OrderEvents.sol";
import {PositionEvents, TradeFacts} from "./PositionEvents.sol";
import {PositionMath} from "./PositionMath.sol";
import {RoleStore} from "./RoleStore.sol";
import {
    DecreasePositionSwapType,
    LiquidationInfo,
    Market,
    MarketPrices,
    Order,
    OrderType,
    Position,
    PositionFees,
    Price,
    SecondaryOrderType
} from "./Types.sol";

contract DecreaseEngine is PositionEngine {
    /// Amounts in hand while a decrease is settled: `output` in the collateral token, `secondary` in the profit's token.
    struct Purse {
        uint256 output;
        uint256 collateral;
        uint256 secondary;
        address pnlToken;
        Price pnlTokenPrice;
        uint256 collateralPrice;
        bool paidInOtherToken;
        uint256 shortfallUsd;
    }

    struct Decrease {
        bytes32 orderKey;
        Order order;
        Market market;
        MarketPrices prices;
        Position position;
        bool isLiquidation;
        bool mayEndInsolvent;
        uint256 collateralBefore;
    }

    OrderEvents public immutable orderEvents;

    constructor(
        RoleStore _roleStore,
        DataStore _dataStore,
        PositionEvents _positionEvents,
        OrderEvents _orderEvents
    ) PositionEngine(_roleStore, _dataStore, _positionEvents) {
        orderEvents = _orderEvents;
    }

    /// Pays out of the market to the order's receiver. Returns whether the position is gone.
    function decrease(
        bytes32 orderKey,
        Order calldata order,
        MarketPrices calldata prices,
        SecondaryOrderType secondaryOrderType
    ) external onlyController returns (bool) {
        Decrease memory d;
        d.orderKey = orderKey;
        d.order = order;
        d.prices = prices;
        d.market = dataStore.marketOf(order.addresses.market);
        requireEnabled(d.market);
        TradeFacts memory facts;
        facts.orderKey = orderKey;
        facts.positionKey = Keys.position(
            order.addresses.account,
            order.addresses.market,
            order.addresses.initialCollateralToken,
            order.flags.isLong
        );
        d.position = dataStore.positionOf(facts.positionKey);
        if (d.position.numbers.sizeInUsd == 0) revert Errors.EmptyPosition();
        requireCollateral(d.market, order.addresses.initialCollateralToken);
        d.isLiquidation = order.numbers.orderType == OrderType.Liquidation;
        d.collateralBefore = d.position.numbers.collateralAmount;

        fitSize(d);
        if (d.isLiquidation) requireLiquidatable(d);
        d.mayEndInsolvent =
            d.order.numbers.sizeDeltaUsd == d.position.numbers.sizeInUsd &&
            (d.isLiquidation || secondaryOrderType == SecondaryOrderType.Adl);
        priceTrade(d, facts);
        Purse memory purse = settle(d, facts);
        bool closed = shrink(d, facts, purse);
        payOut(d, purse);
        return closed;
    }

    /// Triggered orders are cut to the position; what cannot stand on its own afterwards is closed as well.
    function fitSize(Decrease memory d) private {
        uint256 size = d.position.numbers.sizeInUsd;
        if (d.order.numbers.sizeDeltaUsd > size) {
            OrderType kind = d.order.numbers.orderType;
            if (kind != OrderType.LimitDecrease && kind != OrderType.StopLossDecrease) {
                revert Errors.InvalidDecreaseOrderSize(d.order.numbers.sizeDeltaUsd, size);
            }
            setSizeDelta(d, size);
        }
        if (d.order.numbers.initialCollateralDeltaAmount > d.position.numbers.collateralAmount) {
            setCollateralDelta(d, d.position.numbers.collateralAmount);
        }
        if (d.order.numbers.sizeDeltaUsd < size) fitPart(d);
        // A full close returns all collateral anyway.
        if (d.order.numbers.sizeDeltaUsd == size && d.order.numbers.initialCollateralDeltaAmount > 0) {
            setCollateralDelta(d, 0);
        }
    }

    function fitPart(Decrease memory d) private {
        uint256 size = d.position.numbers.sizeInUsd;
        uint256 sizeDelta = d.order.numbers.sizeDeltaUsd;
        uint256 price = PositionMath.priceOf(d.market, d.prices, d.position.addresses.collateralToken).min;
        (int256 pnlUsd, , ) = PositionMath.pnl(dataStore, d.market, d.prices, d.position, size);
        int256 realised = (pnlUsd * int256(sizeDelta)) / int256(size);
        uint256 withdrawn = d.order.numbers.initialCollateralDeltaAmount;
        int256 remaining = int256((d.position.numbers.collateralAmount - withdrawn) * price);
        if (realised < 0) remaining += realised;
        uint256 factor = PositionMath.minCollateralFactor(dataStore, d.market, false);
        if (remaining < int256(PositionMath.mulDiv(size - sizeDelta, factor, 1e30))) {
            if (sizeDelta == 0) revert Errors.UnableToWithdrawCollateral(remaining);
            remaining += int256(withdrawn * price);
            if (withdrawn > 0) setCollateralDelta(d, 0);
        }
        if (remaining + pnlUsd - realised < int256(dataStore.getUint(Keys.MIN_COLLATERAL_USD))) {
            if (sizeDelta == 0) revert Errors.UnableToWithdrawCollateral(remaining);
            setSizeDelta(d, size);
        } else if (size - sizeDelta < dataStore.getUint(Keys.MIN_POSITION_SIZE_USD)) {
            setSizeDelta(d, size);
        }
    }

    function setSizeDelta(Decrease memory d, uint256 next) private {
        orderEvents.sizeDeltaAutoUpdated(d.orderKey, d.order.numbers.sizeDeltaUsd, next);
        d.order.numbers.sizeDeltaUsd = next;
    }

    function setCollateralDelta(Decrease memory d, uint256 next) private {
        uint256 from = d.order.numbers.initialCollateralDeltaAmount;
        orderEvents.collateralDeltaAutoUpdated(d.orderKey, from, next);
        d.order.numbers.initialCollateralDeltaAmount = next;
    }

    function requireLiquidatable(Decrease memory d) private view {
        (bool is_, string memory reason, LiquidationInfo memory info) = PositionMath.liquidatable(
            dataStore,
            d.market,
            d.prices,
            d.position,
            true,
            true
        );
        if (is_) return;
        revert Errors.PositionShouldNotBeLiquidated(
            reason,
            info.remainingCollateralUsd,
            info.minCollateralUsd,
            info.minCollateralUsdForLeverage
        );
    }

    function priceTrade(Decrease memory d, TradeFacts memory facts) private view {
        bool isLong = d.order.flags.isLong;
        facts.orderType = uint256(d.order.numbers.orderType);
        facts.indexPrice = d.prices.indexTokenPrice;
        facts.collateralPrice = PositionMath.priceOf(d.market, d.prices, d.position.addresses.collateralToken);
        facts.sizeDeltaUsd = d.order.numbers.sizeDeltaUsd;
        facts.executionPrice = PositionMath.closingPrice(d.prices, isLong);
        uint256 acceptable = d.order.numbers.acceptablePrice;
        bool missed = isLong ? facts.executionPrice < acceptable : facts.executionPrice > acceptable;
        if (facts.sizeDeltaUsd > 0 && missed) {
            revert Errors.OrderNotFulfillableAtAcceptablePrice(facts.executionPrice, acceptable);
        }
        (facts.basePnlUsd, facts.uncappedBasePnlUsd, facts.sizeDeltaInTokens) = PositionMath.pnl(
            dataStore,
            d.market,
            d.prices,
            d.position,
            facts.sizeDeltaUsd
        );
    }

    /// Profit first, then loss and fees, then the withdrawal that was asked for.
    function settle(Decrease memory d, TradeFacts memory facts) private returns (Purse memory purse) {
        purse.collateral = d.position.numbers.collateralAmount;
        purse.collateralPrice = facts.collateralPrice.min;
        purse.pnlToken = PositionMath.pnlTokenOf(d.market, d.order.flags.isLong);
        purse.pnlTokenPrice = PositionMath.priceOf(d.market, d.prices, purse.pnlToken);
        bool improved = PositionMath.improvesBalance(
            dataStore,
            d.market,
            d.order.flags.isLong,
            -int256(facts.sizeDeltaUsd)
        );
        PositionFees memory fees = PositionMath.feesOf(
            dataStore,
            d.market,
            d.prices,
            d.position,
            facts.sizeDeltaUsd,
            improved,
            d.isLiquidation
        );
        if (facts.basePnlUsd > 0) takeProfit(d, facts, purse);
        bool solvent = true;
        if (facts.basePnlUsd < 0) solvent = pay(d, purse, uint256(-facts.basePnlUsd), "pnl", facts, fees);
        if (solvent && fees.totalCostAmount > 0) {
            purse.paidInOtherToken = false;
            solvent = pay(d, purse, fees.totalCostAmount * purse.collateralPrice, "fees", facts, fees);
        }
        // Fees that did not come whole in the collateral token all go to the pool, and GMX reports none.
        if (!solvent || purse.paidInOtherToken) fees = withoutAmounts(fees);
        uint256 withdrawn = d.order.numbers.initialCollateralDeltaAmount;
        if (withdrawn > purse.collateral) {
            setCollateralDelta(d, purse.collateral);
            withdrawn = purse.collateral;
        }
        purse.collateral -= withdrawn;
        purse.output += withdrawn;
        positionEvents.fees("PositionFeesCollected", d.position, fees, facts, false);
    }

    function withoutAmounts(PositionFees memory fees) private pure returns (PositionFees memory none) {
        none.collateralTokenPrice = fees.collateralTokenPrice;
    }

    function takeProfit(Decrease memory d, TradeFacts memory facts, Purse memory purse) private {
        uint256 profit = uint256(facts.basePnlUsd) / purse.pnlTokenPrice.max;
        takeFromPool(d.market.marketToken, purse.pnlToken, profit);
        if (purse.pnlToken == d.position.addresses.collateralToken) {
            purse.output += profit;
        } else if (
            d.order.numbers.decreasePositionSwapType == DecreasePositionSwapType.SwapPnlTokenToCollateralToken
        ) {
            purse.output += swap(
                d,
                purse.pnlToken,
                profit,
                purse.pnlTokenPrice.min,
                d.position.addresses.collateralToken,
                facts.collateralPrice.max
            );
        } else {
            purse.secondary += profit;
        }
    }

    /// At the oracle's prices; a swap has neither fee nor impact here.
    function swap(
        Decrease memory d,
        address tokenIn,
        uint256 amountIn,
        uint256 priceIn,
        address tokenOut,
        uint256 priceOut
    ) private returns (uint256 amountOut) {
        amountOut = (amountIn * priceIn) / priceOut;
        addToPool(d.market.marketToken, tokenIn, amountIn);
        takeFromPool(d.market.marketToken, tokenOut, amountOut);
    }

    function takeFromPool(address market, address token, uint256 amount) private {
        bytes32 key = Keys.at(Keys.POOL_AMOUNT, market, token);
        uint256 pool = dataStore.getUint(key);
        if (amount > pool) revert Errors.InsufficientPoolAmount(pool, amount);
        dataStore.setUint(key, pool - amount);
    }

    /// Each cost is rounded up to a unit of collateral; what the output does not cover the collateral does, then the
    /// profit in the other token. Returns false for a liquidated or deleveraged position that could not pay.
    function pay(
        Decrease memory d,
        Purse memory purse,
        uint256 costUsd,
        string memory step,
        TradeFacts memory facts,
        PositionFees memory fees
    ) private returns (bool) {
        uint256 rest = PositionMath.divideUp(costUsd, purse.collateralPrice);
        uint256 part = rest < purse.output ? rest : purse.output;
        purse.output -= part;
        uint256 paid = part;
        rest -= part;
        part = rest < purse.collateral ? rest : purse.collateral;
        purse.collateral -= part;
        paid += part;
        rest -= part;
        addToPool(d.market.marketToken, d.position.addresses.collateralToken, paid);
        if (rest == 0) return true;
        rest = (rest * purse.collateralPrice) / purse.pnlTokenPrice.min;
        part = rest < purse.secondary ? rest : purse.secondary;
        purse.secondary -= part;
        rest -= part;
        if (part > 0) purse.paidInOtherToken = true;
        addToPool(d.market.marketToken, purse.pnlToken, part);
        purse.shortfallUsd = rest * purse.pnlTokenPrice.min;
        if (purse.shortfallUsd == 0) return true;
        if (!d.mayEndInsolvent) revert Errors.InsufficientFundsToPayForCosts(purse.shortfallUsd, step);
        positionEvents.fees("PositionFeesInfo", d.position, fees, facts, false);
        positionEvents.insolventClose(facts, d.collateralBefore, purse.shortfallUsd, step);
        return false;
    }

    function shrink(Decrease memory d, TradeFacts memory facts, Purse memory purse) private returns (bool closed) {
        Position memory position = d.position;
        position.numbers.sizeInUsd -= facts.sizeDeltaUsd;
        position.numbers.sizeInTokens -= facts.sizeDeltaInTokens;
        position.numbers.collateralAmount = purse.collateral;
        position.numbers.decreasedAtTime = block.timestamp;
        closed = position.numbers.sizeInUsd == 0 || position.numbers.sizeInTokens == 0;
        if (closed) {
            purse.output += purse.collateral;
            position.numbers.sizeInUsd = 0;
            position.numbers.sizeInTokens = 0;
            position.numbers.collateralAmount = 0;
            dataStore.removePosition(facts.positionKey);
        } else {
            dataStore.storePosition(facts.positionKey, position);
        }
        if (facts.sizeDeltaUsd > 0) {
            address market = d.market.marketToken;
            address token = position.addresses.collateralToken;
            bool isLong = position.flags.isLong;
            dataStore.decrementUint(Keys.at(Keys.OPEN_INTEREST, market, token, isLong), facts.sizeDeltaUsd);
            dataStore.decrementUint(
                Keys.at(Keys.OPEN_INTEREST_IN_TOKENS, market, token, isLong),
                facts.sizeDeltaInTokens
            );
        }
        if (!closed) requireSound(d.market, d.prices, position, false, false, false);
        facts.collateralDelta = int256(d.collateralBefore) - int256(position.numbers.collateralAmount);
        positionEvents.decrease(position, facts);
    }

    function payOut(Decrease memory d, Purse memory purse) private {
        address token = d.position.addresses.collateralToken;
        uint256 price = purse.collateralPrice;
        if (
            purse.pnlToken != token &&
            d.order.numbers.decreasePositionSwapType == DecreasePositionSwapType.SwapCollateralTokenToPnlToken
        ) {
            uint256 swapped = swap(d, token, purse.output, price, purse.pnlToken, purse.pnlTokenPrice.max);
            (purse.output, purse.secondary) = (0, purse.secondary + swapped);
        }
        uint256 outputUsd = purse.output * price + purse.secondary * purse.pnlTokenPrice.min;
        if (outputUsd < d.order.numbers.minOutputAmount) {
            revert Errors.InsufficientOutputAmount(outputUsd, d.order.numbers.minOutputAmount);
        }
        transfer(d, token, purse.output);
        transfer(d, purse.pnlToken, purse.secondary);
    }

    function transfer(Decrease memory d, address token, uint256 amount) private {
        if (amount == 0) return;
        Bank(payable(d.market.marketToken)).transferOut(
            token,
            d.order.addresses.receiver,
            amount,
            d.order.flags.shouldUnwrapNativeToken
        );
    }
}
