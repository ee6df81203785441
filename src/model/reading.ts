import type { Address, Hex } from 'viem';

/** One view call. */
export interface Call {
  to: Address;
  data: Hex;
}

/** What came back: return bytes, or revert bytes. */
export interface CallResult {
  ok: boolean;
  data: Hex;
}

/**
 * A read that may take several dependent phases, as data: whoever holds it makes the calls and feeds the answers to
 * `next`, so the knowledge of what to read stays pure and many readings share each round trip.
 */
export type Reading<Value> =
  | { kind: 'done'; value: Value }
  | { kind: 'calls'; calls: readonly Call[]; next(results: readonly CallResult[]): Reading<Value> };

export const done = <Value>(value: Value): Reading<Value> => ({ kind: 'done', value });

export const ask = <Value>(
  calls: readonly Call[],
  next: (results: readonly CallResult[]) => Reading<Value>,
): Reading<Value> => ({ kind: 'calls', calls, next });

/** The same reading with something else made of its value. */
export function mapReading<From, To>(reading: Reading<From>, to: (value: From) => To): Reading<To> {
  if (reading.kind === 'done') return done(to(reading.value));
  return ask(reading.calls, (results) => mapReading(reading.next(results), to));
}
