import { EndpointError } from './endpoint.js';

/** A JSON-RPC quantity: hexadecimal digits after `0x`, at least one. `0x`, null, numbers and HTML are none. */
const hexadecimal = /^0x[0-9a-f]+$/i;

/**
 * A quantity as an endpoint gave it.
 * @param what names it in the error: the method, or the field
 * @throws EndpointError, retryable, when it is none; nothing is assumed, least of all zero
 */
export function quantity(value: unknown, what: string): bigint {
  if (typeof value !== 'string' || !hexadecimal.test(value)) throw nonsense(what, value);
  return BigInt(value);
}

/** The same as a number. @throws EndpointError also when it is beyond what a number counts exactly */
export function countOf(value: unknown, what: string): number {
  const counted = quantity(value, what);
  if (counted > BigInt(Number.MAX_SAFE_INTEGER)) throw nonsense(what, value);
  return Number(counted);
}

/** The endpoint answered, and the answer is not what was asked for. Quotes the beginning of it. */
export const nonsense = (what: string, value: unknown): EndpointError =>
  new EndpointError(`${what} makes no sense: ${(JSON.stringify(value) ?? 'nothing').slice(0, 100)}`, {
    retryable: true,
  });
