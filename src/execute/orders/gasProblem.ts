import type { Order } from '../../model/order.js';
import { type Wei, weiToFloat } from '../../model/units.js';

/**
 * Why a transaction is too dear to send; null when it is not. The planner knows no gas, so a day's allowance is the
 * bound here: no single transaction may cost more than that. Nothing is too dear to save an account.
 * @param cost most that the transaction may cost in gas, wei
 * @param most what `limits.day.gas` allows, wei
 */
export function gasProblem({ orderClass }: Pick<Order, 'orderClass'>, cost: Wei, most: Wei): string | null {
  if (orderClass === 'survive' || cost <= most) return null;
  return `its gas may cost ${eth(cost)} of the gas token, and limits.day.gas allows ${eth(most)} for a whole day`;
}

const eth = (value: Wei): string => weiToFloat(value).toFixed(6);
