import type { Id } from '../../model/order.js';
import { smallest } from '../../model/units.js';

/** Somebody who gets a part of a whole, and by how much. */
export interface Claim {
  id: Id;
  /** Not negative. */
  weight: bigint;
  /** Never given more than this; absent: anything. */
  most?: bigint;
}

/**
 * Splits a whole by weight and loses nothing of it (Hamilton, 1792): everybody gets the quotient rounded down to lots, and what is
 * left goes out a lot at a time, largest remainder first, equal ones by id. What is less than a lot in all stays together and goes
 * to the first of that row that may have it.
 *
 * @param lot - The least that may be given, or a multiple of it.
 * @returns by id; sums to `whole` as long as those who may have it can take it all
 * @throws RangeError where a whole cannot be given to anybody: no weight, or no room
 */
export function largestRemainder(whole: bigint, claims: readonly Claim[], lot = 1n): ReadonlyMap<Id, bigint> {
  if (whole < 0n || lot < 1n) throw new RangeError(`${whole} cannot be split into lots of ${lot}`);
  const total = claims.reduce((sum, { weight }) => sum + weight, 0n);
  const given = new Map<Id, bigint>(claims.map(({ id }) => [id, 0n]));
  if (whole === 0n) return given;
  if (total <= 0n) throw new RangeError(`nobody is there to give ${whole} to`);
  const lots = whole / lot;
  const room = ({ id, most }: Claim): bigint => (most === undefined ? whole : most - (given.get(id) ?? 0n));
  const give = (claim: Claim, amount: bigint) => given.set(claim.id, (given.get(claim.id) ?? 0n) + amount);
  for (const claim of claims) {
    const part = ((lots * claim.weight) / total) * lot;
    const most = (room(claim) / lot) * lot;
    give(claim, smallest(part, most));
  }
  const row = claims
    .filter(({ weight }) => weight > 0n)
    .map((claim) => ({ claim, remainder: (lots * claim.weight) % total }))
    .sort((a, b) => compare(b.remainder, a.remainder) || compare(a.claim.id, b.claim.id))
    .map(({ claim }) => claim);
  let left = whole - [...given.values()].reduce((sum, amount) => sum + amount, 0n);
  for (const claim of row) {
    const part = smallest(left, lot);
    if (part > room(claim)) continue;
    give(claim, part);
    left -= part;
  }
  // No whole lot fits any more: what is left fills up whoever has room, in the same row.
  for (const claim of row) {
    const part = smallest(room(claim), left);
    give(claim, part);
    left -= part;
  }
  if (left > 0n) throw new RangeError(`${left} of ${whole} is more than anybody may have`);
  return given;
}

const compare = <Value extends bigint | string>(a: Value, b: Value): number => (a < b ? -1 : a > b ? 1 : 0);
