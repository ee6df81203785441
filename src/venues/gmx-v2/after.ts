import { isAddressEqual, zeroHash } from 'viem';
import type { ClaimTerms, OrderId, OrderTerms, RestingTerms } from '../../model/order.js';
import { noLoans, noTransfers } from '../immediate.js';
import { VenueRefusal } from '../venue.js';
import type { Binding } from './binding.js';
import { collateralParts } from './collateralParts.js';
import type { GmxDetail } from './detail.js';
import { contextOf, marketIn, positionIn } from './detail.js';
import { positionKey } from './keys.js';
import { emptyPosition } from './math/emptyPosition.js';
import { instrumentIdOf } from './names.js';
import { increases } from './orderSide.js';
import { marketDecrease } from './orders/decreaseIntents.js';
import { depositOnly, marketIncrease } from './orders/increaseIntents.js';
import type { DecreaseOrderType } from './orders/request.js';
import { decreasePart, increasePart, type Parts, withWallet } from './parts.js';
import { orderNamed, restingRequest } from './restingRequest.js';
import type { GmxOrder, OrderTypeNumber } from './state.js';
import { orderTypes } from './state.js';
import { tradeParts } from './tradeParts.js';

/** The account once `terms` have filled as expected. @throws VenueRefusal when GMX would cancel them at this block */
export function detailAfter(binding: Binding, detail: GmxDetail, terms: OrderTerms, venueOrder?: OrderId): GmxDetail {
  if (venueOrder !== undefined) return afterWaiting(detail, orderNamed(detail, venueOrder));
  switch (terms.kind) {
    case 'trade':
      return tradeParts(binding, detail, terms).after;
    case 'addCollateral':
    case 'removeCollateral':
      return collateralParts(binding, detail, terms).after;
    case 'cancel':
      return withoutOrder(detail, orderNamed(detail, terms.order));
    case 'claim':
      return claimed(detail, terms);
    case 'rest':
      return resting(binding, detail, terms);
    case 'repay':
    case 'borrow':
      throw noLoans('gmx-v2', terms);
    case 'transfer':
      throw noTransfers('gmx-v2');
  }
}

function claimed(detail: GmxDetail, { amounts }: ClaimTerms): GmxDetail {
  const isClaimed = ({ market, token }: GmxDetail['claimableFunding'][number]) =>
    amounts.some(
      ({ instrument, address }) =>
        isAddressEqual(address, token) && instrument === instrumentIdOf(marketIn(detail, market).props.name),
    );
  const left = { ...detail, claimableFunding: detail.claimableFunding.filter((row) => !isClaimed(row)) };
  // GMX pays out all that it owes.
  return detail.claimableFunding
    .filter(isClaimed)
    .reduce<GmxDetail>((paid, { token, amount }) => withWallet(paid, token, amount), left);
}

/** It waits, and has done nothing yet; what comes with it has left the wallet. */
function resting(binding: Binding, detail: GmxDetail, terms: RestingTerms): GmxDetail {
  const request = restingRequest(binding, detail, terms);
  if (request.kind === 'updateOrder') {
    const { key, sizeDeltaUsd, triggerPrice, acceptablePrice, autoCancel } = request;
    const changed = {
      sizeDeltaUsd,
      triggerPrice,
      acceptablePrice,
      autoCancel,
      isFrozen: false,
      updatedAtTime: detail.now,
    };
    return { ...detail, orders: detail.orders.map((order) => (order.key === key ? { ...order, ...changed } : order)) };
  }
  const { market, collateralToken, orderType, sizeDeltaUsd, triggerPrice, acceptablePrice, isLong } = request;
  const sent = request.kind === 'increase' ? request.collateralAmount : 0n;
  const order: GmxOrder = {
    // GMX gives it one when it is made.
    key: zeroHash,
    account: binding.account,
    receiver: binding.account,
    market,
    initialCollateralToken: collateralToken,
    swapPath: [],
    orderType: orderTypes[orderType],
    sizeDeltaUsd,
    initialCollateralDeltaAmount: sent,
    triggerPrice,
    acceptablePrice,
    executionFee: 0n,
    minOutputAmount: 0n,
    updatedAtTime: detail.now,
    validFromTime: 0n,
    isLong,
    isFrozen: false,
    autoCancel: request.kind === 'decrease' && request.autoCancel,
  };
  return withWallet({ ...detail, orders: [...detail.orders, order] }, collateralToken, -sent);
}

const decreaseTypes: Partial<Record<OrderTypeNumber, DecreaseOrderType>> = {
  [orderTypes.LimitDecrease]: 'LimitDecrease',
  [orderTypes.StopLossDecrease]: 'StopLossDecrease',
};
const marketTypes: readonly OrderTypeNumber[] = [orderTypes.MarketIncrease, orderTypes.MarketDecrease];

/**
 * Once an order that waits at GMX is carried out; what came with it is in GMX's vault. A market order that GMX would cancel
 * at this block is cancelled: then what came with it is back. A resting one stays, for GMX freezes it at most.
 */
function afterWaiting(detail: GmxDetail, order: GmxOrder): GmxDetail {
  const left = { ...detail, orders: detail.orders.filter(({ key }) => key !== order.key) };
  try {
    return partsOfWaiting(left, order).after;
  } catch (error) {
    if (!(error instanceof VenueRefusal)) throw error;
    return marketTypes.includes(order.orderType) ? withoutOrder(detail, order) : detail;
  }
}

function partsOfWaiting(detail: GmxDetail, order: GmxOrder): Parts {
  const nothing: Parts = { parts: [], after: detail };
  const { account, market, initialCollateralToken: collateralToken, isLong, sizeDeltaUsd, acceptablePrice } = order;
  const key = positionKey(account, market, collateralToken, isLong);
  contextOf(detail, market);
  const position = positionIn(detail, key);
  if (increases(order)) {
    const held = position ?? emptyPosition({ key, account, market, collateralToken, isLong });
    const collateral = { amount: order.initialCollateralDeltaAmount };
    const request =
      sizeDeltaUsd === 0n
        ? depositOnly(held, collateral)
        : marketIncrease(held, { sizeDeltaUsd, collateral, acceptablePrice });
    return increasePart(nothing, held, request, { isPaid: true });
  }
  if (!position) throw new VenueRefusal('the position of a waiting order is gone');
  const withdrawAmount = order.initialCollateralDeltaAmount;
  const request = marketDecrease(position, { sizeDeltaUsd, acceptablePrice, withdrawAmount });
  return decreasePart(nothing, position, { ...request, orderType: decreaseTypes[order.orderType] ?? 'MarketDecrease' });
}

function withoutOrder(detail: GmxDetail, order: GmxOrder): GmxDetail {
  const left = { ...detail, orders: detail.orders.filter(({ key }) => key !== order.key) };
  return increases(order) ? withWallet(left, order.initialCollateralToken, order.initialCollateralDeltaAmount) : left;
}
