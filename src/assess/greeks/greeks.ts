import { type Greeks, greekNames } from '../../model/riskReport.js';

/** Of what moves one for one with its underlying: a perpetual, a token. */
export const linearGreeks = (quantity: number): Greeks => greeksBy((name) => (name === 'delta' ? quantity : 0));

/** Of what moves with a price, nobody can say how. */
export const unknownGreeks: Greeks = greeksBy(() => Number.NaN);

export const scaledGreeks = (unit: Greeks, quantity: number): Greeks => greeksBy((name) => quantity * unit[name]);

/** In the order given: float64 sums depend on it. Nothing sums to 0. */
export const sumGreeks = (all: readonly Greeks[]): Greeks =>
  greeksBy((name) => all.reduce((total, one) => total + one[name], 0));

function greeksBy(read: (name: keyof Greeks) => number): Greeks {
  const found: Partial<Greeks> = {};
  for (const name of greekNames) found[name] = read(name);
  return found as Greeks; // every name was visited
}
