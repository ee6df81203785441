import type { Child } from '../../model/desk.js';
import { type Id, isOpen, type OrdStatus, type Side } from '../../model/order.js';
import { isParentOpen, leavesQty, type ParentStatus, parentStatuses } from '../../model/parentOrder.js';
import { avgPx } from '../../model/parentState.js';
import type { UnixMillis, Wad } from '../../model/units.js';
import type { Ledger } from '../../record/ledger.js';
import { executionsOfAll } from '../../record/queries/executions.js';
import { inPieces } from '../../record/queries/inPieces.js';
import { listOrders } from '../../record/queries/listOrders.js';
import { parentOrders, type RecordedParent } from '../../record/queries/parentOrders.js';
import type { RecordedOrder } from '../../record/queries/recordedOrder.js';
import { type RecordedVenueOrder, venueOrdersOfAll } from '../../record/queries/venueOrders.js';
import { workedParents } from '../../record/queries/workedParents.js';

/** Each narrows. */
export interface BlotterFilter {
  strategy?: string;
  status?: OrdStatus;
  open?: boolean;
  instrument?: string;
  side?: Side;
  list?: string;
  since?: UnixMillis;
  /** Every order by itself, the parts of a parent as well, and no parents; of a list, the parts of its orders. */
  flat?: boolean;
  /** At most so many, the newest. */
  limit: number;
}

/** An order that somebody asked for, with its parts folded into it. */
export interface ParentRow extends RecordedParent {
  /** USD per unit; null before the first fill. */
  avgPx: Wad | null;
  leavesQty: Wad;
  /** Why it ended, in the words of who ended it; empty where it is open or nothing was said. */
  ended: string;
  children: readonly Child[];
}

/** An order that a rule wanted. */
export interface OrderRow extends Omit<RecordedOrder, 'venueOrders'> {
  venueOrders: readonly Pick<RecordedVenueOrder, 'id' | 'status'>[];
}

export type BlotterRow = ParentRow | OrderRow;
export const isParentRow = (row: BlotterRow): row is ParentRow => 'clOrdId' in row;

/** So many orders of rules are looked through for those that are wanted. */
const mostLooked = 5_000;

/** What was asked for and what rules wanted, newest first. */
export async function blotter(ledger: Ledger, filter: BlotterFilter): Promise<BlotterRow[]> {
  const parents = filter.flat ? [] : await parentRows(ledger, filter);
  // What rules want is in no list.
  const orders = filter.list === undefined || filter.flat ? await orderRows(ledger, filter) : [];
  return [...parents, ...orders]
    .sort((a, b) => b.createdAt - a.createdAt || (a.id < b.id ? 1 : -1))
    .slice(0, filter.limit);
}

async function parentRows(ledger: Ledger, { flat: _, status, ...filter }: BlotterFilter): Promise<ParentRow[]> {
  const wanted = parentStatuses.find((one) => one === status) satisfies ParentStatus | undefined;
  if (status !== undefined && wanted === undefined) return [];
  const found = await parentOrders(ledger, { ...filter, ...(wanted === undefined ? {} : { status: wanted }) });
  const [worked, ends] = await Promise.all([workedParents(ledger, found), endsOf(ledger, found)]);
  return found.map((parent, i) => ({
    ...parent,
    avgPx: avgPx(parent.state),
    leavesQty: leavesQty(parent.state),
    ended: ends.get(parent.id) ?? '',
    children: worked[i]?.children ?? [],
  }));
}

/** What was said when those of them ended that were not simply done. */
async function endsOf(ledger: Ledger, parents: readonly RecordedParent[]): Promise<ReadonlyMap<Id, string>> {
  const over = parents.filter(({ state: { status } }) => !isParentOpen(status) && status !== 'Filled');
  const ids = over.map(({ id }) => id);
  const executions = await inPieces(ids, (some) => executionsOfAll(ledger, some));
  const ending = executions.filter(({ execType, ordStatus }) => execType === ordStatus);
  return new Map(ending.map(({ parent, text }) => [parent, text]));
}

async function orderRows(ledger: Ledger, filter: BlotterFilter): Promise<OrderRow[]> {
  const { strategy, since, status, open, instrument, side, list, flat, limit } = filter;
  const narrows = [status, open, instrument, side, list].some((one) => one !== undefined) || !flat;
  const members =
    list === undefined ? null : new Set((await parentOrders(ledger, { list })).map(({ id }): string => id));
  const listed = await listOrders(ledger, {
    limit: narrows ? Math.max(limit, mostLooked) : limit,
    ...(strategy === undefined ? {} : { strategy }),
    ...(since === undefined ? {} : { since }),
  });
  const wanted = listed
    .filter(({ parent }) => flat || parent === undefined)
    .filter(({ parent }) => !members || (parent !== undefined && members.has(parent)))
    .filter((order) => status === undefined || order.status === status)
    .filter((order) => !open || isOpen(order.status))
    .filter(({ terms }) => instrument === undefined || ('instrument' in terms && terms.instrument === instrument))
    .filter(({ terms }) => side === undefined || ('side' in terms && terms.side === side))
    .slice(0, limit);
  const waited = await venueOrdersOfAll(
    ledger,
    wanted.map(({ id }) => id),
  );
  return wanted.map((order) => ({
    ...order,
    venueOrders: waited.filter((one) => one.order === order.id).map(({ id, status }) => ({ id, status })),
  }));
}
