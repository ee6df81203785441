import { and, asc, eq, gte, inArray, lt, type SQL } from 'drizzle-orm';
import type { Address } from 'viem';
import type { InstrumentId } from '../../model/instrument.js';
import type { Id, Side } from '../../model/order.js';
import type { UnixMillis, Wad } from '../../model/units.js';
import type { Ledger } from '../ledger.js';
import { allocations, blockMembers, blocks } from '../tables/blocks.js';

/**
 * A share of a block that one account has traded and given to another: the trade of who has got it, at the block's average price.
 * What members of an interleaved block have traded are fills of their own, and in none of these.
 */
export interface Allotment {
  /** FIX IndividualAllocID. */
  id: Id;
  block: Id;
  /** The member's order. */
  parent: Id;
  strategy: string;
  account: Address;
  /** Who has traded it. */
  traderOrder: Id | null;
  trader: string | null;
  traderAccount: Address | null;
  chainId: number;
  instrument: InstrumentId;
  side: Side;
  /** FIX AllocQty. */
  quantity: Wad;
  /** FIX AllocAvgPx, USD per unit. */
  avgPx: Wad;
  /** USD. */
  grossTradeAmt: Wad;
  fee: Wad;
  at: UnixMillis;
}

/** Of an order: what it was given of blocks, and what it has traded for others. Oldest first. */
export async function allotmentsOf(ledger: Ledger, order: Id): Promise<Allotment[]> {
  return sortedOnce([
    ...(await allotmentsWhere(ledger, [eq(allocations.parent, order)])),
    ...(await allotmentsWhere(ledger, [eq(blocks.parent, order)])),
  ]);
}

/** Of an account: given to it, and traded by it for others, from `since` until before `until`. Oldest first. */
export async function accountAllotments(
  ledger: Ledger,
  { account, chainId, since, until }: { account: Address; chainId: number; since: UnixMillis; until: UnixMillis },
): Promise<Allotment[]> {
  const when = [eq(blocks.chainId, chainId), gte(allocations.at, since), lt(allocations.at, until)];
  const addresses = [...new Set([account, account.toLowerCase() as Address])];
  return sortedOnce([
    ...(await allotmentsWhere(ledger, [...when, inArray(blockMembers.account, addresses)])),
    ...(await allotmentsWhere(ledger, [...when, inArray(blocks.account, addresses)])),
  ]);
}

const sortedOnce = (all: readonly Allotment[]): Allotment[] =>
  [...new Map(all.map((one) => [one.id, one])).values()].sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));

const allotmentsWhere = async (ledger: Ledger, wanted: readonly SQL[]): Promise<Allotment[]> =>
  ledger.db
    .select({
      ...{ id: allocations.id, block: allocations.block, parent: allocations.parent },
      ...{ strategy: blockMembers.strategy, account: blockMembers.account },
      ...{ traderOrder: blocks.parent, trader: blocks.strategy, traderAccount: blocks.account },
      ...{ chainId: blocks.chainId, instrument: blocks.instrument, side: blocks.side },
      ...{ quantity: allocations.quantity, avgPx: allocations.avgPx, grossTradeAmt: allocations.grossTradeAmt },
      ...{ fee: allocations.fee, at: allocations.at },
    })
    .from(allocations)
    .innerJoin(blocks, eq(blocks.id, allocations.block))
    .innerJoin(
      blockMembers,
      and(eq(blockMembers.block, allocations.block), eq(blockMembers.parent, allocations.parent)),
    )
    .where(and(eq(blocks.method, 'transfer'), ...wanted))
    .orderBy(asc(allocations.id));
