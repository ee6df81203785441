import { isDeepStrictEqual } from 'node:util';
import { BallastError } from '../../model/error.js';
import type { Log } from '../../model/log.js';
import { isRetryable } from '../../model/retryable.js';
import type { Block } from '../../model/snapshot.js';
import type { Endpoint } from '../endpoints/endpoint.js';
import type { EndpointPool } from '../endpoints/endpointPool.js';
import type { Transcript } from '../runReadings.js';
import { agreeOnOpening } from './agreeOnOpening.js';

export interface OpeningWatch {
  /** How many endpoints have said that venues are where they were found, the one that found them included. */
  vouched(): number;
  /** Asks again where that is too few yet. @throws BallastError when venues are not where they were found */
  look(block: Block): Promise<void>;
}

export interface OpeningWatchOptions {
  pool: Pick<EndpointPool, 'current' | 'others' | 'clock' | 'accuse'>;
  /** As venues were found at the start. */
  found: readonly Transcript[];
  /** How many said so then. */
  agreed: number;
  /** How many are enough for the largest order. */
  wanted: number;
  open(endpoint: Endpoint, block: Block): Promise<readonly Transcript[]>;
  log: Log;
  stop: AbortSignal;
}

/** Between two askings, ms. */
const everyMs = 5_000;

/** The next look may find it well again; only what is unforeseen ends the keeper. */
function failed(error: unknown): null {
  if (isRetryable(error)) return null;
  throw error;
}

/**
 * A start does not wait for endpoints that are down, so it may stand on one endpoint's word about where venues are. Those that
 * answer later are asked for it then, and until enough have said the same nothing adds risk (`ENDPOINTS_AGREE`). Where most find
 * something else, all that is believed of venues is false: the keeper ends, and the next start finds them anew.
 */
export function createOpeningWatch(options: OpeningWatchOptions): OpeningWatch {
  const { pool, found, wanted, open, log, stop } = options;
  let agreed = options.agreed;
  let askedAt = pool.clock.now();
  return {
    vouched: () => agreed,
    async look(block) {
      const others = pool.others();
      if (agreed >= wanted || others.length === 0 || pool.clock.now() - askedAt < everyMs) return;
      askedAt = pool.clock.now();
      const inUse = pool.current();
      const opening = await open(inUse, block).catch(failed);
      if (opening === null) return;
      const openBy = (one: Endpoint) => open(one, block);
      const said = await agreeOnOpening({ block, inUse, opening, others, open: openBy, clock: pool.clock, stop });
      for (const { endpoint, text } of said.accused) pool.accuse(endpoint, text);
      if (!said.isBelieved || said.agreed < 2) return;
      if (!isDeepStrictEqual(opening, found)) {
        throw new BallastError('venues are not where they were found at the start', {
          mend: 'start again: they are found anew then; and see which endpoint is accused of a lie',
        });
      }
      agreed = Math.max(agreed, said.agreed);
      log.info({ at: 'start', endpoints: agreed }, 'venues are where they were found');
    },
  };
}
