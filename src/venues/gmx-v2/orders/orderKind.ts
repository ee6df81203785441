import type { OrderTypeName, OrderTypeNumber } from '../state.js';
import { orderTypes } from '../state.js';
import type { DecreaseOrderType, IncreaseOrderType } from './request.js';

/** The contracts' number → its name; null for a number that GMX does not have. */
export function orderTypeOf(value: number): OrderTypeName | null {
  const names = Object.keys(orderTypes) as OrderTypeName[];
  return names.find((name) => orderTypes[name] === value) ?? null;
}

export const isIncreaseType = (name: OrderTypeName): name is IncreaseOrderType =>
  name === 'MarketIncrease' || name === 'LimitIncrease' || name === 'StopIncrease';

/** That an account can create: a liquidation is a decrease too, and nobody's order. */
export const isDecreaseType = (name: OrderTypeName): name is DecreaseOrderType =>
  name === 'MarketDecrease' || name === 'LimitDecrease' || name === 'StopLossDecrease';

/** Executed once at the next prices or cancelled; the others wait for their trigger. */
export const isMarketType = (type: OrderTypeName | OrderTypeNumber): boolean => {
  const value = typeof type === 'number' ? type : orderTypes[type];
  return (
    value === orderTypes.MarketIncrease ||
    value === orderTypes.MarketDecrease ||
    value === orderTypes.MarketSwap ||
    value === orderTypes.Liquidation
  );
};
