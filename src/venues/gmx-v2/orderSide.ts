import type { GmxOrder } from './state.js';
import { orderTypes } from './state.js';

/** Whether an order opens a position or adds to one, collateral alone included. */
export const increases = ({ orderType }: Pick<GmxOrder, 'orderType'>): boolean =>
  orderType === orderTypes.MarketIncrease ||
  orderType === orderTypes.LimitIncrease ||
  orderType === orderTypes.StopIncrease;
