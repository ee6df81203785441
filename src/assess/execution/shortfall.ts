import type { Side } from '../../model/order.js';

/** An order and what was done for it. float64; USD per unit, units of the instrument. NaN where a price is not known. */
export interface Worked {
  side: Side;
  /** All that was asked for. */
  ordered: number;
  /** What will not be done any more; 0 as long as an order is open. */
  undone: number;
  /** Where the instrument was marked when somebody wanted the trade. */
  decisionPrice: number;
  /** When the keeper took it on. */
  arrivalPrice: number;
  /** When it was over; wanted only where something was left undone. */
  endPrice: number;
  trades: readonly Trade[];
  costs: PaidCosts;
}

export interface Trade {
  /** Positive. */
  quantity: number;
  /** Fee not included. */
  price: number;
  /** Where it was marked when this part of the order was decided. */
  mark: number;
}

/** USD, of the whole order. Positive costs. */
export interface PaidCosts {
  fee: number;
  gas: number;
  /** To the venue's keepers. */
  keeper: number;
  /** Funding and borrowing that its trades have settled, owed for what was held before; null where no venue told any. */
  funding: number | null;
}

/** USD; positive is worse. */
export interface ShortfallParts {
  /** The market moved from when the trade was wanted until it was taken on. */
  delay: number;
  /** And from then until each part was decided. */
  timing: number;
  /** What parts were traded at, against the mark that they were decided at. */
  impact: number;
  fee: number;
  gas: number;
  keeper: number;
  funding: number;
  /** What was never done, at what the market has moved by the end. */
  opportunity: number;
}

export const shortfallParts = [
  'delay',
  'timing',
  'impact',
  'fee',
  'gas',
  'keeper',
  'funding',
  'opportunity',
] as const satisfies readonly (keyof ShortfallParts)[];

export interface Shortfall {
  /** What it is measured against; null where neither price is known, and then all that needs one is NaN. */
  from: 'decision' | 'arrival' | null;
  /** USD; a part that nobody can tell is NaN. */
  parts: ShortfallParts;
  /** The sum of the parts but `untold`, USD; NaN where any of those is not known. */
  total: number;
  /** Parts that are in no figure, as nobody has told them. */
  untold: readonly (keyof ShortfallParts)[];
  /** USD: what was ordered, at the price that it is measured against. */
  notional: number;
  /** `total` by `notional`. */
  bps: number;
}

/**
 * Implementation shortfall (Perold 1988): what an order came to, against doing all of it for nothing at the moment when it was wanted.
 * Where no price of that moment was kept it is measured against the arrival, and the delay is untold. What is still open counts for
 * nothing yet.
 */
export function shortfallOf(worked: Worked): Shortfall {
  const { side, ordered, undone, decisionPrice, arrivalPrice, endPrice, trades, costs } = worked;
  const worse = side === 'Buy' ? 1 : -1;
  const from = Number.isFinite(decisionPrice) ? 'decision' : Number.isFinite(arrivalPrice) ? 'arrival' : null;
  const start = from === 'decision' ? decisionPrice : arrivalPrice;
  const sum = (of: (trade: Trade) => number) => trades.reduce((total, trade) => total + of(trade), 0);
  const parts: ShortfallParts = {
    delay: sum(({ quantity }) => worse * (arrivalPrice - decisionPrice) * quantity),
    timing: sum(({ quantity, mark }) => worse * (mark - arrivalPrice) * quantity),
    impact: sum(({ quantity, price, mark }) => worse * (price - mark) * quantity),
    fee: costs.fee,
    gas: costs.gas,
    keeper: costs.keeper,
    funding: costs.funding ?? Number.NaN,
    opportunity: undone > 0 ? worse * (endPrice - start) * undone : 0,
  };
  const untold: (keyof ShortfallParts)[] = [
    ...(from === 'arrival' && trades.length > 0 ? (['delay'] as const) : []),
    ...(costs.funding === null ? (['funding'] as const) : []),
  ];
  const total = shortfallParts.reduce((all, part) => (untold.includes(part) ? all : all + parts[part]), 0);
  const notional = start * ordered;
  return { from, parts, total, untold, notional, bps: (total / notional) * 10_000 };
}
