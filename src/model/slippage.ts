/** Of a trade's price against one before, both USD per unit, in basis points: more is worse for that side. */
export const bpsWorse = (price: number, before: number, side: 'Buy' | 'Sell'): number =>
  ((price - before) / before) * (side === 'Buy' ? 10_000 : -10_000);
