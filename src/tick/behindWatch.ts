import type { Block } from '../model/snapshot.js';
import { EndpointError } from '../observe/endpoints/endpoint.js';
import type { EndpointPool } from '../observe/endpoints/endpointPool.js';

/** An endpoint may be behind another by as much as this; one that stays behind for longer is left. */
const longestBehindMs = 5_000;

/**
 * Whoever is in use lags, or lied of what has happened; another shows the one as well as the other. Told at every head of the
 * newest block known to have been made, or of null where the head is not older than that.
 * @throws EndpointError (retryable) when heads have been older for too long
 */
export function createBehindWatch(
  pool: Pick<EndpointPool, 'clock' | 'current'>,
): (head: Block, ahead: bigint | null) => void {
  /** Since when every head was older, by the pool's clock; null where the last was not. */
  let since: number | null = null;

  return ({ number }, ahead) => {
    if (ahead === null) {
      since = null;
      return;
    }
    const at = pool.clock.now();
    since ??= at;
    if (at - since < longestBehindMs) return;
    since = null;
    const text = `${pool.current().label} tells of block ${number}, and block ${ahead} is known to have been made`;
    throw new EndpointError(text, { retryable: true });
  };
}
