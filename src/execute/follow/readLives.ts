import type { Hash } from 'viem';
import { shortMessageOf } from '../../model/error.js';
import type { VenueId } from '../../model/instrument.js';
import type { Log } from '../../model/log.js';
import type { OrderTerms } from '../../model/order.js';
import { settleAll } from '../../model/retryable.js';
import type { VenueOrderLife } from '../../model/venueOrder.js';
import type { EndpointPool } from '../../observe/endpoints/endpointPool.js';
import type { FollowedVenueOrder } from '../../record/statements/venueOrders.js';
import { type OrderTracking, type Venue, VenueReadError } from '../../venues/venue.js';
import type { LogReader } from './logReader.js';
import { logsOf, readReceipts } from './readReceipts.js';

export interface ReadLivesOptions {
  pool: Pick<EndpointPool, 'client'>;
  venues: ReadonlyMap<VenueId, Venue>;
  readLogs: LogReader;
  confirmations: number;
  log: Log;
}

/** An order that waits at a venue, with the terms of ours that it belongs to. */
export interface Followed {
  row: FollowedVenueOrder;
  terms: OrderTerms;
}

/** What the events of an order tell. */
export interface Told {
  /** Up to which block they were looked through; one below the first when nothing was. */
  readTo: bigint;
  /** All that is known to have done something about it. */
  transactions: readonly Hash[];
  /** What those tell; null when it makes no sense. */
  life: VenueOrderLife | null;
  /** The events cannot all have happened: some are missing. */
  contradiction: boolean;
}

/** Blocks before the last that was looked through which are looked through again: a reorganisation may have moved things. */
const overlap = 32n;

/** The lives of orders of one venue, as far as its events tell. @throws EndpointError */
export async function readLives(
  { pool, venues, readLogs, confirmations, log }: ReadLivesOptions,
  venue: VenueId,
  asked: readonly Followed[],
  head: bigint,
): Promise<[FollowedVenueOrder, Told][]> {
  const tracking = venues.get(venue)?.tracking;
  if (!tracking) return [];
  const back = BigInt(confirmations) > overlap ? BigInt(confirmations) : overlap;
  const found = await settleAll(
    asked.map(async ({ row, terms }) => {
      const from = row.seenTo - back > row.createdBlock ? row.seenTo - back : row.createdBlock;
      const { transactions, readTo, trouble } = await readLogs(tracking.queries([row.id]), from, head);
      if (trouble) log.warn({ at: 'follow', venueOrder: row.id, from, error: trouble }, 'the endpoint gives no logs');
      return { row, terms, readTo, transactions: [...new Set([...row.transactions, ...transactions])] };
    }),
  );
  const receipts = await readReceipts(
    pool.client,
    found.flatMap(({ transactions }) => transactions),
  );
  return found.map(({ row, terms, readTo, transactions }) => {
    const logs = logsOf(transactions.flatMap((hash) => receipts.get(hash) ?? []));
    return [row, { readTo, transactions, ...lifeOf(tracking, row, terms, logs, log) }];
  });
}

function lifeOf(
  tracking: OrderTracking,
  row: FollowedVenueOrder,
  terms: OrderTerms,
  logs: Parameters<OrderTracking['lifeOf']>[2],
  log: Log,
): Pick<Told, 'life' | 'contradiction'> {
  try {
    return { life: tracking.lifeOf(row.id, terms, logs), contradiction: false };
  } catch (error) {
    if (!(error instanceof VenueReadError)) throw error;
    const facts = { at: 'follow', venue: row.venue, venueOrder: row.id, error: shortMessageOf(error) };
    log.warn(facts, 'the events make no life yet');
    return { life: null, contradiction: true };
  }
}
