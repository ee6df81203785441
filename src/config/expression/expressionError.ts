import { BallastError } from '../../model/error.js';

/** One thing wrong with a condition. */
export interface ExpressionProblem {
  /** 1-based, in the text the operator wrote. */
  column: number;
  message: string;
  mend: string;
}

/** A condition that is not one: everything that was found wrong with it, in the order of the text. */
export class ExpressionError extends BallastError {
  override name = 'ExpressionError';
  readonly source: string;
  readonly problems: readonly ExpressionProblem[];

  constructor(source: string, problems: readonly ExpressionProblem[], cause?: unknown) {
    const [first] = problems;
    super(first?.message ?? 'not a condition', {
      facts: [`in: ${source.slice(0, 200)}`, ...problems.map(({ column, message }) => `column ${column}: ${message}`)],
      ...(first ? { mend: first.mend } : {}),
      ...(cause === undefined ? {} : { cause }),
    });
    this.source = source;
    this.problems = problems;
  }
}
