import type { Address } from 'viem';
import { isAddressEqual } from 'viem';
import type { TradeTerms } from '../../model/order.js';
import { fromFloat, smallest } from '../../model/units.js';
import { stricterPrice } from '../stricterPrice.js';
import { VenueRefusal } from '../venue.js';
import type { Binding } from './binding.js';
import { quantityToTokens, wadToPrice } from './convert.js';
import type { GmxDetail } from './detail.js';
import { contextOf } from './detail.js';
import { positionKey } from './keys.js';
import { emptyPosition } from './math/emptyPosition.js';
import { divAway } from './math/fixedPoint.js';
import { fillIncrease } from './math/increase.js';
import { closingPrice, collateralPrice, openingPrice } from './math/prices.js';
import { instrumentIdOf } from './names.js';
import { acceptablePrice, buys, type Direction } from './orders/acceptablePrice.js';
import { closePosition, marketDecrease } from './orders/decreaseIntents.js';
import { marketIncrease } from './orders/increaseIntents.js';
import type { DecreaseRequest, IncreaseRequest } from './orders/request.js';
import { decreasePart, increasePart, type Parts } from './parts.js';
import { positionIdOf } from './positionId.js';
import type { GmxMarket, GmxPosition, MarketContext, MarketProps } from './state.js';

/** The market of an instrument. @throws VenueRefusal when it was not read */
export function marketNamed({ markets }: GmxDetail, instrument: string): GmxMarket {
  const found = Object.values(markets).find(({ props }) => instrumentIdOf(props.name) === instrument);
  if (found) return found;
  throw new VenueRefusal(`${instrument} is not watched`, {
    mend: 'add it under watch: in the strategy, and under venues: gmx-v2: markets: in ballast.yaml',
  });
}

/**
 * A trade as GMX takes it: what stands against it is closed first, position by position, and the rest opens or adds to
 * one on its own side. A reduce-only trade stops where its position ends. @throws VenueRefusal
 */
export function tradeParts(binding: Binding, detail: GmxDetail, terms: TradeTerms): Parts {
  const market = marketNamed(detail, terms.instrument);
  const { props } = market;
  const isLong = terms.side === 'Buy';
  const held = detail.positions.filter((position) => isAddressEqual(position.market, props.marketToken));
  const isNamed = (position: GmxPosition) => positionIdOf(binding, props, position) === terms.position;
  const named = held.find(isNamed);
  if (terms.position !== null && !named) {
    throw new VenueRefusal(`${terms.position} is not held`, { mend: 'it was closed, or never opened' });
  }
  const against = held.filter((position) => position.isLong !== isLong);
  const reducible =
    terms.reduceOnly && named ? [named] : named ? [named, ...against.filter((p) => p !== named)] : against;
  let left = quantityToTokens(terms.quantity, props.indexTokenDecimals, terms.reduceOnly ? 'up' : 'down');
  if (left <= 0n) throw new VenueRefusal('a trade needs a quantity above 0', { facts: [`quantity ${terms.quantity}`] });
  let parts: Parts = { parts: [], after: detail };
  for (const position of reducible) {
    if (left === 0n || position.isLong === isLong) continue;
    const tokens = smallest(left, position.sizeInTokens);
    parts = decreasePart(
      parts,
      position,
      decreaseRequest(contextOf(detail, props.marketToken), position, tokens, terms),
    );
    left -= tokens;
  }
  if (terms.reduceOnly) {
    if (parts.parts.length > 0 && isWithin(left, props.indexTokenDecimals)) return parts;
    throw new VenueRefusal('a reduce-only trade must shrink the position and not pass zero', {
      facts: [`${terms.side} ${terms.quantity} of ${terms.instrument}, position ${terms.position ?? 'none'}`],
    });
  }
  return left === 0n ? parts : grow(binding, parts, terms, named, left);
}

/** Quantities have 18 decimals; of a token with fewer, one unit may be the rounding. */
const isWithin = (left: bigint, decimals: number): boolean => left <= (decimals < 18 ? 1n : 0n);

