import { didYouMean } from '../../config/suggestion.js';
import { type JsonElement, jsonElements, KeyTwice, type NotAList, parseExactly } from './jsonElements.js';
import { fieldOf, type OrderField, type OrderFields, orderFields } from './orderFields.js';
import type { OrderRow } from './orderRow.js';
import type { ProblemList } from './problemList.js';

/** Longest element that is read, as with a record of a CSV text. */
const mostCharacters = 64 * 1_024;

/**
 * The orders of a JSON list, one after the other; null for an element that is none, which is told. Numbers may stand with or without
 * quotes: either way their digits are taken as they are written. null says nothing.
 * @param problems gets what is wrong with it as JSON
 */
export function* jsonRows(text: string, problems: ProblemList): Generator<OrderRow | null> {
  const placeOf = createPlaces(text);
  const elements = jsonElements(text);
  let count = 0;
  for (;;) {
    const next = elements.next();
    if (next.done) {
      if (next.value) problems.add({ field: null, ...wrongList(next.value), ...placeOf(next.value.at) });
      else if (count === 0) problems.add({ field: null, message: 'the list is empty', mend: example });
      return;
    }
    count += 1;
    yield rowOf(next.value, count, placeOf(next.value.at), problems);
  }
}

function rowOf(
  { text: source }: JsonElement,
  count: number,
  { line, column }: Place,
  problems: ProblemList,
): OrderRow | null {
  const within = (offset: number): Place => placeWithin(source, offset, { line, column });
  if (source.length > mostCharacters) {
    const message = `element ${count} is longer than ${mostCharacters} characters`;
    problems.add({ field: null, message, mend: example, line, column });
    return null;
  }
  const report = (message: string, mend: string, key?: string) =>
    problems.add({ field: null, message, mend, ...within(key === undefined ? 0 : offsetOfKey(source, key)) });
  let value: unknown;
  try {
    value = parseExactly(source);
  } catch (error) {
    if (error instanceof KeyTwice) report(`\`${error.key.slice(0, 40)}\` is said twice`, 'keep one of them', error.key);
    else report(`element ${count} is not JSON`, 'is a comma or a quote missing?');
    return null;
  }
  const fields = fieldsOf(value, report);
  return fields ? { fields, line, columnOf: (field) => within(offsetOf(source, field)).column } : null;
}

const example =
  'for example [{"clOrdId": "a-1", "book": "eth-book", "side": "Sell", "quantity": "2", "instrument": "perp-v2 ETH"}]';

const wrongList = ({ message }: NotAList): { message: string; mend: string } => ({
  message,
  mend: message === 'it is not a list' ? `put the orders between [ and ]: ${example}` : example,
});

/** More than there are: each that is wrong is told, with its place. */
const mostKeys = 100;

/** What a JSON object says of an order; undefined where it is none. @param report a thing that is wrong, with the key it is about */
export function fieldsOf(
  value: unknown,
  report: (message: string, mend: string, key?: string) => void,
): OrderFields | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    report('an order is an object', example);
    return undefined;
  }
  const said = Object.entries(value);
  if (said.length > mostKeys) {
    report(`an object with ${said.length} fields is no order`, example);
    return undefined;
  }
  const fields: Partial<Record<OrderField, string>> = {};
  for (const [key, given] of said) {
    const field = fieldOf(key);
    if (field === undefined)
      report(`there is no field \`${key.slice(0, 40)}\``, didYouMean(key.slice(0, 40), orderFields), key);
    else if (given === null || given === '') continue;
    else if (fields[field] !== undefined) report(`\`${field}\` is said twice`, 'keep one of them', key);
    else if (typeof given === 'string') fields[field] = given;
    else if (typeof given === 'boolean') fields[field] = given ? 'yes' : 'no';
    else if (field === 'profile' && Array.isArray(given)) fields[field] = given.join('/');
    else report(`\`${field}\` is not a single value`, 'write it as text', key);
  }
  return fields;
}

function offsetOf(source: string, field: OrderField | null): number {
  if (field === null) return 0;
  for (const [whole, key = ''] of source.matchAll(/"((?:[^"\\]|\\.)*)"\s*:/g)) {
    if (fieldOf(key) === field) return source.indexOf(whole);
  }
  return 0;
}

const offsetOfKey = (source: string, key: string): number => Math.max(0, source.indexOf(JSON.stringify(key)));

/** 1-based both. */
interface Place {
  line: number;
  column: number;
}

/** Of offsets in ascending order: the text is looked at once, however many are asked for. */
function createPlaces(text: string): (at: number) => Place {
  let line = 1;
  let start = 0;
  const nextLine = (): number => {
    const end = text.indexOf('\n', start);
    return end < 0 ? text.length : end;
  };
  let end = nextLine();
  return (at) => {
    while (end < at) {
      line += 1;
      start = end + 1;
      end = nextLine();
    }
    return { line, column: at - start + 1 };
  };
}

/** Of an offset in what begins at `from`. */
function placeWithin(source: string, offset: number, { line, column }: Place): Place {
  const lines = source.slice(0, offset).split('\n');
  const last = lines.at(-1) ?? '';
  return { line: line + lines.length - 1, column: lines.length === 1 ? column + last.length : last.length + 1 };
}
