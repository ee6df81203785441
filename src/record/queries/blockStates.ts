import { and, asc, eq, inArray, or } from 'drizzle-orm';
import { blockStatuses } from '../../model/block.js';
import type { BlockState } from '../../model/desk.js';
import type { Ledger } from '../ledger.js';
import { allocations, blockMembers, blocks } from '../tables/blocks.js';
import { withReach } from './blockReach.js';
import { parentsById } from './parentOrders.js';
import { workedParents } from './workedParents.js';

const openStatuses = blockStatuses.filter((status) => status !== 'Allocated' && status !== 'Canceled');

/**
 * Blocks that have not ended and that a book has a part in, oldest first, each with the orders that matter to it: all of them to the
 * book that works a block, and where each works its own; its own and the block's to a member that only sends and receives.
 */
export async function blockStates(
  ledger: Ledger,
  { strategy, chainId }: { strategy: string; chainId?: number },
): Promise<BlockState[]> {
  const { db } = ledger;
  const own = db
    .select({ block: blockMembers.block })
    .from(blockMembers)
    .where(and(eq(blockMembers.strategy, strategy), eq(blockMembers.block, blocks.id)));
  const rows = await db
    .select()
    .from(blocks)
    .where(
      and(
        inArray(blocks.status, openStatuses),
        or(eq(blocks.strategy, strategy), inArray(blocks.id, own)),
        ...(chainId === undefined ? [] : [eq(blocks.chainId, chainId)]),
      ),
    )
    .orderBy(asc(blocks.id));
  if (rows.length === 0) return [];
  const ids = rows.map(({ id }) => id);
  const [members, given] = await Promise.all([
    db.select().from(blockMembers).where(inArray(blockMembers.block, ids)).orderBy(asc(blockMembers.parent)),
    db.select().from(allocations).where(inArray(allocations.block, ids)).orderBy(asc(allocations.id)),
  ]);
  const states = rows.map(({ holder: _, text: __, updatedAt: ___, ...block }) => {
    const of = members.filter((member) => member.block === block.id).map(({ block: _, ...member }) => member);
    const isOnlyMember = block.method === 'transfer' && block.strategy !== strategy;
    const seen = isOnlyMember ? of.filter((member) => member.strategy === strategy) : of;
    const orders = [...seen.map(({ parent }) => parent), ...(block.parent === null ? [] : [block.parent])];
    return { block: { ...block, members: of }, orders: new Set(orders) };
  });
  const wanted = new Set(states.flatMap(({ orders }) => [...orders]));
  const parents = await withReach(ledger, await workedParents(ledger, await parentsById(ledger, [...wanted])));
  return states.map(({ block, orders }) => ({
    ...block,
    parents: parents.filter(({ id }) => orders.has(id)),
    allocations: given
      .filter((allocation) => allocation.block === block.id)
      .map(({ holder: _, ...allocation }) => allocation),
  }));
}
