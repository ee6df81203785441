/** An element of a JSON list: its text, and where it begins in the whole. */
export interface JsonElement {
  text: string;
  at: number;
}

/** Why a text is no JSON list, and where that shows. */
export interface NotAList {
  at: number;
  message: string;
}

/**
 * The elements of the one list that a JSON text is, one by one. Only brackets, quotes and commas are looked at: what an element is,
 * its own parser tells.
 * @returns what is wrong with the text as a list; undefined where nothing is
 */
export function* jsonElements(text: string): Generator<JsonElement, NotAList | undefined> {
  let at = skipSpace(text, text.startsWith('\uFEFF') ? 1 : 0);
  if (at >= text.length) return { at: 0, message: 'the file is empty' };
  if (text[at] !== '[') return { at, message: 'it is not a list' };
  at = skipSpace(text, at + 1);
  if (text[at] === ']') return afterList(text, at + 1);
  for (;;) {
    const end = endOfElement(text, at);
    if (end === null) return { at, message: 'a bracket or a quote is opened here and never closed' };
    yield { text: text.slice(at, end), at };
    const next = skipSpace(text, end);
    if (text[next] === ']') return afterList(text, next + 1);
    // `endOfElement` ends at a comma or at the bracket that closes the list.
    at = skipSpace(text, next + 1);
  }
}

function afterList(text: string, at: number): NotAList | undefined {
  const rest = skipSpace(text, at);
  return rest < text.length ? { at: rest, message: 'something follows the list' } : undefined;
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (at < text.length && ' \t\r\n'.includes(text.charAt(at))) at += 1;
  return at;
}

/** Where an element that begins at `from` ends: before a comma, or before what closes the list. null where nothing does. */
function endOfElement(text: string, from: number): number | null {
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    const character = text[at];
    if (character === '"') at = afterString(text, at) - 1;
    else if (character === '{' || character === '[') depth += 1;
    else if (character === '}' || character === ']') {
      if (depth === 0) return at;
      depth -= 1;
    } else if (character === ',' && depth === 0) return at;
  }
  return null;
}

/** One key stands twice in an object: which of the two is meant, nobody can tell. */
export class KeyTwice extends SyntaxError {
  readonly key: string;

  constructor(key: string) {
    super(`\`${key}\` stands twice`);
    this.key = key;
  }
}

/**
 * A JSON value, its numbers as the very text they are written with. Looks at each character so many times, whatever it is.
 * @throws SyntaxError; KeyTwice
 */
export function parseExactly(text: string): unknown {
  const value: unknown = JSON.parse(numbersQuoted(text));
  const twice = keyTwice(text);
  if (twice !== null) throw new KeyTwice(twice);
  return value;
}

/** The first key that stands twice in one object, as it reads. @param text JSON */
function keyTwice(text: string): string | null {
  const open: (Set<string> | null)[] = [];
  let at = 0;
  while (at < text.length) {
    const character = text[at];
    if (character === '{') open.push(new Set());
    else if (character === '[') open.push(null);
    else if (character === '}' || character === ']') open.pop();
    if (character !== '"') {
      at += 1;
      continue;
    }
    const end = afterString(text, at);
    const keys = open.at(-1);
    if (keys && text[skipSpace(text, end)] === ':') {
      const key = String(JSON.parse(text.slice(at, end)));
      if (keys.has(key)) return key;
      keys.add(key);
    }
    at = end;
  }
  return null;
}

function numbersQuoted(text: string): string {
  const parts: string[] = [];
  let copied = 0;
  let at = 0;
  while (at < text.length) {
    if (text[at] === '"') {
      at = afterString(text, at);
      continue;
    }
    const end = endOfWord(text, at);
    if (end === at) {
      at += 1;
      continue;
    }
    const word = text.slice(at, end);
    const next = skipSpace(text, end);
    // A number before a colon is a key, and no JSON: it stays as it is, and is refused.
    if (text[next] !== ':' && number.test(word)) {
      parts.push(text.slice(copied, at), '"', word, '"');
      copied = end;
    }
    at = next;
  }
  return parts.join('') + text.slice(copied);
}

const number = /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/** After the quote that closes what is opened at `from`. */
function afterString(text: string, from: number): number {
  let at = from + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at + 1;
}

/** Letters, digits and signs that stand together. */
function endOfWord(text: string, from: number): number {
  let at = from;
  while (at < text.length && isOfWord(text.charCodeAt(at))) at += 1;
  return at;
}

const isOfWord = (code: number): boolean =>
  (code >= 0x30 && code <= 0x39) || // 0-9
  (code >= 0x41 && code <= 0x5a) || // A-Z
  (code >= 0x61 && code <= 0x7a) || // a-z
  code === 0x5f || // _
  code === 0x2b || // +
  code === 0x2d || // -
  code === 0x2e; // .
