import type { WorkingMark } from '../../model/desk.js';

/** Fewer steps than this say nothing. */
const leastSteps = 6;
/** Milliseconds; within less, nothing says anything of a volatility. */
const leastTime = 60_000;
const millisPerYear = 365 * 86_400_000;

/**
 * How much a price has moved over samples of it, annualised, 1 = 100 %: the root of its squared log returns by the time that they took
 * (realised volatility, Andersen and Bollerslev, 1998). null of too few, or where a price is none.
 */
export function realisedVol(marks: readonly Pick<WorkingMark, 'last' | 'at'>[]): number | null {
  const [first, ...rest] = marks;
  const elapsed = (rest.at(-1)?.at ?? 0) - (first?.at ?? 0);
  if (!first || rest.length < leastSteps || elapsed < leastTime) return null;
  let squares = 0;
  let before = first.last;
  for (const { last } of rest) {
    squares += Math.log(last / before) ** 2;
    before = last;
  }
  const vol = Math.sqrt(squares / (elapsed / millisPerYear));
  return Number.isFinite(vol) ? vol : null;
}
