import type { PnlParts } from '../../model/pnl.js';

/** In the order in which they are told. */
export const partNames = [
  'delta',
  'gamma',
  'vega',
  'higher',
  'theta',
  'funding',
  'borrow',
  'fees',
  'trades',
  'unexplained',
] as const satisfies readonly (keyof PnlParts)[];

export const noParts = (): PnlParts => ({
  delta: 0,
  gamma: 0,
  vega: 0,
  higher: 0,
  theta: 0,
  funding: 0,
  borrow: 0,
  fees: 0,
  trades: 0,
  unexplained: 0,
});

/** Adds `weight` times `more` to `parts`, in place. */
export function addParts(parts: PnlParts, more: Partial<PnlParts>, weight = 1): void {
  for (const name of partNames) {
    const one = more[name];
    // A weight of 0 counts for nothing, even of what is not known.
    if (one !== undefined && weight !== 0) parts[name] += weight * one;
  }
}

/** USD: all parts but `unexplained`. */
export const explainedBy = (parts: PnlParts): number =>
  partNames.reduce((sum, name) => (name === 'unexplained' ? sum : sum + parts[name]), 0);

/** USD: the magnitudes of all parts but `unexplained`. */
export const grossOf = (parts: PnlParts): number =>
  partNames.reduce((sum, name) => (name === 'unexplained' ? sum : sum + Math.abs(parts[name])), 0);
