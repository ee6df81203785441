import type { OrderProblem } from './orderError.js';

/** Problems as they are found: all are counted, so many are kept. */
export interface ProblemList {
  readonly kept: readonly OrderProblem[];
  readonly count: number;
  add(problem: OrderProblem): void;
}

/** Enough to show what is wrong; a file of nothing but mistakes must not fill the memory. */
export const mostKept = 10_000;

export function createProblemList(most = mostKept): ProblemList {
  const kept: OrderProblem[] = [];
  let count = 0;
  return {
    kept,
    get count() {
      return count;
    },
    add(problem) {
      count += 1;
      if (kept.length < most) kept.push(problem);
    },
  };
}
