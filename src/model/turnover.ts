/**
 * What a pool has traded since it began, for each unit of its liquidity: counters that only grow. One reading says nothing; what was
 * traded between two is told by both, and by the liquidity that stood there.
 */
export interface Turnover {
  /** Units of the instrument that were sold into it, for each unit of liquidity. */
  base: number;
  /** USD that were paid into it, for each unit of liquidity. */
  quote: number;
  /** Units of liquidity at its price. */
  liquidity: number;
}

/**
 * USD traded between two readings of one pool, at `price` USD per unit; 0 where a counter has run over. With the lesser liquidity of
 * both: rather too little than what was never traded.
 */
export function tradedBetween(before: Turnover, now: Turnover, price: number): number {
  const [base, quote] = [now.base - before.base, now.quote - before.quote];
  if (!(base >= 0) || !(quote >= 0)) return 0;
  return (base * price + quote) * Math.min(before.liquidity, now.liquidity);
}
