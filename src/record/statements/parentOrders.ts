import { and, eq, sql } from 'drizzle-orm';
import type { Hex } from 'viem';
import type { WorkingMark } from '../../model/desk.js';
import { type Id, shortId } from '../../model/order.js';
import { execTypes, type ParentEvent } from '../../model/parentEvent.js';
import { leavesQty, type OrderList, type ParentOrder } from '../../model/parentOrder.js';
import { orderAfter } from '../../model/parentState.js';
import type { UnixMillis } from '../../model/units.js';
import { newId } from '../id.js';
import { encodeJson } from '../json.js';
import { mayRace, mustChange, type Statement, type Work } from '../ledger.js';
import { textHash } from '../snapshotCodec.js';
import { executions, orderLists, parentOrders, workingMarks } from '../tables/parentOrders.js';
import { prepareOnce } from './prepareOnce.js';

/**
 * Orders that were asked for, with the lists that are not there yet. One whose ClOrdID its book has already makes the ledger refuse
 * all of them: `captureParents` says which, and takes what is there already for done.
 */
export function insertParents(parents: readonly ParentOrder[], lists: readonly OrderList[] = []): Work {
  const rows = parents.map(rowOf);
  return [
    ...lists.map(
      (list): Statement =>
        (db, holder) =>
          db.insert(orderLists).values({ ...list, holder, ...newList(list) }),
    ),
    ...rows.map(
      (row): Statement =>
        (db, holder) =>
          parentRow(db, { ...row, holder }),
    ),
  ];
}

const rowOf = (parent: ParentOrder) => ({
  ...parent,
  ...{ asked: askedHash(parent), instrument: parent.terms.instrument, side: parent.terms.side },
  ...{ status: parent.state.status, acceptedAt: null, arrivalPrice: null, updatedAt: parent.createdAt },
});

const parentRow = prepareOnce(parentOrders, (db, places) => db.insert(parentOrders).values(places));

/** An order that a plan makes: where another keeper has made it already, it is told to look again, and nothing is written. */
export const insertMade = (parent: ParentOrder): Work =>
  mayRace(mustChange(`${parent.clOrdId} is there already`, (db, holder) => madeRow(db, { ...rowOf(parent), holder })));

const madeRow = prepareOnce(parentOrders, (db, places) =>
  db
    .insert(parentOrders)
    .values(places)
    .onConflictDoNothing({ target: [parentOrders.strategy, parentOrders.clOrdId] }),
);

const newList = ({ kind }: OrderList) =>
  ({ status: kind === 'legs' ? 'Executing' : null, text: '', apart: '' }) as const;

/** Of all that an order asks for, whoever asks, and when and why. */
export const askedHash = ({ account, chainId, mode, orderClass, list, terms }: ParentOrder): Hex =>
  textHash(encodeJson(inOneOrder({ account, chainId, mode, orderClass, list, terms })));

/** Keys sorted, so that the same is the same however it was put together. */
function inOneOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOneOrder);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => [key, inOneOrder(item)]),
  );
}

export interface Happened {
  event: ParentEvent;
  text: string;
}

/** Whose doing, and when. */
export interface By {
  author: string;
  at: UnixMillis;
  /** USD per unit where the instrument is marked, for an `accept`; absent where nobody says. */
  arrivalPrice?: number;
}

/**
 * What has happened to an order, in order: each an execution, and the order as it stands then.
 * @param parent as it was read: where it has had another event meanwhile, nothing of the unit of work is written.
 * @throws IllegalEventError at once; LedgerRace when it is committed, and then what is wanted is to be decided anew
 */
export function recordEvents(parent: ParentOrder, happened: readonly Happened[], by: By): Work {
  let order = parent;
  const rows = happened.map(({ event, text }) => {
    order = orderAfter(order, event);
    return executionOf(order, event, text, by);
  });
  if (rows.length === 0) return [];
  const { terms, state } = order;
  const isAccepted = happened.some(({ event }) => event.kind === 'accept');
  const change = { terms, state, status: state.status, executions: order.executions, updatedAt: by.at };
  const row = { ...change, id: parent.id, before: parent.executions };
  const { at: acceptedAt, arrivalPrice = null } = by;
  return [
    mayRace(
      mustChange(`order ${shortId(parent.id)} has changed meanwhile`, (db) =>
        isAccepted ? acceptRow(db, { ...row, acceptedAt, arrivalPrice }) : changeRow(db, row),
      ),
    ),
    ...rows.map(
      (row): Statement =>
        (db, holder) =>
          executionRow(db, { ...row, holder }),
    ),
  ];
}

interface Before {
  /** Events that it had had. */
  before: number;
}

const isAsRead = and(
  eq(parentOrders.id, sql.placeholder('id')),
  eq(parentOrders.executions, sql.placeholder('before')),
);

const changeRow = prepareOnce<typeof parentOrders, Before>(
  parentOrders,
  (db, { terms, state, status, executions: number, updatedAt }) =>
    db.update(parentOrders).set({ terms, state, status, executions: number, updatedAt }).where(isAsRead),
);

const acceptRow = prepareOnce<typeof parentOrders, Before>(
  parentOrders,
  (db, { terms, state, status, executions: number, updatedAt, acceptedAt, arrivalPrice }) =>
    db
      .update(parentOrders)
      .set({ terms, state, status, executions: number, updatedAt, acceptedAt, arrivalPrice })
      .where(isAsRead),
);

// Where another was first its row stays, and the update refuses all of it.
const executionRow = prepareOnce(executions, (db, places) =>
  db
    .insert(executions)
    .values(places)
    .onConflictDoNothing({ target: [executions.parent, executions.number] }),
);

/** One event. As `recordEvents`. */
export const recordEvent = (parent: ParentOrder, event: ParentEvent, { text, ...by }: By & { text: string }): Work =>
  recordEvents(parent, [{ event, text }], by);

const executionOf = (order: ParentOrder, event: ParentEvent, text: string, { author, at }: By) => ({
  ...{ id: newId(at), parent: order.id, number: order.executions, fill: 'fill' in event ? event.fill : null },
  ...{ event, execType: execTypes[event.kind] },
  ...{ ordStatus: order.state.status, cumQty: order.state.cumQty, leavesQty: leavesQty(order.state), author, text, at },
});

/** Where the market is while an order is worked. */
export const insertMark =
  (mark: WorkingMark & { parent: Id }): Statement =>
  (db) =>
    markRow(db, { id: newId(mark.at), ...mark });

const markRow = prepareOnce(workingMarks, (db, places) => db.insert(workingMarks).values(places));
