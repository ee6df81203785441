import { and, asc, eq, gte, inArray } from 'drizzle-orm';
import type { Sampled } from '../../../assess/execution/intervalAverage.js';
import type { Allocation } from '../../../model/block.js';
import type { Id } from '../../../model/order.js';
import type { Execution } from '../../../model/parentEvent.js';
import { toFloat, unixMillis } from '../../../model/units.js';
import type { Ledger } from '../../ledger.js';
import { allocations, blockMembers, blocks } from '../../tables/blocks.js';
import { orders } from '../../tables/orders.js';
import { workingMarks } from '../../tables/parentOrders.js';
import { reviews } from '../../tables/reviews.js';
import { executionsOfAll } from '../executions.js';
import { grouped } from '../grouped.js';
import { inPieces } from '../inPieces.js';
import type { RecordedParent } from '../parentOrders.js';
import type { RecordedOrder } from '../recordedOrder.js';
import { orderOfRow } from '../recordedOrder.js';

/** Everything that the ledger has of orders that people asked for, by order. */
export interface DeskRows {
  executions: ReadonlyMap<Id, readonly Execution[]>;
  children: ReadonlyMap<Id, readonly RecordedOrder[]>;
  marks: ReadonlyMap<Id, readonly Sampled[]>;
  /** The newest block that each was a member of, or that it was traded for. */
  blockOf: ReadonlyMap<Id, BlockRow>;
  /** By their own id, which is that of the trade that they were booked as. */
  allocations: ReadonlyMap<Id, Allocation>;
  /** USD per unit: where a person was asked about an order before it was taken on, the mark of then. */
  askedAt: ReadonlyMap<Id, number>;
}

export type BlockRow = Pick<typeof blocks.$inferSelect, 'id' | 'parent' | 'method'>;

export async function deskRows(ledger: Ledger, parents: readonly RecordedParent[]): Promise<DeskRows> {
  const { db } = ledger;
  const ids = parents.map(({ id }) => id);
  const block = { id: blocks.id, parent: blocks.parent, method: blocks.method };
  const [events, children, marks, memberOf, tradedFor, given] = await Promise.all([
    inPieces(ids, (some) => executionsOfAll(ledger, some)),
    inPieces(ids, (some) => db.select().from(orders).where(inArray(orders.parent, some)).orderBy(asc(orders.id))),
    inPieces(ids, (some) =>
      db
        .select({
          parent: workingMarks.parent,
          mark: workingMarks.mark,
          volume: workingMarks.volume,
          at: workingMarks.at,
        })
        .from(workingMarks)
        .where(inArray(workingMarks.parent, some))
        .orderBy(asc(workingMarks.at), asc(workingMarks.id)),
    ),
    inPieces(ids, (some) =>
      db
        .select({ member: blockMembers.parent, ...block })
        .from(blockMembers)
        .innerJoin(blocks, eq(blocks.id, blockMembers.block))
        .where(inArray(blockMembers.parent, some))
        .orderBy(asc(blocks.id)),
    ),
    inPieces(ids, (some) => db.select(block).from(blocks).where(inArray(blocks.parent, some))),
    inPieces(ids, (some) => db.select().from(allocations).where(inArray(allocations.parent, some))),
  ]);
  return {
    executions: grouped(events, ({ parent }) => parent),
    children: grouped(children.map(orderOfRow), ({ parent }) => parent ?? ''),
    marks: grouped(marks, ({ parent }) => parent),
    blockOf: new Map([
      ...memberOf.map(({ member, ...row }) => [member, row] as const),
      ...tradedFor.flatMap((row) => (row.parent === null ? [] : [[row.parent, row] as const])),
    ]),
    allocations: new Map(given.map(({ holder: _, ...row }) => [row.id, row])),
    askedAt: await askedMarks(ledger, parents),
  };
}

/** By what a review says that the whole order was worth when it was first asked about. */
async function askedMarks({ db }: Ledger, parents: readonly RecordedParent[]): Promise<Map<Id, number>> {
  const found = new Map<Id, number>();
  if (parents.length === 0) return found;
  const since = unixMillis(Math.min(...parents.map(({ createdAt }) => createdAt)));
  const strategies = [...new Set(parents.map(({ strategy }) => strategy))];
  const rows = await inPieces(strategies, (some) =>
    db
      .select({ subject: reviews.subject, terms: reviews.terms, notional: reviews.notional })
      .from(reviews)
      .where(and(inArray(reviews.strategy, some), gte(reviews.openedAt, since)))
      .orderBy(asc(reviews.id)),
  );
  for (const { subject, terms, notional } of rows) {
    if (!('parent' in subject) || terms.kind !== 'trade' || found.has(subject.parent)) continue;
    found.set(subject.parent, notional / toFloat(terms.quantity));
  }
  return found;
}
