import type { CollateralModel } from './buildModel.js';

/**
 * Whether not everybody can reach the target, nothing that is kept used and nothing reduced. By weak duality: with any price on what
 * a row lets be spent, what is there at these prices, and what movements gain on top of them, is more than can be had. A token's price
 * here is the most that a unit of it does directly. Only a yes is certain; it saves a question that the solver is slow to say no to.
 */
export function isShortForCertain({ linear, moves, demands }: CollateralModel): boolean {
  const { starts, rows, values, upper, rowUpper } = linear;
  const counts = new Uint8Array(rowUpper.length);
  let needed = 0;
  for (const { stage, column, need } of demands) {
    if (stage !== 'margin') continue;
    counts[rows[starts[column] ?? 0] ?? 0] = 1;
    needed += need;
  }
  const used = moves.filter(({ kind, upper: most }) => kind !== 'reduction' && most > 0);
  /** What a unit of the column does for all targets, the prices of what it spends taken off. */
  const gainOf = (column: number, prices: Float64Array | null): number => {
    let gain = 0;
    for (let i = starts[column] ?? 0; i < (starts[column + 1] ?? 0); i++) {
      const [row, value] = [rows[i] ?? 0, values[i] ?? 0];
      gain += value * ((counts[row] ?? 0) - (prices?.[row] ?? 0));
    }
    return gain;
  };
  const prices = new Float64Array(rowUpper.length);
  for (const { kind, first } of used) {
    const gain = kind === 'way' ? gainOf(first, null) : 0;
    for (let i = starts[first] ?? 0; gain > 0 && i < (starts[first + 1] ?? 0); i++) {
      const row = rows[i] ?? 0;
      if (Number.isFinite(rowUpper[row]) && (values[i] ?? 0) > 0) prices[row] = Math.max(prices[row] ?? 0, gain);
    }
  }
  let most = 0;
  for (const [row, price] of prices.entries()) if (price > 0) most += price * (rowUpper[row] ?? 0);
  for (const { first, end } of used) {
    for (let column = first; column < end; column++) most += Math.max(0, gainOf(column, prices)) * (upper[column] ?? 0);
  }
  return most < needed * (1 - 1e-6);
}
