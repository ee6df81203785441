import type { Address } from 'viem';
import { getAddress, isAddressEqual, zeroAddress } from 'viem';
import type { InstrumentId } from '../../model/instrument.js';
import type { CollateralToken } from '../../model/marginAccount.js';
import type { OrderTerms, Side } from '../../model/order.js';
import type { PositionId } from '../../model/positionId.js';
import { bps, tokenAmount, unixSeconds } from '../../model/units.js';
import type { VenueOrder } from '../../model/venueOrder.js';
import type { Binding } from './binding.js';
import { collateralTokenOf } from './collateralToken.js';
import { priceToWad, tokensToQuantity } from './convert.js';
import type { GmxDetail } from './detail.js';
import { divAway } from './math/fixedPoint.js';
import { midPrice, openingPrice } from './math/prices.js';
import { GMX_V2, instrumentIdOf } from './names.js';
import { increases } from './orderSide.js';
import { MAX_UINT256 } from './orders/request.js';
import { positionIdOf } from './positionId.js';
import { sayOrder } from './sayOrder.js';
import type { GmxMarket, GmxOrder, GmxPosition, MarketPrices, OrderTypeNumber } from './state.js';
import { orderTypes } from './state.js';

/** Keepers take seconds. A market order that has waited longer may never be carried out. */
export const overdueAfter = 60n;

/** Bounds of waiting orders are inside them; terms that are read back from one are not sent again. */
const unbounded = bps(10_000);

const ordTypes: Readonly<Record<OrderTypeNumber, VenueOrder['ordType']>> = {
  [orderTypes.MarketSwap]: 'Market',
  [orderTypes.LimitSwap]: 'Limit',
  [orderTypes.MarketIncrease]: 'Market',
  [orderTypes.LimitIncrease]: 'Limit',
  [orderTypes.MarketDecrease]: 'Market',
  [orderTypes.LimitDecrease]: 'Limit',
  [orderTypes.StopLossDecrease]: 'Stop',
  [orderTypes.Liquidation]: 'Market',
  [orderTypes.StopIncrease]: 'Stop',
};

/** What the account has asked GMX for and GMX has not done yet. */
export const waitingOrders = (binding: Binding, detail: GmxDetail): VenueOrder[] =>
  detail.orders.map((order) => waitingOrder(binding, detail, order));

function waitingOrder(binding: Binding, detail: GmxDetail, order: GmxOrder): VenueOrder {
  const known = knownMarket(detail, order);
  const ordType = ordTypes[order.orderType];
  const age = detail.now - order.updatedAtTime;
  const common = {
    id: order.key,
    venue: GMX_V2,
    account: order.account,
    ordType,
    status: order.isFrozen ? ('Suspended' as const) : ('New' as const),
    since: unixSeconds(Number(order.updatedAtTime)),
    overdue: ordType === 'Market' && age > overdueAfter,
    cancelable: ordType !== 'Market' || age >= detail.requestExpirationTime,
  };
  if (!known) {
    const describe = 'an order in a market that cannot be read, or a swap';
    return { ...common, instrument: null, position: null, triggerPrice: null, terms: null, held: null, describe };
  }
  const { market, prices, position } = known;
  const { props } = market;
  const triggerPrice = ordType === 'Market' ? null : priceToWad(order.triggerPrice, props.indexTokenDecimals, 'down');
  return {
    ...common,
    instrument: instrumentIdOf(props.name),
    position: positionIdOf(binding, props, { isLong: order.isLong, collateralToken: order.initialCollateralToken }),
    triggerPrice,
    terms: termsOf(binding, known, order),
    held:
      increases(order) && order.initialCollateralDeltaAmount > 0n
        ? {
            token: tokenOf(binding, market, prices, order.initialCollateralToken),
            amount: tokenAmount(order.initialCollateralDeltaAmount),
          }
        : null,
    describe: sayOrder(binding, known.market, position, order),
  };
}

interface Known {
  market: GmxMarket;
  prices: MarketPrices;
  /** The position that it would change; null when there is none yet. */
  position: GmxPosition | null;
}

function knownMarket(detail: GmxDetail, order: GmxOrder): Known | null {
  if (order.market === zeroAddress) return null;
  const market = detail.markets[getAddress(order.market)];
  const priced = detail.prices[getAddress(order.market)];
  if (!market || !priced) return null;
  const position = detail.positions.find(
    (held) =>
      isAddressEqual(held.market, order.market) &&
      isAddressEqual(held.collateralToken, order.initialCollateralToken) &&
      held.isLong === order.isLong,
  );
  return { market, prices: priced.prices, position: position ?? null };
}

const tokenOf = (binding: Binding, { props }: GmxMarket, prices: MarketPrices, address: Address): CollateralToken =>
  collateralTokenOf(binding, props, address, isAddressEqual(address, props.longToken) ? prices.long : prices.short);

/** null for what our terms cannot say: a swap on the way in, another collateral than the market's. */
function termsOf(binding: Binding, { market, prices, position }: Known, order: GmxOrder): OrderTerms | null {
  const { props } = market;
  const collaterals = [props.longToken, props.shortToken];
  if (order.swapPath.length > 0 || !collaterals.some((token) => isAddressEqual(token, order.initialCollateralToken)))
    return null;
  const grows = increases(order);
  const id = positionIdOf(binding, props, { isLong: order.isLong, collateralToken: order.initialCollateralToken });
  if (order.sizeDeltaUsd === 0n) return collateralTerms(binding, market, prices, order, grows, id);
  const side: Side = grows === order.isLong ? 'Buy' : 'Sell';
  const trade = {
    venue: GMX_V2,
    instrument: instrumentIdOf(props.name) satisfies InstrumentId,
    position: (position === null ? null : id) satisfies PositionId | null,
    side,
    quantity: tokensToQuantity(tokensOf(prices, position, order, grows), props.indexTokenDecimals),
    reduceOnly: !grows,
  };
  const ordType = ordTypes[order.orderType];
  if (ordType === 'Market') return { kind: 'trade', ...trade, maxSlippage: unbounded };
  return {
    kind: 'rest',
    ordType,
    ...trade,
    triggerPrice: priceToWad(order.triggerPrice, props.indexTokenDecimals, 'down'),
    maxSlippage: order.acceptablePrice === 0n || order.acceptablePrice === MAX_UINT256 ? null : unbounded,
    replaces: null,
  };
}

/** Index tokens; "all", and more than there is, is what the position has. */
function tokensOf(prices: MarketPrices, position: GmxPosition | null, order: GmxOrder, grows: boolean): bigint {
  // One with a trigger is sized on it: that is where it is to be carried out.
  if (grows)
    return order.sizeDeltaUsd / (order.triggerPrice > 0n ? order.triggerPrice : openingPrice(prices, order.isLong));
  if (!position) return order.sizeDeltaUsd === MAX_UINT256 ? 0n : order.sizeDeltaUsd / midPrice(prices.index);
  if (order.sizeDeltaUsd >= position.sizeInUsd) return position.sizeInTokens;
  return divAway(position.sizeInTokens * order.sizeDeltaUsd, position.sizeInUsd);
}

function collateralTerms(
  binding: Binding,
  market: GmxMarket,
  prices: MarketPrices,
  order: GmxOrder,
  grows: boolean,
  marginAccount: string,
): OrderTerms {
  const { symbol, decimals } = tokenOf(binding, market, prices, order.initialCollateralToken);
  return {
    kind: grows ? 'addCollateral' : 'removeCollateral',
    venue: GMX_V2,
    marginAccount,
    token: symbol,
    decimals,
    amount: tokenAmount(order.initialCollateralDeltaAmount),
  };
}
