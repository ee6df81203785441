/** What the operator reads of one kind of alert beside what it says, does and mends. Each a phrase without a full stop. */
export interface RunbookChapter {
  /** Why it happens, the likeliest first. */
  why: string;
  /** When ballast does something about it next, or looks again. */
  next: string;
  /** How to stop what ballast does about it. */
  stop: string;
  /** What to do, in order. */
  steps: readonly string[];
  /** How it closes. */
  closes: string;
}

/** There is nothing that ballast does which anybody would want to stop. */
export const nothingToStop =
  'nothing needs to be stopped; `ballast pause` stops what adds risk, `ballast halt` everything';
