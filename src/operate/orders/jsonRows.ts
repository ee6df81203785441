import { didYouMean } from '../../config/suggestion.js';
import { jsonElements, type NotAList, parseExactly } from './jsonElements.js';
import { fieldOf, type OrderField, type OrderFields, orderFields } from './orderFields.js';
import type { OrderRow } from './orderRow.js';
import type { ProblemList } from './problemList.js';

/**
 * The orders of a JSON list, one after the other. Numbers may stand with or without quotes: either way their digits are taken as they
 * are written. null says nothing.
 * @param problems gets what is wrong with it as JSON
 */
export function* jsonRows(text: string, problems: ProblemList): Generator<OrderRow> {
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
    const { text: source, at } = next.value;
    const { line } = placeOf(at);
    const columnOf = (field: OrderField | null): number => placeOf(at + offsetOf(source, field)).column;
    const value = parsed(source);
    if (value === undefined) {
      problems.add({
        field: null,
        message: `element ${count} is not JSON`,
        mend: 'is a comma or a quote missing?',
        ...placeOf(at),
      });
      continue;
    }
    const report = (message: string, mend: string, key?: string) =>
      problems.add({ field: null, message, mend, ...placeOf(at + (key === undefined ? 0 : offsetOfKey(source, key))) });
    const fields = fieldsOf(value, report);
    if (fields) yield { fields, line, columnOf: (field) => columnOf(field) };
  }
}

const example =
  'for example [{"clOrdId": "a-1", "book": "eth-book", "side": "Sell", "quantity": "2", "instrument": "perp-v2 ETH"}]';

const wrongList = ({ message }: NotAList): { message: string; mend: string } => ({
  message,
  mend: message === 'it is not a list' ? `put the orders between [ and ]: ${example}` : example,
});

function parsed(source: string): unknown {
  try {
    return parseExactly(source);
  } catch {
    return undefined;
  }
}

/** What a JSON object says of an order; undefined where it is none. @param report a thing that is wrong, with the key it is about */
export function fieldsOf(
  value: unknown,
  report: (message: string, mend: string, key?: string) => void,
): OrderFields | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    report('an order is an object', example);
    return undefined;
  }
  const fields: Partial<Record<OrderField, string>> = {};
  for (const [key, given] of Object.entries(value)) {
    const field = fieldOf(key);
    if (field === undefined) report(`there is no field \`${key.slice(0, 40)}\``, didYouMean(key, orderFields), key);
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

/** Line and column of an offset, both 1-based. Asked for in ascending order, it looks at the text once. */
function createPlaces(text: string): (at: number) => { line: number; column: number } {
  let line = 1;
  let start = 0;
  return (at) => {
    if (at < start) [line, start] = [1, 0];
    for (let end = text.indexOf('\n', start); end >= 0 && end < at; end = text.indexOf('\n', start)) {
      line += 1;
      start = end + 1;
    }
    return { line, column: at - start + 1 };
  };
}
