import { BallastError } from '../model/error.js';
import { type Problem, renderProblem } from './problem.js';

/** Operators' files that cannot be used: every problem of every file, in one report. */
export class ConfigError extends BallastError {
  override name = 'ConfigError';
  readonly problems: readonly Problem[];

  /** @param problems At least one. Files are reported in the order of their first appearance, each from top to bottom. */
  constructor(problems: readonly Problem[]) {
    const files = [...new Set(problems.map(({ file }) => file))];
    const sorted = [...problems].sort(
      (a, b) => files.indexOf(a.file) - files.indexOf(b.file) || a.line - b.line || a.column - b.column,
    );
    const count = sorted.length === 1 ? '1 problem' : `${sorted.length} problems`;
    const where = files.length === 1 ? files[0] : `${files.length} files`;
    super(`${count} in ${where}; nothing was sent`, {
      facts: sorted.flatMap((problem, index) => {
        const lines = renderProblem(problem);
        return index === sorted.length - 1 ? lines : lines.with(-1, `${lines.at(-1)}\n`);
      }),
    });
    this.problems = sorted;
  }
}
