import type { Executed } from './executed.js';
import { intervalAverage } from './intervalAverage.js';
import { type Shortfall, shortfallOf } from './shortfall.js';

/** How well one order was done. */
export interface Execution {
  order: Executed;
  /** null for what nobody has tried: it was rejected, or it waits. */
  shortfall: Shortfall | null;
  prices: ExecutionPrices;
  /** Of what was ordered. */
  filledShare: number;
  /** From when it was asked for, milliseconds; NaN where it has not come to that. */
  toFirstFill: number;
  toDone: number;
  /** What it has traded of all that the market has while it was worked; NaN where the market's volume is not told. */
  participation: number;
}

/** USD per unit; NaN where not known. */
export interface ExecutionPrices {
  decision: number;
  arrival: number;
  /** What its parts were expected to trade at, by quantity. */
  quoted: number;
  /** FIX AvgPx; fees not included. */
  filled: number;
  /** Time-weighted, from when it was taken on to its last trade. */
  interval: number;
}

export function executionOf(order: Executed): Execution {
  const { worked, trades, askedAt, acceptedAt, marks, status } = order;
  const quantity = trades.reduce((sum, trade) => sum + trade.quantity, 0);
  const paid = trades.reduce((sum, trade) => sum + trade.quantity * trade.price, 0);
  const quoted = trades.reduce((sum, trade) => sum + trade.quantity * trade.quoted, 0);
  const first = trades[0];
  const last = trades.at(-1);
  return {
    order,
    shortfall: isTried(order) ? shortfallOf(worked) : null,
    prices: {
      decision: worked.decisionPrice,
      arrival: worked.arrivalPrice,
      quoted: quantity > 0 ? quoted / quantity : Number.NaN,
      filled: quantity > 0 ? paid / quantity : Number.NaN,
      interval: last && acceptedAt !== null ? intervalAverage(marks, acceptedAt, last.at) : Number.NaN,
    },
    filledShare: worked.ordered > 0 ? quantity / worked.ordered : Number.NaN,
    toFirstFill: first ? Math.max(0, first.at - askedAt) : Number.NaN,
    participation: participationOf(order),
    toDone: last && status === 'Filled' ? Math.max(0, last.at - askedAt) : Number.NaN,
  };
}

/** What waits, to be taken on, for a person or for its first part, has cost nothing yet, which is not 0 of a trade. */
function isTried({ status, trades, endedAt, worked: { undone, costs } }: Executed): boolean {
  if (status === 'Rejected') return false;
  return trades.length > 0 || endedAt !== null || undone > 0 || costs.gas !== 0 || costs.keeper !== 0;
}

/** Up to the newest sample whose volume is told. Not more than all: a sample may be older than what the venue counts of our own. */
function participationOf({ marks, trades }: Executed): number {
  const seen = marks.filter(({ volume }) => typeof volume === 'number' && volume > 0).at(-1);
  if (!seen?.volume) return Number.NaN;
  const own = trades.reduce((sum, { at, quantity, price }) => (at <= seen.at ? sum + quantity * price : sum), 0);
  return Math.min(1, own / seen.volume);
}
