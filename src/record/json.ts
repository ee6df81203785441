import { BallastError } from '../model/error.js';

/**
 * JSON that gives back exactly what went in: bigint, NaN, ±Infinity, -0 and Map survive, which JSON alone loses.
 *
 * Numbers are written as the strings people expect to read (`"2410000000000000000n"`, `"Infinity"`), a Map as
 * `{ "~map": [[key, value], …] }`; what happens to look like one of those is escaped with one more leading `~`.
 */
const special = /^(~*)(-?\d+n|NaN|-?Infinity|-0)$/;
const mapKey = '~map';
const looksLikeMap = /^~+map$/;

/** @throws JsonError for what could not come back: functions, symbols, class instances, `undefined` in an array. */
export function encodeJson(value: unknown): string {
  const text = JSON.stringify(value, function (this: unknown, key: string, item: unknown) {
    // toJSON of a Date or a Buffer has already run on `item`; the original is still in its holder.
    const original = (this as Record<string, unknown>)[key];
    return encodeItem(original === undefined ? item : original, Array.isArray(this));
  });
  if (text === undefined) throw new JsonError(`${typeof value} cannot be written as JSON`);
  return text;
}

/** @throws JsonError when the text is not JSON. */
export function decodeJson(text: string): unknown {
  try {
    return JSON.parse(text, (_, item: unknown) => decodeItem(item));
  } catch (cause) {
    throw new JsonError('the text is not JSON', { cause });
  }
}

export class JsonError extends BallastError {
  override name = 'JsonError';
}

function encodeItem(item: unknown, inArray: boolean): unknown {
  switch (typeof item) {
    case 'bigint':
      return `${item}n`;
    case 'number':
      return Number.isFinite(item) && !Object.is(item, -0) ? item : Object.is(item, -0) ? '-0' : String(item);
    case 'string':
      return special.test(item) ? `~${item}` : item;
    case 'undefined':
      if (inArray) throw new JsonError('undefined in an array would come back as null');
      return undefined;
    case 'function':
    case 'symbol':
      throw new JsonError(`a ${typeof item} cannot be written as JSON`);
    case 'object':
      return item === null || Array.isArray(item) ? item : encodeObject(item);
    default:
      return item;
  }
}

function encodeObject(item: object): object {
  if (item instanceof Map) return { [mapKey]: [...item] };
  if (!isPlain(item)) {
    throw new JsonError(`a ${item.constructor?.name ?? 'class instance'} would not come back as itself`);
  }
  const [key = '', value] = onlyEntry(item);
  return looksLikeMap.test(key) ? { [`~${key}`]: value } : item;
}

function onlyEntry(item: object): [string, unknown] | [] {
  const entries: [string, unknown][] = Object.entries(item);
  const [entry] = entries;
  return entry && entries.length === 1 ? entry : [];
}

function isPlain(item: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(item);
  return prototype === Object.prototype || prototype === null;
}

function decodeItem(item: unknown): unknown {
  if (typeof item === 'string') return decodeString(item);
  if (typeof item !== 'object' || item === null || Array.isArray(item)) return item;
  const [key = '', value] = onlyEntry(item);
  if (!looksLikeMap.test(key)) return item;
  return key === mapKey ? new Map(value as [unknown, unknown][]) : { [key.slice(1)]: value };
}

function decodeString(text: string): unknown {
  const match = special.exec(text);
  if (!match) return text;
  const [, tildes = '', body = ''] = match;
  if (tildes !== '') return text.slice(1);
  return body.endsWith('n') ? BigInt(body.slice(0, -1)) : Number(body);
}
