import { isAddressEqual } from 'viem';
import { toFloat } from '../../model/units.js';
import type { Binding } from './binding.js';
import { symbolOf } from './binding.js';
import { priceToWad, tokensToQuantity, usdToWad } from './convert.js';
import { increases } from './orderSide.js';
import { MAX_UINT256 } from './orders/request.js';
import type { GmxMarket, GmxOrder, GmxPosition, MarketProps, OrderTypeNumber } from './state.js';
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

/** `stop-loss: all of the ETH/USD long, at 1 890` */
export function sayOrder(binding: Named, { props }: GmxMarket, position: GmxPosition | null, order: GmxOrder): string {
  const { orderType, sizeDeltaUsd, initialCollateralDeltaAmount: moved, triggerPrice } = order;
  const what = `${props.name} ${order.isLong ? 'long' : 'short'}`;
  const grows = increases(order);
  const collateral = sayCollateral(binding, props, order);
  if (sizeDeltaUsd === 0n)
    return grows ? `deposit: ${collateral} into the ${what}` : `withdrawal: ${collateral} from the ${what}`;
  const all = !grows && (sizeDeltaUsd === MAX_UINT256 || (position !== null && sizeDeltaUsd >= position.sizeInUsd));
  const size = all ? `all of the ${what}` : `${number(toFloat(usdToWad(sizeDeltaUsd, 'down')))} usd of ${what}`;
  const along = moved === 0n ? '' : grows ? `, with ${collateral}` : `, taking out ${collateral}`;
  const price = toFloat(priceToWad(triggerPrice, props.indexTokenDecimals, 'down'));
  return `${kinds[orderType]}: ${size}${along}${triggerPrice > 0n ? `, at ${number(price)}` : ''}`;
}

type Named = Pick<Binding, 'tokens'>;

function sayCollateral(
  binding: Named,
  { longToken, longTokenDecimals, shortTokenDecimals }: MarketProps,
  { initialCollateralToken: token, initialCollateralDeltaAmount }: GmxOrder,
): string {
  const decimals = isAddressEqual(token, longToken) ? longTokenDecimals : shortTokenDecimals;
  return `${number(toFloat(tokensToQuantity(initialCollateralDeltaAmount, decimals)))} ${symbolOf(binding, token)}`;
}

const number = (value: number): string =>
  value.toLocaleString('en-US', { maximumFractionDigits: 4 }).replaceAll(',', ' ');
