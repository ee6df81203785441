import { BallastError } from '../model/error.js';

/**
 * JSON that gives back exactly what went in: bigint, NaN, ±Infinity and -0 survive, which JSON alone loses.
 *
 * They are written as the strings people expect to read (`"2410000000000000000n"`, `"Infinity"`); a string that happens
 * to look like one of those is escaped with a leading `~`, and so is one that looks escaped.
 */
const special = /^(~*)(-?\d+n|NaN|-?Infinity|-0)$/;

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
    return JSON.parse(text, (_, item: unknown) => (typeof item === 'string' ? decodeString(item) : item));
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
      if (item !== null && !Array.isArray(item) && !isPlain(item)) {
        throw new JsonError(`a ${item.constructor?.name ?? 'class instance'} would not come back as itself`);
      }
      return item;
    default:
      return item;
  }
}

function isPlain(item: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(item);
  return prototype === Object.prototype || prototype === null;
}

function decodeString(text: string): unknown {
  const match = special.exec(text);
  if (!match) return text;
  const [, tildes = '', body = ''] = match;
  if (tildes !== '') return text.slice(1);
  return body.endsWith('n') ? BigInt(body.slice(0, -1)) : Number(body);
}
