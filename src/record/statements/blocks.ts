import { and, eq, inArray, like, notExists, type SQLWrapper } from 'drizzle-orm';
import { type Block, type BlockStatus, paid, unpaid } from '../../model/block.js';
import type { BlockEvent, Desk } from '../../model/desk.js';
import { type Id, shortId } from '../../model/order.js';
import { newParentState } from '../../model/parentState.js';
import type { UnixMillis } from '../../model/units.js';
import { LedgerError } from '../errors.js';
import { newId } from '../id.js';
import { mayRace, mustChange, type Statement, type Work } from '../ledger.js';
import type { Database } from '../sqlite.js';
import { allocations, blockMembers, blocks } from '../tables/blocks.js';
import { parentOrders } from '../tables/parentOrders.js';
import { insertMade, recordEvent } from './parentOrders.js';

export const openBlockStatuses = ['Collecting', 'Working', 'Allocating'] as const satisfies readonly BlockStatus[];

/** A new block with its members. @throws LedgerError where one of them is in another block that has not ended */
export const insertBlock = ({ members, ...block }: Block): Work => [
  ...members.map(({ parent }) => isFree(parent)),
  block.method === 'transfer' ? tradesNoOther(block, members[0]?.parent ?? '') : [],
  (db, holder) => db.insert(blocks).values({ ...block, holder, text: '', updatedAt: block.createdAt }),
  ...members.map(
    (member): Statement =>
      (db) =>
        db.insert(blockMembers).values({ block: block.id, ...member }),
  ),
];

const isFree = (parent: Id): Statement =>
  refusedWhere(parent, `order ${shortId(parent)} is in a block already`, (db) =>
    db
      .select({ block: blockMembers.block })
      .from(blockMembers)
      .innerJoin(blocks, eq(blocks.id, blockMembers.block))
      .where(and(eq(blockMembers.parent, parent), inArray(blocks.status, openBlockStatuses))),
  );

/** An account trades one block of an instrument at a time; it could not tell whose position is whose. */
const tradesNoOther = ({ strategy, instrument }: Omit<Block, 'members'>, parent: Id): Statement =>
  refusedWhere(parent, `${strategy} trades another block of ${instrument} already`, (db) =>
    db
      .select({ block: blocks.id })
      .from(blocks)
      .where(
        and(
          eq(blocks.strategy, strategy ?? ''),
          eq(blocks.instrument, instrument),
          inArray(blocks.status, openBlockStatuses),
        ),
      ),
  );

/** Changes nothing, and refuses the unit of work where there is such a block: somebody else was quicker. @param parent - Any order that is there. */
const refusedWhere = (parent: Id, sentence: string, found: (db: Database) => SQLWrapper): Statement =>
  mustChange(sentence, (db) =>
    db
      .update(parentOrders)
      .set({ id: parent })
      .where(and(eq(parentOrders.id, parent), notExists(found(db)))),
  );

/**
 * What a plan says of a block. Where it has moved on meanwhile, or a member's order has, nothing of the unit of work is written.
 * @param desk - What the plan knew.
 */
export function recordBlockEvent(event: BlockEvent, desk: Desk, by: { author: string; at: UnixMillis }): Work {
  const { at } = by;
  switch (event.kind) {
    case 'askMembers':
      return [
        moved(event.block, 'Collecting', {
          price: event.price,
          text: 'members are asked to send',
          updatedAt: at,
          askedAt: at,
        }),
        ...event.members.map(({ parent, gives }) => setMember(event.block, parent, { gives })),
      ];
    case 'workBlock': {
      const quantity = event.order.terms.quantity;
      const parent = newId(at);
      const { list, state, executions } = { list: null, state: newParentState(quantity), executions: 0 };
      const createdAt = at;
      return [
        insertMade({ ...event.order, id: parent, list, state, executions, author: by.author, createdAt }),
        moved(event.block, 'Collecting', {
          status: 'Working',
          parent,
          quantity,
          text: event.order.text,
          updatedAt: at,
        }),
        ...event.members.map((member) => setMember(event.block, member.parent, { quantity: member.quantity })),
      ];
    }
    case 'allocate': {
      const { allocation, child } = event;
      const id = newId(at);
      const order = desk.blocks.flatMap(({ parents }) => parents).find((one) => one.id === allocation.parent);
      if (!order) throw new LedgerError(`order ${shortId(allocation.parent)} is not in the block that is given out`);
      const { quantity, avgPx: price } = allocation;
      const trade = { kind: 'trade', child: child ?? id, fill: id, quantity, price } as const;
      const text = `its share of block ${shortId(allocation.block)}`;
      return [
        (db, holder) => db.insert(allocations).values({ ...allocation, id, holder, at }),
        child === null ? [] : recordEvent(order, trade, { ...by, text }),
      ];
    }
    case 'moveBlock':
      return moved(event.block, event.from, { status: event.to, text: event.text, updatedAt: at });
  }
}

/** Moves a block on from where it must still be. */
const moved = (id: Id, from: BlockStatus, change: Partial<typeof blocks.$inferInsert>): Work =>
  mayRace(
    mustChange(`block ${shortId(id)} is not ${from} any more`, (db) =>
      db
        .update(blocks)
        .set(change)
        .where(and(eq(blocks.id, id), eq(blocks.status, from))),
    ),
  );

const setMember = (block: Id, parent: Id, change: Partial<typeof blockMembers.$inferInsert>): Statement =>
  mustChange(`order ${shortId(parent)} is not in block ${shortId(block)}`, (db) =>
    db
      .update(blockMembers)
      .set(change)
      .where(and(eq(blockMembers.block, block), eq(blockMembers.parent, parent))),
  );

/** Ends the sending for a block before it is worked: all that was sent goes back. */
export const cancelCollecting = (id: Id, { text, at }: { text: string; at: UnixMillis }): Work =>
  moved(id, 'Collecting', { status: 'Allocating', text, updatedAt: at });

/** What has failed is tried anew at once: failures of before do not count any more. */
export const retryBlock = (id: Id, { text, at }: { text: string; at: UnixMillis }): Statement =>
  mustChange(`block ${shortId(id)} is over`, (db) =>
    db
      .update(blocks)
      .set({ retriedAt: at, text, updatedAt: at })
      .where(and(eq(blocks.id, id), inArray(blocks.status, openBlockStatuses))),
  );

/** A person says that what was owed in money was paid. */
export const paidBlock = (id: Id, { text, at }: { text: string; at: UnixMillis }): Statement =>
  mustChange(`nothing is to be paid for block ${shortId(id)}`, (db) =>
    db
      .update(blocks)
      .set({ text: `${paid}${text}`, updatedAt: at })
      .where(and(eq(blocks.id, id), like(blocks.text, `${unpaid}%`))),
  );
