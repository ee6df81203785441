import type { Id } from '../../model/order.js';
import type { ListStatus, OrderList, ParentStatus } from '../../model/parentOrder.js';
import { legsIn, netShare } from '../../plan/work/legs.js';
import { gapOf } from '../../plan/work/legsApart.js';
import { sayNext } from '../../plan/work/legsNext.js';
import type { Ledger } from '../../record/ledger.js';
import { legsStates } from '../../record/queries/legsStates.js';
import { parentOrders, type RecordedParent } from '../../record/queries/parentOrders.js';

/** How the legs of one trade stand, and what becomes of them. */
export interface LegsStory {
  list: OrderList;
  status: ListStatus;
  /** Why it came to that: which leg failed, and how; who closed it. Empty as long as nothing did. */
  text: string;
  /** `share`: of itself, what it has done less what was traded back of it; 0 to 1. */
  legs: readonly { id: Id; clOrdId: string; status: ParentStatus; share: number }[];
  /** Orders that trade back what a leg did. */
  undoing: readonly { id: Id; clOrdId: string; status: ParentStatus }[];
  /** How much further the most advanced leg is than the least, and how much it may be; shares. */
  gap: number;
  allowed: number;
  /** What the keeper does about it now, and what is left to a person, in sentences. */
  next: readonly string[];
}

/** Of the legs that an order is one of, or undoes; null where it is no such order. */
export async function legsStory(
  ledger: Ledger,
  { list: id, strategy, chainId, mode }: Pick<RecordedParent, 'list' | 'strategy' | 'chainId' | 'mode'>,
): Promise<LegsStory | null> {
  if (id === null) return null;
  const found = await legsStates(ledger, { strategy, chainId, mode }, [id]);
  const standing = found.find((one) => one.id === id);
  if (!standing) return null;
  const { status, text, apart: _, parents, ...list } = standing;
  const legs = legsIn(standing);
  const { gap, allowed } = gapOf(standing);
  return {
    ...{ list, status, text, gap, allowed, next: sayNext(standing) },
    legs: legs.map((leg) => ({
      ...{ id: leg.id, clOrdId: leg.clOrdId, status: leg.state.status },
      share: netShare(standing, leg),
    })),
    undoing: parents
      .filter((one) => !legs.includes(one) && one.clOrdId.startsWith('undo '))
      .map(({ id, clOrdId, state }) => ({ id, clOrdId, status: state.status })),
  };
}

/** By the name of their list; null where there are no such legs. */
export async function legsNamed(ledger: Ledger, list: string): Promise<LegsStory | null> {
  const [first] = await parentOrders(ledger, { list, limit: 1 });
  return first ? legsStory(ledger, first) : null;
}
