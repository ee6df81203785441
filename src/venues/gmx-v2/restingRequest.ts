import type { Hex } from 'viem';
import { getAddress, isAddressEqual, isHex } from 'viem';
import type { RestingTerms } from '../../model/order.js';
import { VenueRefusal } from '../venue.js';
import type { Binding } from './binding.js';
import { quantityToTokens, wadToPrice } from './convert.js';
import type { GmxDetail } from './detail.js';
import { contextOf, positionIn } from './detail.js';
import { positionOf } from './marginAt.js';
import { divAway } from './math/fixedPoint.js';
import { openingPrice } from './math/prices.js';
import { underlyingOf } from './names.js';
import { acceptablePrice, anyPrice } from './orders/acceptablePrice.js';
import { ALL, stopLoss, takeProfit } from './orders/decreaseIntents.js';
import { limitEntry, stopEntry } from './orders/increaseIntents.js';
import type { OrderRequest, UpdateOrderRequest } from './orders/request.js';
import { isTriggered, type TriggerOrderType } from './orders/triggerPrice.js';
import { increasePart } from './parts.js';
import { pricesAt } from './pricesAt.js';
import type { GmxOrder, GmxPosition, MarketProps } from './state.js';
import { orderTypes } from './state.js';
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
  refuseAnother(standing, request);
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

/** Judged at its trigger, where it is to be carried out. @throws VenueRefusal when GMX would not carry it out there */
function entry(binding: Binding, detail: GmxDetail, terms: RestingTerms): OrderRequest {
  const { props } = marketNamed(detail, terms.instrument);
  const isLong = terms.side === 'Buy';
  const position = entryPosition(binding, detail, terms, props, isLong);
  if (position.isLong !== isLong) {
    throw new VenueRefusal('an entry grows a position of its own side', {
      facts: [`${terms.side} on ${terms.position}`],
    });
  }
  const triggerPrice = wadToPrice(terms.triggerPrice, props.indexTokenDecimals, 'down');
  if (triggerPrice <= 0n) throw new VenueRefusal('a trigger is a price above 0');
  const sizeDeltaUsd = quantityToTokens(terms.quantity, props.indexTokenDecimals, 'down') * triggerPrice;
  const direction = { kind: 'increase', isLong } as const;
  const bound =
    terms.maxSlippage === null ? anyPrice(direction) : acceptablePrice(triggerPrice, direction, terms.maxSlippage);
  const then = atTrigger(binding, detail, props, triggerPrice, isLong);
  const amount = collateralFor(contextOf(then, props.marketToken), position, sizeDeltaUsd, terms.leverage, detail);
  const place = terms.ordType === 'Stop' ? stopEntry : limitEntry;
  const request = place(position, { triggerPrice, sizeDeltaUsd, collateral: { amount }, acceptablePrice: bound });
  increasePart({ parts: [], after: then }, position, request);
  return request;
}

/** The one named, else the one that an order without a name would grow: with the short token, a dollar, as collateral. */
function entryPosition(
  binding: Binding,
  detail: GmxDetail,
  terms: RestingTerms,
  { marketToken, shortToken }: MarketProps,
  isLong: boolean,
): GmxPosition {
  if (terms.position !== null) return positionOf(binding, detail, terms.position);
  const opened = newPosition(binding.account, marketToken, shortToken, isLong);
  return positionIn(detail, opened.key) ?? opened;
}

/** The account with the index where the order opens at its trigger. */
function atTrigger(
  binding: Binding,
  detail: GmxDetail,
  { name, marketToken }: MarketProps,
  triggerPrice: bigint,
  isLong: boolean,
): GmxDetail {
  const context = contextOf(detail, marketToken);
  const opening = openingPrice(context.prices, isLong);
  const prices = pricesAt(binding, context, underlyingOf(name), () => triggerPrice, opening);
  return { ...detail, prices: { ...detail.prices, [getAddress(marketToken)]: { prices, doubt: null } } };
}

/** GMX changes an order's size and prices, and nothing else of it. */
function refuseAnother(standing: GmxOrder, request: OrderRequest): void {
  const mend = 'cancel it, and place another';
  const isSame =
    standing.orderType === orderTypes[request.orderType] &&
    standing.isLong === request.isLong &&
    isAddressEqual(standing.market, request.market) &&
    isAddressEqual(standing.initialCollateralToken, request.collateralToken);
  if (!isSame) {
    throw new VenueRefusal(`order ${standing.key.slice(0, 10)}… is of another kind, or about another position`, {
      mend,
    });
  }
  const held = standing.initialCollateralDeltaAmount;
  if (request.kind === 'increase' && held < request.collateralAmount) {
    throw new VenueRefusal(`order ${standing.key.slice(0, 10)}… would be changed to a higher leverage`, {
      facts: [`it came with ${held} units of collateral and would need ${request.collateralAmount}`],
      mend,
    });
  }
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
