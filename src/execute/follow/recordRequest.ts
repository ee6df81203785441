import { type Fill, isOpen, type Order, type OrderId, type OrdStatus, shortId } from '../../model/order.js';
import { type UnixMillis, wei } from '../../model/units.js';
import type { ChainRequester } from '../../observe/endpoints/endpoint.js';
import { newId } from '../../record/id.js';
import type { Ledger, Work } from '../../record/ledger.js';
import { fillsOf } from '../../record/queries/attempts.js';
import { ordersById } from '../../record/queries/ordersById.js';
import { type RecordedVenueOrder, venueOrdersById, venueOrdersOf } from '../../record/queries/venueOrders.js';
import type { JournalledAttempt } from '../../record/statements/attempts.js';
import { insertFill, updateOrder } from '../../record/statements/orders.js';
import { voidUnsolicitedOf } from '../../record/statements/unsolicited.js';
import { type FollowedVenueOrder, insertVenueOrder, updateVenueOrder } from '../../record/statements/venueOrders.js';
import type { OrderTracking, Venue } from '../../venues/venue.js';
import { receiptsEverywhere } from '../orders/receiptsEverywhere.js';
import type { Everywhere } from '../transactions/everywhere.js';
import { type Receipt, readReceipts } from './readReceipts.js';
import { statusOf } from './statusOf.js';

export interface RequestInput {
  order: Order;
  /** Mined; the last of the order. */
  attempt: JournalledAttempt;
  venue: Venue & { tracking: OrderTracking };
  client: ChainRequester;
  /** Asked before it is said that the request put nothing into the venue's book. */
  everywhere: Everywhere;
  ledger: Ledger;
  now: () => UnixMillis;
}

/**
 * What a mined request amounts to: it has put orders into the venue's book, or has taken over some that were there. They
 * are written down once; from then on `follower` says what becomes of them.
 * @returns null when that cannot be told now: the endpoint does not have the receipt (yet)
 * @throws EndpointError
 */
export async function recordRequest(input: RequestInput): Promise<{ status: OrdStatus; text: string } | null> {
  const { order, attempt, venue, client, ledger, everywhere } = input;
  const known = await venueOrdersOf(ledger, order.id);
  if (known.length > 0) return statusOf(order.terms, venue.id, known, await allFills(ledger, order));
  const receipt = (await readReceipts(client, [attempt.hash])).get(attempt.hash);
  // Of another block it is forged, or the attempt is about to be moved there.
  const isMoved = attempt.blockHash !== null && receipt?.blockHash !== attempt.blockHash;
  if (!receipt || isMoved) return null;
  const asked = askedBy(input, receipt);
  if (!isNothing(asked)) return write(input, receipt, asked);
  const others = await receiptsEverywhere(everywhere, attempt);
  for (const other of others) {
    const there = askedBy(input, other);
    if (!isNothing(there)) return write(input, other, there);
  }
  return others.length > 0 ? { status: 'Rejected', text: `mined, and ${venue.id} asked nothing of its keepers` } : null;
}

function askedBy({ order, venue }: RequestInput, { logs }: Receipt): Asked {
  const created = venue.tracking.created(logs);
  const fills = venue.fills(order.terms, logs).filter(({ kind }) => kind === 'replace');
  return { created, fills, replaced: fills.flatMap((fill) => (fill.kind === 'replace' ? fill.order : [])) };
}

const isNothing = ({ created, replaced }: Asked): boolean => created.length + replaced.length === 0;

const allFills = async (ledger: Ledger, { id }: Order): Promise<Fill[]> =>
  (await fillsOf(ledger, id)).map(({ fill }) => fill);

interface Asked {
  created: readonly OrderId[];
  replaced: readonly OrderId[];
  fills: readonly Fill[];
}

async function write(input: RequestInput, receipt: Receipt, { created, replaced, fills }: Asked) {
  const { order, attempt, venue, ledger, now } = input;
  const { chainId } = order;
  const at = now();
  const known = await venueOrdersById(ledger, { chainId, venue: venue.id }, [...created, ...replaced]);
  const isKnown = (id: OrderId) => known.some((row) => row.id === id);
  const rows = [...created, ...replaced]
    .filter((id) => !isKnown(id))
    .map((id) => newRow(input, receipt, id, replaced.includes(id), at));
  const taken = known.filter((row) => replaced.includes(row.id) && row.order !== order.id);
  if (rows.length === 0 && taken.length === 0) {
    const owner = known.find((row) => row.order !== order.id)?.order;
    return { status: 'Canceled' as const, text: owner ? `replaced by order ${shortId(owner)}` : '' };
  }
  const handedOver = await Promise.all(
    [...new Set(taken.map((row) => row.order))].map((id) => giveUp(input, id, taken, at)),
  );
  await ledger.commit([
    rows.map(insertVenueOrder),
    voidUnsolicitedOf({ chainId, venue: venue.id }, created),
    taken.map((row) => updateVenueOrder(row, handover(row, input), at)),
    handedOver,
    fills.map((fill) => insertFill({ id: newId(at), order: order.id, attempt: attempt.id, fill, at })),
  ]);
  return statusOf(
    order.terms,
    venue.id,
    [...rows, ...taken.map((row) => ({ ...row, ...handover(row, input) }))],
    await allFills(ledger, order),
  );
}

const newRow = (
  { order, attempt, venue }: RequestInput,
  { blockNumber, transactionHash }: Receipt,
  id: OrderId,
  replaces: boolean,
  createdAt: UnixMillis,
): FollowedVenueOrder => ({
  chainId: order.chainId,
  id,
  venue: venue.id,
  account: order.account,
  order: order.id,
  attempt: attempt.id,
  handovers: replaces ? [{ from: null, attempt: attempt.id }] : [],
  status: 'New',
  text: '',
  keeperPaid: wei(0n),
  createdBlock: blockNumber,
  seenTo: blockNumber,
  looks: 0,
  transactions: [transactionHash],
  endBlock: null,
  endBlockHash: null,
  endTransaction: null,
  settled: false,
  createdAt,
});

/** Changed, it is as good as new: what suspended it was about how it was before. One that has ended since stays so. */
const handover = (
  { order: from, handovers, transactions, status }: RecordedVenueOrder,
  { order, attempt }: RequestInput,
) => ({
  order: order.id,
  ...(isOpen(status) ? { status: 'New' as const, text: '' } : {}),
  handovers: [...handovers, { from, attempt: attempt.id }],
  transactions: [...new Set([...transactions, attempt.hash])],
});

/** What becomes of an order when all or some of what it has in the book is another's now. */
async function giveUp(
  { order: taker, venue, ledger }: RequestInput,
  id: string,
  taken: readonly RecordedVenueOrder[],
  at: UnixMillis,
): Promise<Work> {
  const [order] = await ordersById(ledger, [id]);
  if (!order || !isOpen(order.status)) return [];
  const gone = taken.map((row) => row.id);
  const left = (await venueOrdersOf(ledger, id)).filter((row) => !gone.includes(row.id));
  const status =
    left.length > 0
      ? statusOf(order.terms, venue.id, left, await allFills(ledger, order))
      : ({ status: 'Canceled', text: `replaced by order ${shortId(taker.id)}` } as const);
  return updateOrder(id, { ...status, at });
}
