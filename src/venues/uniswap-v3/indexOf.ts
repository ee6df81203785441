import { type UnixSeconds, unixSeconds } from '../../model/units.js';
import { priceAtTick } from './poolPrice.js';
import type { PoolContracts, PoolReading } from './state.js';

/** Seconds that the pool's own price is averaged over: a price that is only pushed for a block does not count. */
export const AVERAGE_SECONDS = 1_800;

export interface OracleAnswer {
  answer: bigint;
  updatedAt: bigint;
}

/**
 * What the pool's price is held against: the oracle's while it is young enough, else the pool's own average (the geometric mean
 * over half an hour, whitepaper 5.2), else nothing.
 * @param cumulatives - Of `observe([1800, 0])`; null where the pool remembers less
 */
export function indexOf(
  pool: PoolContracts,
  oracle: OracleAnswer | null,
  cumulatives: readonly bigint[] | null,
  now: UnixSeconds,
): Pick<PoolReading, 'index' | 'indexFrom' | 'indexAt' | 'indexNote'> {
  const doubt = pool.oracle ? doubtOf(pool, oracle, now) : null;
  if (pool.oracle && oracle && doubt === null) {
    const index = (oracle.answer * 10n ** 18n) / 10n ** BigInt(pool.oracle.decimals);
    return { index, indexFrom: 'oracle', indexAt: unixSeconds(Number(oracle.updatedAt)), indexNote: null };
  }
  const [then, last] = cumulatives ?? [];
  if (then === undefined || last === undefined) {
    const short = `the pool remembers less than ${AVERAGE_SECONDS / 60} minutes of its price`;
    return { index: null, indexFrom: null, indexNote: doubt ? `${doubt}, and ${short}` : short };
  }
  return { index: priceAtTick(pool, averageTick(last - then)), indexFrom: 'average', indexNote: doubt };
}

/** Towards negative infinity: OracleLibrary.consult. */
function averageTick(difference: bigint): number {
  const seconds = BigInt(AVERAGE_SECONDS);
  const quotient = difference / seconds;
  return Number(difference < 0n && quotient * seconds !== difference ? quotient - 1n : quotient);
}

function doubtOf({ base, oracle }: PoolContracts, answer: OracleAnswer | null, now: UnixSeconds): string | null {
  if (!answer || answer.answer <= 0n) return `the oracle of ${base.symbol} does not answer`;
  const age = now - Number(answer.updatedAt);
  return oracle && age > oracle.maxAge ? `the oracle of ${base.symbol} is ${age} seconds old` : null;
}
