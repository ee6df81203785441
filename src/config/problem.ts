/** One thing wrong in an operator's file: where, what, and what to do about it. */
export interface Problem {
  file: string;
  /** 1-based; 0 when it is about the file as a whole. */
  line: number;
  /** 1-based. */
  column: number;
  /** `rules[0].when`; empty for the file as a whole. */
  path: string;
  message: string;
  mend: string;
  /** The line as it stands in the file, without what may be secret. */
  source: string;
}

export type Path = readonly (string | number)[];

/** `['rules', 0, 'when']` → `rules[0].when`. */
export const pathText = (path: Path): string =>
  path.map((part, at) => (typeof part === 'number' ? `[${part}]` : `${at === 0 ? '' : '.'}${part}`)).join('');

/** A problem of a file as a whole: it is not there, it cannot be read. */
export const fileProblem = (file: string, message: string, mend: string): Problem => ({
  file,
  line: 0,
  column: 0,
  path: '',
  message,
  mend,
  source: '',
});

/** As a person reads it, one line an element: where, the line itself with a caret, what, the mend. */
export function renderProblem(problem: Problem): string[] {
  const { file, line, column, path, message, mend, source } = problem;
  const lines = [`${file}${line > 0 ? `:${line}:${column}` : ''}${path ? `  ${path}` : ''}`];
  if (source.trim() !== '') {
    const gutter = String(line);
    lines.push(`  ${gutter} | ${source}`);
    if (column <= source.length + 1) lines.push(`  ${' '.repeat(gutter.length)} | ${' '.repeat(column - 1)}^`);
  }
  return [...lines, `  ${message}`, `  mend: ${mend}`];
}
