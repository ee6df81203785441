import { type Address, type Hash, isHash, numberToHex } from 'viem';
import { shortMessageOf } from '../../model/error.js';
import type { VenueId } from '../../model/instrument.js';
import type { Log } from '../../model/log.js';
import type { OrderTerms } from '../../model/order.js';
import { settleAll } from '../../model/retryable.js';
import type { Block } from '../../model/snapshot.js';
import type { EndpointPool } from '../../observe/endpoints/endpointPool.js';
import { nonsense } from '../../observe/endpoints/quantity.js';
import { callsAt, runReadings } from '../../observe/runReadings.js';
import type { FollowedVenueOrder } from '../../record/statements/venueOrders.js';
import { type OrderTracking, type Venue, VenueReadError } from '../../venues/venue.js';
import { type VenueOrderEvidence, wantsEvents } from './judgeVenueOrder.js';
import type { LogReader } from './logReader.js';
import { logsOf, readReceipts } from './readReceipts.js';

export interface LookOptions {
  pool: EndpointPool;
  multicall3: Address;
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

/** Blocks before the last that was looked through which are looked through again: a reorganisation may have moved things. */
const overlap = 32n;

/**
 * What a head shows of orders that wait at venues: which of them stand in the books at that very block, where the others
 * ended, and what their events tell. One round trip when all stand as before; three when something happened.
 * @throws EndpointError when the endpoint fails; one that has no logs does not fail, it only tells nothing
 */
export async function lookAtVenueOrders(
  options: LookOptions,
  all: readonly Followed[],
  head: Block,
): Promise<ReadonlyMap<FollowedVenueOrder, VenueOrderEvidence>> {
  const due = all.filter(({ row }) => row.createdBlock <= head.number && options.venues.get(row.venue)?.tracking);
  if (due.length === 0) return new Map();
  const open = due.filter(({ row }) => row.endBlock === null);
  const ended = due.filter(({ row }) => row.endBlock !== null);
  const [books, blocks] = await Promise.all([
    readBooks(options, open, head),
    readBlocks(
      options,
      [...new Set(ended.flatMap(({ row }) => row.endBlock ?? []))].filter((at) => at <= head.number),
    ),
  ]);
  const nothing = { head: head.number, readTo: null, life: null, contradiction: false } as const;
  const evidence = new Map<FollowedVenueOrder, VenueOrderEvidence>(
    due.map(({ row }) => [
      row,
      {
        ...nothing,
        book: books.get(row) ?? null,
        transactions: row.transactions,
        blockAtEnd: row.endBlock === null ? null : (blocks.get(row.endBlock) ?? null),
      },
    ]),
  );
  const asked = open.filter(({ row }) => wantsEvents(row, books.get(row) ?? null, head.number));
  const venues = [...new Set(asked.map(({ row }) => row.venue))];
  const lives = await settleAll(
    venues.map((venue) =>
      readLives(
        options,
        venue,
        asked.filter(({ row }) => row.venue === venue),
        head.number,
      ),
    ),
  );
  for (const [row, told] of lives.flat()) {
    const known = evidence.get(row);
    if (known) evidence.set(row, { ...known, ...told });
  }
  return evidence;
}

/** Which of the orders stand in their venues' books, at the head's own hash. */
async function readBooks(
  { pool, multicall3, venues, log }: LookOptions,
  open: readonly Followed[],
  head: Block,
): Promise<ReadonlyMap<FollowedVenueOrder, 'New' | 'Suspended' | 'gone'>> {
  const asked = [...new Set(open.map(({ row }) => row.venue))].flatMap((id) => {
    const tracking = venues.get(id)?.tracking;
    return tracking ? [{ id, tracking, rows: open.map(({ row }) => row).filter((row) => row.venue === id) }] : [];
  });
  if (asked.length === 0) return new Map();
  const outcomes = await runReadings(
    asked.map(
      ({ tracking, rows }) =>
        () =>
          tracking.standing(rows.map(({ id }) => id)),
    ),
    callsAt(pool.current(), multicall3, head.hash),
  );
  const books = new Map<FollowedVenueOrder, 'New' | 'Suspended' | 'gone'>();
  for (const [i, { id, rows }] of asked.entries()) {
    const outcome = outcomes[i];
    // As with a snapshot: what one venue cannot tell is not known, and stops nothing else.
    if (!outcome?.ok) log.warn({ at: 'follow', venue: id, error: outcome?.error }, 'cannot read the book');
    else for (const row of rows) books.set(row, outcome.value.get(row.id) ?? 'gone');
  }
  return books;
}

/** The blocks that are on the chain at these heights; those that the endpoint does not have are left out. */
async function readBlocks({ pool }: LookOptions, heights: readonly bigint[]): Promise<ReadonlyMap<bigint, Hash>> {
  const found = await Promise.all(
    heights.map(async (height): Promise<[bigint, Hash][]> => {
      const params = [numberToHex(height), false] as const;
      const block = await pool.client.request({ method: 'eth_getBlockByNumber', params: [...params] });
      if (block === null) return [];
      if (typeof block.hash !== 'string' || !isHash(block.hash)) throw nonsense("the block's hash", block.hash);
      return [[height, block.hash]];
    }),
  );
  return new Map(found.flat());
}

type Told = Pick<VenueOrderEvidence, 'readTo' | 'transactions' | 'life' | 'contradiction'>;

/** The lives of orders of one venue, as far as its events tell. */
async function readLives(
  { pool, venues, readLogs, confirmations, log }: LookOptions,
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
