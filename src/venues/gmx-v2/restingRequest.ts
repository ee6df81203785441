import type { Hex } from 'viem';
import { isHex } from 'viem';
import type { RestingTerms } from '../../model/order.js';
import { VenueRefusal } from '../venue.js';
import type { Binding } from './binding.js';
import { quantityToTokens, wadToPrice } from './convert.js';
import type { GmxDetail } from './detail.js';
import { contextOf } from './detail.js';
import { positionOf } from './marginAt.js';
import { divAway } from './math/fixedPoint.js';
import { acceptablePrice, anyPrice } from './orders/acceptablePrice.js';
import { ALL, stopLoss, takeProfit } from './orders/decreaseIntents.js';
import { limitEntry, stopEntry } from './orders/increaseIntents.js';
import type { OrderRequest, UpdateOrderRequest } from './orders/request.js';
import { isTriggered, type TriggerOrderType } from './orders/triggerPrice.js';
import { collateralFor, marketNamed, newPosition } from './tradeParts.js';

/** A resting order as GMX takes it: a new one, or a change of one that rests. @throws VenueRefusal */
export function restingRequest(
  binding: Binding,
  detail: GmxDetail,
  terms: RestingTerms,
): OrderRequest | UpdateOrderRequest {
  const request = terms.reduceOnly ? protection(binding, detail, terms) : entry(binding, detail, terms);
  refuseTriggered(detail, terms, request);
  if (terms.replaces === null) return request;
  const standing = orderNamed(detail, terms.replaces);
  return {
    kind: 'updateOrder',
    key: standing.key,
    sizeDeltaUsd: request.sizeDeltaUsd,
    acceptablePrice: request.acceptablePrice,
    triggerPrice: request.triggerPrice,
    minOutputAmount: 0n,
    validFromTime: 0n,
    autoCancel: request.kind === 'decrease' && request.autoCancel,
    executionFeeTopUp: 0n,
  };
}

/** @throws VenueRefusal when it does not wait any more */
export function orderNamed(detail: GmxDetail, id: string) {
  const standing = detail.orders.find(({ key }) => key === id.toLowerCase());
  if (standing) return standing;
  throw new VenueRefusal(`order ${id.slice(0, 10)}… does not wait on gmx-v2`, {
    mend: 'it was carried out or cancelled; look at the positions',
  });
}

export const orderKey = (id: string): Hex => {
  if (isHex(id)) return id;
  throw new VenueRefusal(`${id} is no order of gmx-v2`);
};

function protection(binding: Binding, detail: GmxDetail, terms: RestingTerms): OrderRequest {
  if (terms.position === null) throw new VenueRefusal('a reduce-only order rests on a position: name it');
  const position = positionOf(binding, detail, terms.position);
  if (position.isLong === (terms.side === 'Buy')) {
    throw new VenueRefusal('a reduce-only order must shrink the position', {
      facts: [`${terms.side} on ${terms.position}`],
    });
  }
  const { market } = contextOf(detail, position.market);
  const { indexTokenDecimals } = market.props;
  const tokens = quantityToTokens(terms.quantity, indexTokenDecimals, 'up');
  // The whole of it, whatever it will be by then.
  const sizeDeltaUsd =
    tokens >= position.sizeInTokens ? ALL : divAway(position.sizeInUsd * tokens, position.sizeInTokens);
  const { isLong } = position;
  const triggerPrice = wadToPrice(terms.triggerPrice, indexTokenDecimals, 'down');
  const direction = { kind: 'decrease', isLong } as const;
  const bound =
    terms.maxSlippage === null ? anyPrice(direction) : acceptablePrice(triggerPrice, direction, terms.maxSlippage);
  const place = terms.ordType === 'Stop' ? stopLoss : takeProfit;
  return place(position, { triggerPrice, sizeDeltaUsd, acceptablePrice: bound });
}

function entry(binding: Binding, detail: GmxDetail, terms: RestingTerms): OrderRequest {
  const { props } = marketNamed(detail, terms.instrument);
  const context = contextOf(detail, props.marketToken);
  const isLong = terms.side === 'Buy';
  const position =
    terms.position === null
      ? newPosition(binding.account, props.marketToken, props.shortToken, isLong)
      : positionOf(binding, detail, terms.position);
  if (position.isLong !== isLong) {
    throw new VenueRefusal('an entry grows a position of its own side', {
      facts: [`${terms.side} on ${terms.position}`],
    });
  }
  const triggerPrice = wadToPrice(terms.triggerPrice, props.indexTokenDecimals, 'down');
  const sizeDeltaUsd = quantityToTokens(terms.quantity, props.indexTokenDecimals, 'down') * triggerPrice;
  const direction = { kind: 'increase', isLong } as const;
  const bound =
    terms.maxSlippage === null ? anyPrice(direction) : acceptablePrice(triggerPrice, direction, terms.maxSlippage);
  const amount = collateralFor(context, position, sizeDeltaUsd, terms.leverage, detail);
  const place = terms.ordType === 'Stop' ? stopEntry : limitEntry;
  return place(position, { triggerPrice, sizeDeltaUsd, collateral: { amount }, acceptablePrice: bound });
}

/** It would be carried out at once, and freeze where it cannot: that is not what resting means. */
function refuseTriggered(detail: GmxDetail, terms: RestingTerms, request: OrderRequest): void {
  const { props } = marketNamed(detail, terms.instrument);
  const { prices } = contextOf(detail, props.marketToken);
  const type = request.orderType as TriggerOrderType;
  if (!isTriggered(type, request.isLong, request.triggerPrice, prices.index)) return;
  throw new VenueRefusal(`the price of ${props.name} has passed the trigger already`, {
    facts: [`trigger ${request.triggerPrice}, index ${prices.index.min} to ${prices.index.max}`],
    mend: 'trade at the market instead',
  });
}
