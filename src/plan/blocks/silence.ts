import type { BlockState } from '../../model/desk.js';
import { type Milliseconds, milliseconds, type UnixMillis, unixMillis } from '../../model/units.js';

/** Longer than all that a block waits for by itself. */
const usual = 900_000;

/** When anything was last heard of a block, as far as its orders here tell. */
export const lastHeard = ({ createdAt, askedAt, retriedAt, parents, allocations }: BlockState): UnixMillis =>
  unixMillis(
    Math.max(
      ...[createdAt, askedAt ?? 0, retriedAt ?? 0],
      ...parents.flatMap(({ children }) => children.map(({ updatedAt }) => updatedAt)),
      ...allocations.map(({ at }) => at),
    ),
  );

/**
 * How long nothing may be heard of a block before people are told: the keeper of one of its books may not run. null where it may wait
 * for its price for ever, and where its order is worked like any other, of which people are told by itself.
 */
export function quietFor({ method, status, parents }: BlockState): Milliseconds | null {
  if (method === 'transfer') return status === 'Working' ? null : milliseconds(usual);
  if (parents.some(({ terms: { price, stopPx } }) => price !== null || stopPx !== null)) return null;
  const slowest = Math.max(0, ...parents.map(({ terms: { algorithm } }) => ('over' in algorithm ? algorithm.over : 0)));
  return milliseconds(usual + slowest);
}
