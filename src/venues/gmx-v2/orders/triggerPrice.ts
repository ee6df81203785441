import type { MinMax } from '../state.js';
import type { DecreaseOrderType, IncreaseOrderType } from './request.js';

export type TriggerOrderType = Exclude<IncreaseOrderType | DecreaseOrderType, 'MarketIncrease' | 'MarketDecrease'>;

/** When a keeper may execute a trigger order: the index token's price on that side, compared with the trigger. */
export interface TriggerRule {
  side: keyof MinMax;
  comparison: 'atOrAbove' | 'atOrBelow';
}

/**
 * BaseOrderUtils.validateOrderTriggerPrice. The side of the spread is the one the action would execute at: a buyer's is
 * max, a seller's min.
 */
export function triggerRule(orderType: TriggerOrderType, isLong: boolean): TriggerRule {
  switch (orderType) {
    case 'LimitIncrease':
      return isLong ? { side: 'max', comparison: 'atOrBelow' } : { side: 'min', comparison: 'atOrAbove' };
    case 'StopIncrease':
      return isLong ? { side: 'max', comparison: 'atOrAbove' } : { side: 'min', comparison: 'atOrBelow' };
    case 'LimitDecrease':
      return isLong ? { side: 'min', comparison: 'atOrAbove' } : { side: 'max', comparison: 'atOrBelow' };
    case 'StopLossDecrease':
      return isLong ? { side: 'min', comparison: 'atOrBelow' } : { side: 'max', comparison: 'atOrAbove' };
  }
}

/** Would it be executed at these prices already? Then it is a market order that can freeze. */
export function isTriggered(
  orderType: TriggerOrderType,
  isLong: boolean,
  triggerPrice: bigint,
  index: MinMax,
): boolean {
  const { side, comparison } = triggerRule(orderType, isLong);
  return comparison === 'atOrAbove' ? index[side] >= triggerPrice : index[side] <= triggerPrice;
}
