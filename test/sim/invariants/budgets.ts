import { toFloat } from '../../../src/model/units.js';
import type { Evidence } from '../evidence.js';

const HOUR = 3_600_000;

/** No order that may be stopped was made beyond what the strategy's limits allow; survival is counted, and not stopped. */
export function budgets({ ledger, limits }: Evidence): string[] {
  const broken: string[] = [];
  for (const order of ledger.orders) {
    if (order.orderClass === 'survive' || order.terms.kind === 'cancel') continue;
    const within = (ms: number) =>
      ledger.orders.filter(
        (one) => one.id < order.id && one.createdAt > order.createdAt - ms && one.createdAt <= order.createdAt,
      );
    const [hour, day] = [within(HOUR).length, within(24 * HOUR).length];
    if (hour >= limits.hour.orders)
      broken.push(`order ${order.id} is number ${hour + 1} of its hour; the limit is ${limits.hour.orders}`);
    if (day >= limits.day.orders)
      broken.push(`order ${order.id} is number ${day + 1} of its day; the limit is ${limits.day.orders}`);
    if (order.notional > limits.order)
      broken.push(`order ${order.id} is of ${order.notional} USD; the limit is ${limits.order}`);
    if (order.terms.kind !== 'trade') continue;
    const filled = within(24 * HOUR).flatMap(({ id }) =>
      ledger.fills.flatMap(({ order: of, fill, voided, at }) =>
        of === id && !voided && at <= order.createdAt && fill.kind === 'trade'
          ? [toFloat(fill.quantity) * toFloat(fill.price)]
          : [],
      ),
    );
    const turnover = filled.reduce((sum, usd) => sum + usd, order.notional);
    if (turnover > limits.day.turnover * (1 + 1e-9))
      broken.push(`order ${order.id} brings the day to ${turnover} USD; the limit is ${limits.day.turnover}`);
  }
  return broken;
}
