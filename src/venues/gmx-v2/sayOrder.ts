import { toFloat } from '../../model/units.js';
import { priceToWad, tokensToQuantity, usdToWad } from './convert.js';
import { MAX_UINT256 } from './orders/request.js';
import type { GmxMarket, GmxOrder, GmxPosition, OrderTypeNumber } from './state.js';
import { orderTypes } from './state.js';

const kinds: Readonly<Record<OrderTypeNumber, string>> = {
  [orderTypes.MarketSwap]: 'swap',
  [orderTypes.LimitSwap]: 'swap at a limit',
  [orderTypes.MarketIncrease]: 'increase',
  [orderTypes.LimitIncrease]: 'limit entry',
  [orderTypes.MarketDecrease]: 'decrease',
  [orderTypes.LimitDecrease]: 'take-profit',
  [orderTypes.StopLossDecrease]: 'stop-loss',
  [orderTypes.Liquidation]: 'liquidation',
  [orderTypes.StopIncrease]: 'stop entry',
};

/** `stop-loss: all of the ETH/USD long, at 1 890.00` */
export function sayOrder({ props }: GmxMarket, position: GmxPosition | null, order: GmxOrder): string {
  const side = order.isLong ? 'long' : 'short';
  const whole = order.sizeDeltaUsd === MAX_UINT256 || (position && order.sizeDeltaUsd >= position.sizeInUsd);
  const size =
    order.sizeDeltaUsd === 0n
      ? `collateral of the ${props.name} ${side}`
      : whole
        ? `all of the ${props.name} ${side}`
        : `${number(toFloat(usdToWad(order.sizeDeltaUsd, 'down')))} usd of ${props.name} ${side}`;
  const sent = order.initialCollateralDeltaAmount > 0n ? `, ${collateral(props, order)}` : '';
  const at =
    order.triggerPrice > 0n
      ? `, at ${number(toFloat(priceToWad(order.triggerPrice, props.indexTokenDecimals, 'down')))}`
      : '';
  return `${kinds[order.orderType]}: ${size}${sent}${at}`;
}

function collateral(
  props: GmxMarket['props'],
  { initialCollateralToken: token, initialCollateralDeltaAmount }: GmxOrder,
) {
  const long = token.toLowerCase() === props.longToken.toLowerCase();
  const decimals = long ? props.longTokenDecimals : props.shortTokenDecimals;
  const amount = toFloat(tokensToQuantity(initialCollateralDeltaAmount, decimals));
  return `${number(amount)} of its ${long ? 'long' : 'short'} token`;
}

const number = (value: number): string =>
  value.toLocaleString('en-US', { maximumFractionDigits: 4 }).replaceAll(',', ' ');
