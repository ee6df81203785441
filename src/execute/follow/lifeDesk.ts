import { shortMessageOf } from '../../model/error.js';
import type { VenueId } from '../../model/instrument.js';
import { isRetryable } from '../../model/retryable.js';
import { createBackOff } from '../../observe/endpoints/backOff.js';
import { EndpointError } from '../../observe/endpoints/endpoint.js';
import type { EndpointPool } from '../../observe/endpoints/endpointPool.js';
import { within } from '../../observe/endpoints/within.js';
import type { FollowedVenueOrder } from '../../record/statements/venueOrders.js';
import { isUnexplained } from './judgeVenueOrder.js';
import { createPatience } from './patience.js';
import { type Followed, type ReadLivesOptions, readLives, type Told } from './readLives.js';

export interface LifeDeskOptions extends ReadLivesOptions {
  pool: EndpointPool;
}

/**
 * Where events are looked through: many nodes give logs slowly, or not at all, while everything else is well with them, and
 * what keeps an account alive must not wait for that.
 */
export interface LifeDesk {
  /**
   * What is known by now of the lives of these orders of one venue. Waits no longer than a budget, counted from when it
   * began to ask; what comes later is told the next time. An endpoint that fails tells nothing, and is left for the next.
   * @throws what is no passing trouble
   */
  lives(venue: VenueId, asked: readonly Followed[], head: bigint): Promise<readonly [FollowedVenueOrder, Told][]>;
}

/** The longest that one asking holds up a tick, ms. */
const budgetMs = 1_500;

interface Asking {
  since: number;
  over: Promise<void>;
  outcome: { told: readonly [FollowedVenueOrder, Told][] } | { error: unknown } | null;
}

export function createLifeDesk(options: LifeDeskOptions): LifeDesk {
  const { pool, log } = options;
  const inHand = new Map<VenueId, Asking>();
  const backOff = createBackOff(1);
  const patience = createPatience();

  function begin(venue: VenueId, asked: readonly Followed[], head: bigint): Asking | null {
    const due = asked.filter(({ row }) => patience.isDue(row, head));
    if (due.length === 0 || backOff.remainingMs() > 0) return null;
    const rows = due.map(({ row }) => row);
    patience.note(rows.filter(isUnexplained), head);
    const endpoint = pool.current();
    const asking: Asking = { since: performance.now(), over: Promise.resolve(), outcome: null };
    asking.over = readLives(options, venue, due, head).then(
      (told) => {
        backOff.succeeded();
        asking.outcome = { told };
      },
      (error: unknown) => {
        asking.outcome = isRetryable(error) ? { told: [] } : { error };
        if (!isRetryable(error)) return;
        backOff.failed();
        log.warn({ at: 'follow', venue, error: shortMessageOf(error) }, 'the events of orders cannot be read now');
        if (error instanceof EndpointError) pool.failed(endpoint, error);
      },
    );
    return asking;
  }

  return {
    async lives(venue, asked, head) {
      const asking = inHand.get(venue) ?? begin(venue, asked, head);
      if (!asking) return [];
      inHand.set(venue, asking);
      const left = asking.since + budgetMs - performance.now();
      if (asking.outcome === null && left > 0) await within(asking.over, left, 'no events').catch(() => {});
      const { outcome } = asking;
      if (outcome === null) return [];
      inHand.delete(venue);
      if ('error' in outcome) throw outcome.error;
      return outcome.told;
    },
  };
}
