import {
  type Document,
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  Scalar,
  type YAMLError,
} from 'yaml';
import { type Path, type Problem, pathText } from './problem.js';
import { hideValue, redact, redactLine } from './redact.js';
import { substitute } from './substitute.js';

export interface ProblemOptions {
  /** Point at the key instead of the value. */
  atKey?: boolean;
  /** 1-based column within the value's text. */
  column?: number;
  /** The value may be secret: show the key alone. */
  hidden?: boolean;
}

/** An operator's file, read: its value with every `${NAME}` replaced, and the way back to the lines. */
export interface YamlFile {
  file: string;
  /** Maps are plain objects, unquoted 0x… stays text, everything else as YAML 1.2 says. */
  value: unknown;
  /** What is wrong with it as YAML, and variables that are not set. */
  problems: readonly Problem[];
  /** False when the text is broken, so that `value` says nothing. */
  sound: boolean;
  /** Is there a problem already with what stands at this path, or above it? */
  isBroken(path: Path): boolean;
  /** The comment that follows a value on its line; a forgotten quote makes `#7` one. */
  commentAt(path: Path): string | null;
  /** Where the value (or the nearest thing above it) stands. */
  place(path: Path, options?: ProblemOptions): { line: number; column: number };
  problem(path: Path, message: string, mend: string, options?: ProblemOptions): Problem;
}

const largest = 1_000_000;

export function readYaml(file: string, text: string, env: Readonly<Record<string, string | undefined>>): YamlFile {
  const counter = new LineCounter();
  const lines = text.split(/\r?\n/);
  const problems: Problem[] = [];
  const broken = new Set<string>();

  const problemAt = (
    at: { line: number; column: number },
    path: Path,
    message: string,
    mend: string,
    hidden = false,
  ) => {
    const source = lines[at.line - 1] ?? '';
    return {
      file,
      ...at,
      path: pathText(path),
      message: redact(message),
      mend: redact(mend),
      source: redactLine(hidden ? hideValue(source) : source),
    };
  };

  const document = parse(text, counter);
  if (document === null) {
    const [message, mend] = ['the file is too large or too deeply nested', 'a strategy is a page of YAML'];
    problems.push(problemAt({ line: 1, column: 1 }, [], message, mend));
  }
  for (const error of document?.errors ?? []) {
    const { line, col } = counter.linePos(error.pos[0]);
    const [message, mend] = explain(error, lines[line - 1] ?? '');
    problems.push(problemAt({ line, column: col }, [], message, mend));
  }
  const sound = document?.errors.every(({ code }) => code === 'DUPLICATE_KEY') ?? false;

  const at = (offset: number) => {
    const { line, col } = counter.linePos(offset);
    return { line, column: col };
  };

  function place(path: Path, { atKey = false, column }: ProblemOptions = {}) {
    const { node, key } = find(document, path);
    const start = (atKey ? key?.range?.[0] : undefined) ?? node?.range?.[0] ?? key?.range?.[0] ?? 0;
    if (column === undefined || !isScalar(node) || typeof node.value !== 'string') return at(start);
    const quote = node.type === Scalar.QUOTE_DOUBLE || node.type === Scalar.QUOTE_SINGLE ? 1 : 0;
    const asWritten = text.startsWith(node.value, start + quote);
    return at(asWritten ? start + quote + column - 1 : start);
  }

  const problem: YamlFile['problem'] = (path, message, mend, options = {}) =>
    problemAt(place(path, options), path, message, mend, options.hidden ?? false);

  function read(node: unknown, path: Path): unknown {
    if (isPair(node)) return undefined;
    if (isMap(node)) {
      return Object.fromEntries(
        node.items.map((pair) => {
          const key = keyOf(pair);
          return [key, read(pair.value, [...path, key])];
        }),
      );
    }
    if (isSeq(node)) return node.items.map((item, index) => read(item, [...path, index]));
    if (isAlias(node)) {
      broken.add(pathText(path));
      problems.push(
        problem(path, '`*` refers to an anchor, which these files do not have', 'write it out, or quote it'),
      );
      return undefined;
    }
    return isScalar(node) ? scalar(node, path) : (node ?? null);
  }

  function scalar(node: Scalar, path: Path): unknown {
    // YAML would make a number of an unquoted address and lose digits.
    if (node.type === Scalar.PLAIN && /^0x/i.test(node.source ?? '')) return node.source;
    if (typeof node.value !== 'string') return node.value;
    const { value, wrong } = substitute(node.value, env);
    for (const { message, mend } of wrong) {
      broken.add(pathText(path));
      problems.push(problem(path, message, mend));
    }
    return value;
  }

  const value = sound ? read(document?.contents, []) : undefined;

  return {
    file,
    value,
    problems,
    sound,
    place,
    problem,
    isBroken: (path) => path.some((_, index) => broken.has(pathText(path.slice(0, index + 1)))),
    commentAt: (path) => find(document, path).node?.comment ?? null,
  };
}

function parse(text: string, counter: LineCounter): Document.Parsed | null {
  if (text.length > largest) return null;
  try {
    return parseDocument(text, { lineCounter: counter, prettyErrors: false, keepSourceTokens: false });
  } catch (error) {
    if (error instanceof RangeError) return null; // nesting beyond the stack
    throw error;
  }
}

/** The node at a path, or the nearest above it; and its key. */
function find(document: Document.Parsed | null, path: Path): { node: Node | null; key: Node | null } {
  let found: { node: Node | null; key: Node | null } = { node: document?.contents ?? null, key: null };
  for (const part of path) {
    const { node } = found;
    if (isMap(node)) {
      const pair = node.items.find((item) => keyOf(item) === String(part));
      if (!pair) return found;
      const [key, value] = [nodeOrNull(pair.key), nodeOrNull(pair.value)];
      found = { key, node: value?.range && value.range[0] !== value.range[1] ? value : (key ?? value) };
    } else if (isSeq(node) && typeof part === 'number') {
      const item = nodeOrNull(node.items[part]);
      if (!item) return found;
      found = { key: null, node: item };
    } else return found;
  }
  return found;
}

const nodeOrNull = (value: unknown): Node | null =>
  isMap(value) || isSeq(value) || isScalar(value) || isAlias(value) ? value : null;

const keyOf = (pair: Pair): string => String(isScalar(pair.key) ? pair.key.value : pair.key);

/** The parser's complaint in an operator's words. */
function explain(error: YAMLError, line: string): [message: string, mend: string] {
  if (/[[{].*\$\{/.test(line)) {
    return ['a variable stands unquoted inside brackets', 'quote it: ["${' + 'NAME}"]'];
  }
  const mend = mends[error.code] ?? 'indent with spaces, and put a space after each `:` and `-`';
  return [error.message.replace(/ at line \d+, column \d+.*$/s, ''), mend];
}

const mends: Readonly<Partial<Record<YAMLError['code'], string>>> = {
  TAB_AS_INDENT: 'indent with spaces, not tabs',
  BAD_INDENT: 'indent everything on one level by the same number of spaces',
  DUPLICATE_KEY: 'keep one of the two',
  MISSING_CHAR: 'close the quote or the bracket',
  BAD_ALIAS: 'quote a value that begins with `*`',
  MULTIPLE_DOCS: 'one file is one document: remove the `---`',
  BLOCK_AS_IMPLICIT_KEY: 'one `key: value` a line; quote a value that contains `: `',
  MULTILINE_IMPLICIT_KEY: 'is a `:` missing after the key?',
  BAD_SCALAR_START: 'quote a value that begins with a special character',
};
