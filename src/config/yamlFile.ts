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
import { asWritten, substitute } from './substitute.js';

export interface ProblemOptions {
  /** Point at the key instead of the value. */
  atKey?: boolean;
  /** 1-based column within the value's text. */
  column?: number;
  /** The value may be secret: show the key alone. Endpoints always are. */
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
  /** Where the value (or the nearest thing above it) stands. */
  place(path: Path, options?: ProblemOptions): { line: number; column: number };
  problem(path: Path, message: string, mend: string, options?: ProblemOptions): Problem;
}

const largest = 100_000;
const deepest = 50;

export function readYaml(file: string, text: string, env: Readonly<Record<string, string | undefined>>): YamlFile {
  const counter = new LineCounter();
  const lines = text.split(/\r?\n/);
  const problems: Problem[] = [];
  const broken = new Set<string>();
  /** What variables stood for, and how it was written. */
  const meant = new Map<string, string>();

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
      message: redact(asWritten(message, meant)),
      mend: redact(asWritten(mend, meant)),
      source: redactLine(hidden ? hideValue(source) : source),
    };
  };

  const document = parse(text, counter);
  if (document === null) {
    const [message, mend] = ['the file is too large or too deeply nested', 'a strategy is a page of YAML'];
    problems.push(problemAt({ line: 1, column: 1 }, [], message, mend));
  }
  for (const { message, mend, ...place } of complaintsOf(document, lines, counter)) {
    problems.push(problemAt(place, [], message, mend));
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
    const isVerbatim = text.startsWith(node.value, start + quote);
    return at(isVerbatim ? start + quote + column - 1 : start);
  }

  const problem: YamlFile['problem'] = (path, message, mend, options = {}) =>
    problemAt(
      place(path, options),
      path,
      message,
      mend,
      options.hidden ?? (path.includes('endpoints') || path.includes('remote')),
    );

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
    if (value !== node.value) meant.set(value, node.value);
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
  };
}

function parse(text: string, counter: LineCounter): Document.Parsed | null {
  if (text.length > largest || isTooDeep(text)) return null;
  return parseDocument(text, { lineCounter: counter, prettyErrors: false, keepSourceTokens: false });
}

/** The parser recurses: a few thousand brackets or dashes in a row would end the process, not throw. */
function isTooDeep(text: string): boolean {
  let depth = 0;
  for (const bracket of text.match(/[[\]{}]/g) ?? []) {
    depth = bracket === '[' || bracket === '{' ? depth + 1 : Math.max(0, depth - 1);
    if (depth > deepest) return true;
  }
  return /^[\s?:-]{200}/m.test(text.replaceAll(/\r?\n\s*(?=\r?\n)/g, ''));
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

/** The parser's complaints in an operator's words, one a line: what follows on the same line is mostly its echo. */
function complaintsOf(document: Document.Parsed | null, lines: readonly string[], counter: LineCounter) {
  const complaints = new Map<number, { column: number; message: string; mend: string }>();
  for (const error of [...(document?.errors ?? []), ...(document?.warnings ?? [])]) {
    const { line, col } = counter.linePos(error.pos[0]);
    if (!complaints.has(line)) complaints.set(line, { column: col, ...explain(error, lines[line - 1] ?? '') });
  }
  return [...complaints].map(([line, complaint]) => ({ line, ...complaint }));
}

function explain({ code, message }: YAMLError, line: string): { message: string; mend: string } {
  if (/[[{].*\$\{/.test(line)) {
    return { message: 'a variable stands unquoted inside brackets', mend: `quote it: ["$${'{NAME}'}"]` };
  }
  if (message.startsWith('Flow'))
    return { message: 'a bracket is not closed before this line', mend: 'close the bracket' };
  const [said, mend] = explanations[code] ?? [];
  return { message: said ?? message, mend: mend ?? 'one `key: value` a line, with a space after each `:` and `-`' };
}

const explanations: Readonly<Partial<Record<YAMLError['code'], readonly [message: string, mend: string]>>> = {
  TAB_AS_INDENT: ['a tab indents this line', 'indent with spaces, not tabs'],
  BAD_INDENT: ['this line is not in line with those above', 'indent one level by the same number of spaces'],
  DUPLICATE_KEY: ['this key stands above already', 'keep one of the two'],
  MISSING_CHAR: ['a quote, bracket or comma is missing', 'close the quote or the bracket'],
  BAD_ALIAS: ['`*` begins an alias', 'quote a value that begins with `*`'],
  MULTIPLE_DOCS: ['a second document begins here', 'one file is one document: remove the `---`'],
  BLOCK_AS_IMPLICIT_KEY: [
    'a second `: ` stands in this line',
    'one `key: value` a line; quote a value that contains `: `',
  ],
  MULTILINE_IMPLICIT_KEY: ['this line is no `key: value`', 'put `: ` after the key'],
  BAD_SCALAR_START: ['a value cannot begin with this character', 'quote the value'],
  UNEXPECTED_TOKEN: ['this cannot stand here', 'is the line indented right? quote a value with special characters'],
  TAG_RESOLVE_FAILED: ['`!` begins a tag, which these files do not have', 'quote a value that begins with `!`'],
};
