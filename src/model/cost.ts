/**
 * What changing an exposure costs, in USD, float64. Positive costs; negative earns. An expectation, made before anything is sent,
 * and kept beside what then happened.
 */
export interface CostEstimate {
  /** To the venue. */
  fee: number;
  /** Lost against the market's mark, from the venue's own state. */
  impact: number;
  /** Funding, borrowing and interest that what is held then pays more than what is held now, over `hold`. */
  carry: number;
  /** Gas of all transactions at the block's price. */
  gas: number;
  /** To the venue's keepers. */
  keeper: number;
  /** All of the above. */
  total: number;
  /** What may be lost on top before the order's own bound ends it; expected by nobody, so not in `total`. */
  slippage: number;
}

/** What an order has cost, once it is over; what nobody can tell of is NaN there, and null in the ledger. */
export type CostParts = Omit<CostEstimate, 'slippage'>;

export const noCost: CostEstimate = { fee: 0, impact: 0, carry: 0, gas: 0, keeper: 0, total: 0, slippage: 0 };

/** Of several done one after the other. */
export function sumCosts(costs: readonly CostEstimate[]): CostEstimate {
  const sum = (part: keyof CostEstimate) => costs.reduce((total, cost) => total + cost[part], 0);
  return {
    fee: sum('fee'),
    impact: sum('impact'),
    carry: sum('carry'),
    gas: sum('gas'),
    keeper: sum('keeper'),
    total: sum('total'),
    slippage: sum('slippage'),
  };
}