/** What of a trade bounds its price. */
type PriceBound = Pick<TradeTerms, 'maxSlippage' | 'worstPrice'>;

/** The stricter of what the slippage allows and the worst price that the terms name, rounded for the account. */
function boundFor(
  { indexTokenDecimals }: MarketProps,
  price: bigint,
  direction: Direction,
  { maxSlippage, worstPrice }: PriceBound,
): bigint {
  const isBuy = buys(direction);
  const worst = worstPrice && wadToPrice(worstPrice, indexTokenDecimals, isBuy ? 'down' : 'up');
  return stricterPrice(isBuy ? 'Buy' : 'Sell', acceptablePrice(price, direction, maxSlippage), worst);
}

/** Index tokens of a position → the request that closes them; all of them is exactly its size. */
export function decreaseRequest(
  { market, prices }: MarketContext,
  position: GmxPosition,
  tokens: bigint,
  terms: PriceBound,
): DecreaseRequest {
  const direction = { kind: 'decrease', isLong: position.isLong } as const;
  const bound = boundFor(market.props, closingPrice(prices, position.isLong), direction, terms);
  if (tokens >= position.sizeInTokens) return closePosition(position, { acceptablePrice: bound });
  // Rounded up: what reduces shall reduce by as much as was asked.
  const sizeDeltaUsd = divAway(position.sizeInUsd * tokens, position.sizeInTokens);
  return marketDecrease(position, { sizeDeltaUsd, acceptablePrice: bound });
}

function grow(
  binding: Binding,
  parts: Parts,
  terms: TradeTerms,
  named: GmxPosition | undefined,
  tokens: bigint,
): Parts {
  const detail = parts.after;
  const { props } = marketNamed(detail, terms.instrument);
  const context = contextOf(detail, props.marketToken);
  const isLong = terms.side === 'Buy';
  const position =
    (named?.isLong === isLong ? named : undefined) ??
    detail.positions.find((held) => isAddressEqual(held.market, props.marketToken) && held.isLong === isLong) ??
    newPosition(binding.account, props.marketToken, props.shortToken, isLong);
  const sizeDeltaUsd = tokens * openingPrice(context.prices, isLong);
  const amount = collateralFor(context, position, sizeDeltaUsd, terms.leverage, detail);
  return increasePart(parts, position, increaseRequest(context, position, sizeDeltaUsd, amount, terms));
}

export const newPosition = (
  account: Address,
  market: Address,
  collateralToken: Address,
  isLong: boolean,
): GmxPosition =>
  emptyPosition({
    key: positionKey(account, market, collateralToken, isLong),
    account,
    market,
    collateralToken,
    isLong,
  });

function increaseRequest(
  { market, prices }: MarketContext,
  position: GmxPosition,
  sizeDeltaUsd: bigint,
  amount: bigint,
  terms: PriceBound,
): IncreaseRequest {
  const { isLong } = position;
  const bound = boundFor(market.props, openingPrice(prices, isLong), { kind: 'increase', isLong }, terms);
  return marketIncrease(position, { sizeDeltaUsd, collateral: { amount }, acceptablePrice: bound });
}

/**
 * Collateral that backs what is added at the leverage asked for, and pays its fee; smallest units, rounded up.
 * @throws VenueRefusal without a leverage
 */
export function collateralFor(
  context: MarketContext,
  position: GmxPosition,
  sizeDeltaUsd: bigint,
  leverage: number | undefined,
  { discounts }: Pick<GmxDetail, 'discounts'>,
): bigint {
  if (leverage === undefined || !(leverage > 0)) {
    throw new VenueRefusal('what opens or adds to a GMX position must say with what leverage', {
      facts: ['each of its positions has a margin of its own'],
      mend: 'give the rule a leverage: 5',
    });
  }
  const price = collateralPrice(context, position.collateralToken).min;
  const margin = divAway(sizeDeltaUsd * 10n ** 18n, fromFloat(leverage, 'down'));
  const { fees } = fillIncrease(context, position, { sizeDeltaUsd, collateralDeltaAmount: 0n, discounts });
  return divAway(margin, price) + fees.positionFeeAmount - fees.totalDiscountAmount;
}
