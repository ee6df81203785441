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
  /** What it was figured with; absent for the sum of several. */
  basis?: CostBasis;
}

/** Enough of the moment of a decision to figure by the same prices what then happened. */
export interface CostBasis {
  /** USD per unit that the impact counts from; null for what is not a trade. */
  mark: number | null;
  /** USD per whole gas token; NaN where no venue states it. */
  gasToken: number;
}

/** What an order has cost, once it is over; what nobody can tell of is NaN. */
export type CostParts = Omit<CostEstimate, 'slippage' | 'basis'>;

/** Of several done one after the other; of none, nothing. */
export function sumCosts(costs: readonly CostEstimate[]): CostEstimate {
  const sum = (part: Exclude<keyof CostEstimate, 'basis'>) => costs.reduce((total, cost) => total + cost[part], 0);
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
