/** Liquidity in a range of prices, against a dollar token. */
export interface LiquidityRange {
  /** L: what the pool counts liquidity in, for prices in USD and whole tokens. */
  liquidity: number;
  /** USD per unit, above 0 and below `upper`. */
  lower: number;
  upper: number;
}

export interface LiquidityGreeks {
  /** USD. */
  value: number;
  /** Units of the underlying that are in it. */
  delta: number;
  /** Never positive: it sells what rises. 0 outside the range. */
  gamma: number;
}

/**
 * What liquidity in a range is worth at `price` USD, fees not counted: Adams et al., "Uniswap v3 Core" (2021), equations 6.29
 * and 6.30, with the dollar token as the other side. All of it is the underlying below the range and dollars above it.
 */
export function concentratedLiquidity(range: LiquidityRange, price: number): LiquidityGreeks {
  const { liquidity, lower, upper } = range;
  const inside = Math.min(Math.max(price, lower), upper);
  const root = Math.sqrt(inside);
  const top = Math.sqrt(upper);
  const units = (liquidity * (top - root)) / (root * top);
  const dollars = liquidity * (root - Math.sqrt(lower));
  return {
    value: units * price + dollars,
    delta: units,
    gamma: price <= lower || price >= upper ? 0 : -liquidity / (2 * price * root),
  };
}

/**
 * Share of the time that a price is in the range while it goes from one to another along a straight line of its logarithm: the
 * share of fees that a position earns on the way there. NaN where a price is not known.
 */
export function shareInRange({ lower, upper }: LiquidityRange, from: number, to: number): number {
  const low = Math.log(Math.min(from, to));
  const high = Math.log(Math.max(from, to));
  const inside = Math.min(high, Math.log(upper)) - Math.max(low, Math.log(lower));
  // Of the logarithms: two near prices may have the same.
  if (high === low) return from >= lower && from <= upper ? 1 : 0;
  return Math.max(inside, 0) / (high - low);
}
