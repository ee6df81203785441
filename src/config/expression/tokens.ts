import { ExpressionError } from './expressionError.js';

export interface Token {
  kind: 'number' | 'name' | 'keyword' | 'operator' | 'parenthesis' | 'comma';
  text: string;
  /** 1-based. */
  column: number;
}

/** Far beyond any condition a person can read; keeps every recursion after this shallow. */
const longest = 1_000;
const deepest = 40;

const patterns: readonly [Token['kind'] | 'space', RegExp][] = [
  ['space', /\s+/y],
  ['number', /(?:\d+(?:_\d+)*(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?(?![\w.])/y],
  ['keyword', /(?:and|or|not)(?!\w)/y],
  ['name', /[A-Za-z_]\w*/y],
  ['operator', /<=|>=|==|!=|[<>+\-*/^]/y],
  ['parenthesis', /[()]/y],
  ['comma', /,/y],
];

/** Words that mathjs would read as operators. */
const mathjsOperators: ReadonlySet<string> = new Set(['mod', 'xor', 'to', 'in']);

/** What people write out of habit from other languages, and what it is here. */
const habits: readonly [RegExp, string, string][] = [
  [/&&?/y, '`&` is not an operator here', 'write `and`'],
  [/\|\|?/y, '`|` is not an operator here', 'write `or`'],
  [/=/y, 'a condition assigns nothing', 'to compare, write `==`'],
  [/!/y, '`!` is not an operator here', 'write `not (…)`, or `!=` to compare'],
  [/['"`]/y, 'there is no text in a condition', 'compare numbers; metric names stand without quotes'],
  [/%/y, 'there is no `%` in a condition', 'write 5 % as 0.05'],
  [/[?:]/y, '`?` and `:` are not part of a condition', 'use `and`, `or`, `min`, `max`'],
  [/[[\]{}]/y, 'there are no lists or objects in a condition', 'use parentheses to group'],
  [/\d[\w.]*/y, 'not a number', 'write numbers like 1500, 1_500, 0.5 or 1e-3; multiply with `*`'],
  [/\./y, 'nothing has properties here', 'write the metric alone; `ballast metrics` lists every name'],
];

/**
 * The text cut into the only pieces a condition may have; the first gate of the whitelist, so that whatever reads the
 * text next never sees anything else. @throws ExpressionError
 */
export function tokensOf(source: string): Token[] {
  const refuse = (column: number, message: string, mend: string) =>
    new ExpressionError(source, [{ column, message, mend }]);
  if (source.length > longest) {
    throw refuse(longest, `the condition is longer than ${longest} characters`, 'make two rules of it');
  }
  const tokens: Token[] = [];
  let depth = 0;
  for (let at = 0; at < source.length; ) {
    const found = match(patterns, source, at);
    if (!found) {
      const [, message, mend] = habits.find(([pattern]) => test(pattern, source, at)) ?? [];
      const character = String.fromCodePoint(source.codePointAt(at) ?? 0);
      throw refuse(at + 1, message ?? `\`${character}\` is not part of a condition`, mend ?? 'remove it');
    }
    if (mathjsOperators.has(found.text)) {
      throw refuse(at + 1, `\`${found.text}\` is not an operator here`, 'the words are `and`, `or`, `not`');
    }
    if (found.kind !== 'space') tokens.push({ kind: found.kind, text: found.text, column: at + 1 });
    if (found.text === '(' && ++depth > deepest) {
      throw refuse(at + 1, 'parentheses are nested too deep', 'make two rules of it');
    }
    if (found.text === ')') depth--;
    at += found.text.length;
  }
  return tokens;
}

function match<Kind>(from: readonly [Kind, RegExp][], source: string, at: number) {
  for (const [kind, pattern] of from) {
    pattern.lastIndex = at;
    const text = pattern.exec(source)?.[0];
    if (text !== undefined) return { kind, text };
  }
  return null;
}

function test(pattern: RegExp, source: string, at: number): boolean {
  pattern.lastIndex = at;
  return pattern.test(source);
}
