import type { ExecutedTrade } from '../../../assess/execution/executed.js';
import type { PaidCosts } from '../../../assess/execution/shortfall.js';
import type { Fill } from '../../../model/order.js';
import { toFloat } from '../../../model/units.js';
import { actualCost } from '../../../plan/cost/actualCost.js';
import { type CostComparison, compareCosts } from '../../../plan/cost/compareCosts.js';
import type { SentOrder } from './partsOf.js';

type TradeFill = Extract<Fill, { kind: 'trade' }>;

/** What one fill is judged by. */
export function tradeOf({ order }: SentOrder, fill: TradeFill, at: number, fallbackMark = Number.NaN): ExecutedTrade {
  return {
    ...{ child: order.id, at, quantity: toFloat(fill.quantity), price: toFloat(fill.price) },
    ...quoteOf(order, fallbackMark),
  };
}

/**
 * The mark that an order was decided at, and the price that was expected of it. What rests at a venue is not priced when it is placed:
 * then the mark is what is given, and no price was expected.
 */
export function quoteOf(
  { terms, cost }: Pick<SentOrder['order'], 'terms' | 'cost'>,
  fallbackMark = Number.NaN,
): { mark: number; quoted: number } {
  const mark = cost?.basis?.mark;
  if (terms.kind !== 'trade' || !cost || mark === undefined || mark === null) {
    return { mark: fallbackMark, quoted: Number.NaN };
  }
  const worse = terms.side === 'Buy' ? 1 : -1;
  return { mark, quoted: mark + (worse * cost.impact) / toFloat(terms.quantity) };
}

/** What orders have paid, by the same arithmetic as everywhere. */
export function paidBy(sent: readonly SentOrder[]): PaidCosts {
  const paid: PaidCosts = { fee: 0, gas: 0, keeper: 0, funding: null };
  for (const { fills, attempts, venueOrders, gasToken } of sent) {
    const happened = { fills: fills.map(({ fill }) => fill), attempts, venueOrders };
    const cost = actualCost(happened, { mark: null, gasToken });
    paid.fee += cost.fee;
    paid.gas += cost.gas;
    paid.keeper += cost.keeper;
    for (const { fill } of fills) paid.funding = settledBy(fill, paid.funding);
  }
  return paid;
}

export const knownPrice = (price: number | undefined): number | undefined =>
  price !== undefined && Number.isFinite(price) ? price : undefined;

/** A venue tells funding as the account's gain: a cost is the other way round. */
function settledBy(fill: Fill, before: number | null): number | null {
  if (fill.kind !== 'trade' || (fill.funding === undefined && fill.borrowing === undefined)) return before;
  const gained = (fill.funding ? toFloat(fill.funding) : 0) + (fill.borrowing ? toFloat(fill.borrowing) : 0);
  return (before ?? 0) - gained;
}

/** Of orders that were done whole: what was foretold beside what it came to. */
export function comparisonsOf(sent: readonly SentOrder[]): CostComparison[] {
  return sent.flatMap(({ order, fills, attempts, venueOrders }) => {
    if (!order.cost || order.status !== 'Filled' || attempts.length === 0) return [];
    const basis = order.cost.basis ?? { mark: null, gasToken: Number.NaN };
    const actual = actualCost({ fills: fills.map(({ fill }) => fill), attempts, venueOrders }, basis);
    return [compareCosts(order.cost, actual)];
  });
}
