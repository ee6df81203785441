import { asc, desc, eq, inArray, or, type SQL } from 'drizzle-orm';
import type { Allocation, Block, BlockMember, BlockStatus } from '../../model/block.js';
import type { BlockState } from '../../model/desk.js';
import type { Id } from '../../model/order.js';
import type { UnixMillis } from '../../model/units.js';
import type { Ledger } from '../ledger.js';
import { allocations, blockMembers, blocks } from '../tables/blocks.js';
import { beginsWith } from './beginsWith.js';
import { parentsById } from './parentOrders.js';
import { workedParents } from './workedParents.js';

/** A block as the ledger keeps it. */
export interface RecordedBlock extends Block {
  /** Why it stands where it stands. */
  text: string;
  updatedAt: UnixMillis;
}

export interface BlockFilter {
  status?: readonly BlockStatus[];
  /** At most so many, the newest. */
  limit?: number;
}

/** Newest first. */
export async function listBlocks(ledger: Ledger, { status, limit = -1 }: BlockFilter = {}): Promise<RecordedBlock[]> {
  return blocksWhere(ledger, status ? inArray(blocks.status, [...status]) : undefined, limit);
}

/** By its id or the beginning of one, four characters or more. */
export async function blocksNamed(ledger: Ledger, name: string): Promise<RecordedBlock[]> {
  const beginning = name.toLowerCase();
  if (!/^[0-9a-f-]{4,36}$/.test(beginning)) return [];
  return blocksWhere(ledger, beginsWith(blocks.id, beginning), 20);
}

/** Those that an order is a member of, or works for; newest first. */
export async function blocksOf(ledger: Ledger, parent: Id): Promise<RecordedBlock[]> {
  const { db } = ledger;
  const joined = db.select({ block: blockMembers.block }).from(blockMembers).where(eq(blockMembers.parent, parent));
  return blocksWhere(ledger, or(inArray(blocks.id, joined), eq(blocks.parent, parent)), -1);
}

async function blocksWhere(ledger: Ledger, wanted: SQL | undefined, limit: number): Promise<RecordedBlock[]> {
  const rows = await ledger.db.select().from(blocks).where(wanted).orderBy(desc(blocks.id)).limit(limit);
  const members = await membersOf(
    ledger,
    rows.map(({ id }) => id),
  );
  return rows.map(({ holder: _, ...row }) => ({ ...row, members: members.get(row.id) ?? [] }));
}

async function membersOf(ledger: Ledger, ids: readonly Id[]): Promise<Map<Id, BlockMember[]>> {
  const found = new Map<Id, BlockMember[]>();
  if (ids.length === 0) return found;
  const rows = await ledger.db
    .select()
    .from(blockMembers)
    .where(inArray(blockMembers.block, [...ids]))
    .orderBy(asc(blockMembers.parent));
  for (const { block, ...member } of rows) found.set(block, [...(found.get(block) ?? []), member]);
  return found;
}

export async function allocationsOf(ledger: Ledger, ids: readonly Id[]): Promise<Allocation[]> {
  if (ids.length === 0) return [];
  const rows = await ledger.db
    .select()
    .from(allocations)
    .where(inArray(allocations.block, [...ids]))
    .orderBy(asc(allocations.id));
  return rows.map(({ holder: _, ...row }) => row);
}

/** Blocks with everything: all members' orders, and the one that is worked for them. */
export async function wholeBlocks(ledger: Ledger, some: readonly RecordedBlock[]): Promise<BlockState[]> {
  if (some.length === 0) return [];
  const wanted = some.map(({ members, parent }) => [
    ...members.map((member) => member.parent),
    ...(parent === null ? [] : [parent]),
  ]);
  const ids = [...new Set(wanted.flat())];
  const parents = await workedParents(ledger, await parentsById(ledger, ids));
  const byId = new Map(parents.map((parent) => [parent.id, parent]));
  const given = await allocationsOf(
    ledger,
    some.map(({ id }) => id),
  );
  return some.map(({ text: _, updatedAt: __, ...block }, i) => ({
    ...block,
    parents: (wanted[i] ?? []).flatMap((id) => byId.get(id) ?? []),
    allocations: given.filter((one) => one.block === block.id),
  }));
}
