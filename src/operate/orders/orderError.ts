import { BallastError } from '../../model/error.js';
import type { FieldProblem } from './orderFields.js';

/** One thing wrong with an order, and where it stands in what was read. */
export interface OrderProblem extends FieldProblem {
  /** 1-based; absent where the order did not come from a file. */
  line?: number;
  /** 1-based; absent where it is about the whole line. */
  column?: number;
}

/** More than these are counted and not listed. */
export const mostListed = 50;

/** Orders that cannot be taken: everything that is wrong with any of them, in one report. Nothing was written. */
export class OrderError extends BallastError {
  override name = 'OrderError';
  /** As many as were kept. */
  readonly problems: readonly OrderProblem[];
  /** How many there are. */
  readonly count: number;

  /** @param subject `the order`, `orders.csv`. @param count where more were found than were kept */
  constructor(subject: string, problems: readonly OrderProblem[], count = problems.length) {
    const sorted = [...problems].sort((a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0));
    const told = sorted.slice(0, mostListed);
    const rest = count - told.length;
    super(`${count === 1 ? '1 problem' : `${count} problems`} in ${subject}; nothing was written`, {
      facts: [
        ...told.flatMap((problem) => [lineOf(problem), `  mend: ${problem.mend}`]),
        ...(rest > 0 ? [`and ${rest} more`] : []),
      ],
    });
    this.problems = sorted;
    this.count = count;
  }
}

/** What is wrong is not what was asked, but when: the order is over. */
export class OrderOverError extends OrderError {
  override name = 'OrderOverError';
}

function lineOf({ line, column, field, message }: OrderProblem): string {
  const where = line === undefined ? '' : `line ${line}${column === undefined ? '' : `:${column}`}  `;
  return `${where}${field === null ? '' : `${field}: `}${message}`;
}
