import type { OrderId, OrderTerms } from '../../model/order.js';
import { VenueRefusal } from '../venue.js';
import type { Binding } from './binding.js';
import { collateralParts } from './collateralParts.js';
import type { GmxDetail } from './detail.js';
import { contextOf, positionIn } from './detail.js';
import { positionKey } from './keys.js';
import { emptyPosition } from './math/emptyPosition.js';
import { increases } from './orderSide.js';
import { marketDecrease } from './orders/decreaseIntents.js';
import { depositOnly, marketIncrease } from './orders/increaseIntents.js';
import { decreasePart, increasePart, type Parts, withWallet } from './parts.js';
import { orderNamed } from './restingRequest.js';
import type { GmxOrder } from './state.js';
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
      return terms.amounts.reduce<GmxDetail>((left, { address, amount }) => withWallet(left, address, amount), {
        ...detail,
        claimableFunding: [],
      });
    case 'rest':
      // It waits, and has done nothing yet.
      return detail;
  }
}

/**
 * Once an order that waits at GMX is carried out; what came with it is in GMX's vault. One that GMX would cancel at this
 * block is cancelled: then what came with it is back.
 */
function afterWaiting(detail: GmxDetail, order: GmxOrder): GmxDetail {
  const left = { ...detail, orders: detail.orders.filter(({ key }) => key !== order.key) };
  try {
    return partsOfWaiting(left, order).after;
  } catch (error) {
    if (error instanceof VenueRefusal) return withoutOrder(detail, order);
    throw error;
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
  return decreasePart(nothing, position, marketDecrease(position, { sizeDeltaUsd, acceptablePrice, withdrawAmount }));
}

function withoutOrder(detail: GmxDetail, order: GmxOrder): GmxDetail {
  const left = { ...detail, orders: detail.orders.filter(({ key }) => key !== order.key) };
  return increases(order) ? withWallet(left, order.initialCollateralToken, order.initialCollateralDeltaAmount) : left;
}
