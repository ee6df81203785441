import type { Address } from 'viem';
import { shortMessageOf } from '../../model/error.js';
import type { VenueId } from '../../model/instrument.js';
import type { Log } from '../../model/log.js';
import { isRetryable } from '../../model/retryable.js';
import type { Block } from '../../model/snapshot.js';
import type { EndpointPool } from '../../observe/endpoints/endpointPool.js';
import { within } from '../../observe/endpoints/within.js';
import { callsAt, runReadings } from '../../observe/runReadings.js';
import type { FollowedVenueOrder } from '../../record/statements/venueOrders.js';
import type { OrderEvidence, Venue } from '../../venues/venue.js';
import { createPatience } from './patience.js';
import { logsOf, readReceipts } from './readReceipts.js';

export interface EvidenceDeskOptions {
  pool: EndpointPool;
  multicall3: Address;
  venues: ReadonlyMap<VenueId, Venue>;
  log: Log;
}

/** Where positions are asked what became of orders that no event tells of: a node without logs still answers calls. */
export interface EvidenceDesk {
  /** What is not told now is left out. One round trip for receipts and one call, and no more often than events are asked for. */
  positions(rows: readonly FollowedVenueOrder[], head: Block): Promise<ReadonlyMap<FollowedVenueOrder, OrderEvidence>>;
}

const none: ReadonlyMap<FollowedVenueOrder, OrderEvidence> = new Map();

/** The longest that it holds up a tick, ms. */
const budgetMs = 1_500;

export function createEvidenceDesk({ pool, multicall3, venues, log }: EvidenceDeskOptions): EvidenceDesk {
  const patience = createPatience();

  async function ask(rows: readonly FollowedVenueOrder[], head: Block) {
    const { client } = pool;
    const receipts = await readReceipts(
      client,
      rows.flatMap(({ transactions }) => transactions),
    );
    const readings = rows.flatMap((row) => {
      const tracking = venues.get(row.venue)?.tracking;
      const logs = logsOf(row.transactions.flatMap((hash) => receipts.get(hash) ?? []));
      const { evidence } = tracking ?? {};
      return evidence ? [{ row, begin: () => evidence(row.id, logs) }] : [];
    });
    const outcomes = await runReadings(
      readings.map(({ begin }) => begin),
      callsAt(pool.current(), multicall3, head.hash),
    );
    const found = new Map<FollowedVenueOrder, OrderEvidence>();
    for (const [i, { row }] of readings.entries()) {
      const outcome = outcomes[i];
      if (outcome?.ok) found.set(row, outcome.value);
      else log.warn({ at: 'follow', venueOrder: row.id, error: outcome?.error }, 'its position does not tell');
    }
    return found;
  }

  return {
    async positions(rows, head) {
      const due = rows.filter((row) => venues.get(row.venue)?.tracking?.evidence && patience.isDue(row, head.number));
      if (due.length === 0) return none;
      patience.note(due, head.number);
      const failures: unknown[] = [];
      const asking = ask(due, head).catch((error: unknown) => {
        failures.push(error);
        return none;
      });
      // What is late is asked anew, at a later head.
      const found = await within(asking, budgetMs, 'no positions').catch(() => none);
      for (const error of failures) {
        if (!isRetryable(error)) throw error;
        log.warn({ at: 'follow', error: shortMessageOf(error) }, 'the positions of orders cannot be read now');
      }
      return found;
    },
  };
}
