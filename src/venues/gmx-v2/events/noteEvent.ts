import { isAddressEqual } from 'viem';
import { cancelledBy, endReasonOf } from './endReason.js';
import type { OrderEvent } from './eventsByOrder.js';
import type { LifeEntry, OrderLife, UpdatedFields } from './life.js';
import { feesOf } from './orderFees.js';
import { fillOf } from './orderFill.js';

/** Order.SecondaryOrderType. */
const AUTO_DELEVERAGING = 1;

/** What an order is told to be after one more event; whether the event may come is `orderTransitions`' to say. */
export function noteEvent(life: OrderLife, event: OrderEvent): OrderLife {
  const { at } = event;
  switch (event.name) {
    case 'OrderCreated':
      return life;
    case 'OrderUpdated': {
      const order = updatedFields(event.values);
      return {
        ...entered(life, { at, status: 'updated', order }),
        order: { ...life.order, ...order, isFrozen: false },
      };
    }
    case 'OrderSizeDeltaAutoUpdated': {
      const { sizeDeltaUsd, nextSizeDeltaUsd } = event.values;
      return {
        ...entered(life, { at, status: 'sizeDeltaAutoUpdated', sizeDeltaUsd, nextSizeDeltaUsd }),
        order: { ...life.order, sizeDeltaUsd: nextSizeDeltaUsd },
      };
    }
    case 'OrderCollateralDeltaAmountAutoUpdated': {
      const { collateralDeltaAmount, nextCollateralDeltaAmount } = event.values;
      return {
        ...entered(life, {
          at,
          status: 'collateralDeltaAutoUpdated',
          collateralDeltaAmount,
          nextCollateralDeltaAmount,
        }),
        order: { ...life.order, initialCollateralDeltaAmount: nextCollateralDeltaAmount },
      };
    }
    case 'OrderFrozen':
      // The contracts pay the keeper with the whole execution fee and give back the rest: nothing of it is left.
      return {
        ...entered(life, { at, status: 'frozen', reason: endReasonOf(event.values) }),
        order: { ...life.order, isFrozen: true, executionFee: 0n },
      };
    case 'OrderCancelled': {
      const reason = endReasonOf(event.values);
      return entered(life, { at, status: 'cancelled', by: cancelledBy(reason), reason });
    }
    case 'OrderExecuted': {
      const secondaryOrderType = Number(event.values.secondaryOrderType);
      const noted = entered(life, { at, status: 'executed', secondaryOrderType });
      return secondaryOrderType === AUTO_DELEVERAGING ? { ...noted, cause: 'autoDeleveraging' } : noted;
    }
    case 'PositionIncrease':
    case 'PositionDecrease':
      return { ...life, fill: fillOf(event) };
    case 'PositionFeesCollected':
      return { ...life, fees: feesOf(event) };
    case 'PositionFeesInfo':
      return { ...life, feesDue: feesOf(event) };
    case 'InsolventClose': {
      const { positionCollateralAmount: collateralAmount, remainingCostUsd, basePnlUsd, step } = event.values;
      return { ...life, insolvent: { collateralAmount, remainingCostUsd, basePnlUsd, step } };
    }
    case 'ClaimableCollateralUpdated': {
      const { market, token, account, delta: amount, timeKey } = event.values;
      if (!isAddressEqual(account, life.account)) return life;
      return { ...life, claimableCollateral: [...life.claimableCollateral, { market, token, amount, timeKey }] };
    }
    case 'ClaimableFundingUpdated': {
      const { market, token, account, delta: amount } = event.values;
      if (!isAddressEqual(account, life.account)) return life;
      return { ...life, claimableFunding: [...life.claimableFunding, { market, token, amount }] };
    }
    case 'InsufficientFundingFeePayment': {
      const { token, expectedAmount, amountPaidInCollateralToken: amountPaid } = event.values;
      return { ...life, unpaidFunding: [...life.unpaidFunding, { token, amount: expectedAmount - amountPaid }] };
    }
    case 'KeeperExecutionFee':
      return { ...life, keeperFee: life.keeperFee + event.values.executionFeeAmount };
    case 'ExecutionFeeRefund':
      return { ...life, feeRefund: life.feeRefund + event.values.refundFeeAmount };
  }
}

const entered = (life: OrderLife, entry: LifeEntry): OrderLife => ({ ...life, history: [...life.history, entry] });

function updatedFields(values: Extract<OrderEvent, { name: 'OrderUpdated' }>['values']): UpdatedFields {
  const { sizeDeltaUsd, acceptablePrice, triggerPrice, minOutputAmount, updatedAtTime } = values;
  const always = { sizeDeltaUsd, acceptablePrice, triggerPrice, minOutputAmount, updatedAtTime };
  return {
    ...always,
    ...(values.validFromTime === null ? {} : { validFromTime: values.validFromTime }),
    ...(values.autoCancel === null ? {} : { autoCancel: values.autoCancel }),
  };
}
