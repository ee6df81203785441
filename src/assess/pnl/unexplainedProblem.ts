import type { PnlReport } from '../../model/pnl.js';

/** USD: below it nobody needs to look, whatever share it is. */
const pettyCash = 1;

/**
 * Why somebody should look at a day, in a sentence; null where what is unexplained is within the bound.
 * @param bound - Share of gross P&L.
 */
export function unexplainedProblem({ parts, gross, byPosition }: PnlReport, bound: number): string | null {
  const { unexplained } = parts;
  // NaN is over any bound: what is not known is not explained.
  if (Math.abs(unexplained) <= Math.max(pettyCash, bound * gross)) return null;
  const [worst] = [...byPosition].sort((a, b) => Math.abs(b.unexplained) - Math.abs(a.unexplained));
  const share = gross > 0 ? `${((100 * Math.abs(unexplained)) / gross).toFixed(1)} % of` : 'against';
  const most = worst ? `; most of it is ${worst.position} with ${worst.unexplained.toFixed(2)}` : '';
  return `${unexplained.toFixed(2)} usd are unexplained, ${share} ${gross.toFixed(2)} gross (bound ${(100 * bound).toFixed(1)} %)${most}`;
}
