import { type Address, type Hash, isHash, numberToHex } from 'viem';
import type { VenueId } from '../../model/instrument.js';
import type { Log } from '../../model/log.js';
import { settleAll } from '../../model/retryable.js';
import type { Block } from '../../model/snapshot.js';
import type { EndpointPool } from '../../observe/endpoints/endpointPool.js';
import { nonsense } from '../../observe/endpoints/quantity.js';
import { callsAt, runReadings } from '../../observe/runReadings.js';
import type { FollowedVenueOrder } from '../../record/statements/venueOrders.js';
import type { Venue } from '../../venues/venue.js';
import type { EvidenceDesk } from './evidenceDesk.js';
import { isPresumed, type VenueOrderEvidence, wantsEvents, wantsPosition } from './judgeVenueOrder.js';
import type { LifeDesk } from './lifeDesk.js';
import type { Followed } from './readLives.js';

export interface LookOptions {
  pool: EndpointPool;
  multicall3: Address;
  venues: ReadonlyMap<VenueId, Venue>;
  log: Log;
}

/** What remembers from head to head what was asked for. */
export interface Desks {
  lives: LifeDesk;
  evidence: EvidenceDesk;
}

/**
 * What a head shows of orders that wait at venues: which of them stand in the books at that very block, where the others
 * ended, and what their events tell, as far as that is known by now. One round trip when all stand as before; three when
 * something happened, and two more for the positions of those that are gone and that no event has explained.
 * @throws EndpointError when the endpoint fails; one that has no logs does not fail, it only tells nothing
 */
export async function lookAtVenueOrders(
  options: LookOptions,
  desks: Desks,
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
  const nothing = { readTo: null, life: null, contradiction: false, position: null } as const;
  const evidence = new Map<FollowedVenueOrder, VenueOrderEvidence>(
    due.map(({ row }) => [
      row,
      {
        ...nothing,
        head: head.number,
        headHash: head.hash,
        book: books.get(row) ?? null,
        transactions: row.transactions,
        blockAtEnd: row.endBlock === null ? null : (blocks.get(row.endBlock) ?? null),
      },
    ]),
  );
  const asked = [
    ...open.filter(({ row }) => wantsEvents(row, books.get(row) ?? null, head.number)),
    ...ended.filter(({ row }) => isPresumed(row)),
  ];
  const venues = [...new Set(asked.map(({ row }) => row.venue))];
  const lives = await settleAll(
    venues.map((venue) =>
      desks.lives.lives(
        venue,
        asked.filter(({ row }) => row.venue === venue),
        head.number,
      ),
    ),
  );
  for (const [told, life] of lives.flat()) {
    // What was asked at an earlier head may be told now; the row was read anew since.
    const row = asked.find((one) => isSame(one.row, told))?.row;
    const known = row && evidence.get(row);
    if (row && known) evidence.set(row, { ...known, ...life });
  }
  const silent = [...evidence].flatMap(([row, shown]) => (wantsPosition(row, shown) ? [row] : []));
  for (const [row, position] of await desks.evidence.positions(silent, head)) {
    const known = evidence.get(row);
    if (known) evidence.set(row, { ...known, position });
  }
  return evidence;
}

const isSame = (a: FollowedVenueOrder, b: FollowedVenueOrder): boolean =>
  a.venue === b.venue && a.id === b.id && a.attempt === b.attempt;

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
