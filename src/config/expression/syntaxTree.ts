import type { MathNode } from 'mathjs';
import { ExpressionError } from './expressionError.js';
import { parser } from './parser.js';
import type { Token } from './tokens.js';

/** The tokens as mathjs understands them: precedence and grouping. @throws ExpressionError when they make no sentence. */
export function syntaxTreeOf(source: string, tokens: readonly Token[]): MathNode {
  if (tokens.length === 0) {
    throw new ExpressionError(source, [
      { column: 1, message: 'the condition is empty', mend: 'write one, for example `health < 1.3`' },
    ]);
  }
  try {
    return parser().parse(samePlaces(tokens));
  } catch (error) {
    const column = Math.min(columnOf(error), source.length + 1);
    const there = tokens.find((token) => token.column >= column);
    const message = there ? `\`${there.text}\` cannot stand here` : 'the condition ends too early';
    throw new ExpressionError(
      source,
      [{ column: there?.column ?? column, message, mend: mendOf(error, tokens) }],
      error,
    );
  }
}

/** The tokens on one line, each at the column where the operator wrote it; `1_500` is 1500 to mathjs. */
function samePlaces(tokens: readonly Token[]): string {
  let line = '';
  for (const { text, kind, column } of tokens) {
    line = line.padEnd(column - 1) + (kind === 'number' ? text.replaceAll('_', '') : text);
  }
  return line;
}

const columnOf = (error: unknown): number =>
  typeof error === 'object' && error !== null && 'char' in error && typeof error.char === 'number' ? error.char : 1;

function mendOf(error: unknown, tokens: readonly Token[]): string {
  const opened = tokens.filter(({ text }) => text === '(').length;
  const closed = tokens.filter(({ text }) => text === ')').length;
  if (opened > closed) return 'close the parenthesis';
  if (closed > opened) return 'open a parenthesis, or remove this one';
  const said = error instanceof Error ? error.message : '';
  if (said.startsWith('Value expected') || said.startsWith('Unexpected end')) return 'a number or a metric is missing';
  return 'join two parts with an operator: + - * / < <= > >= == != and or';
}
