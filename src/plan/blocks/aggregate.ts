import { type Address, isAddressEqual } from 'viem';
import type { BlockMember, BlockMethod } from '../../model/block.js';
import type { InstrumentId } from '../../model/instrument.js';
import type { Id, Side } from '../../model/order.js';
import { leavesQty, type ParentOrder, type ParentTerms } from '../../model/parentOrder.js';
import { type Wad, wad } from '../../model/units.js';
import { methodOf } from './methodOf.js';

/** Orders that can be worked as one. */
export interface Group {
  chainId: number;
  instrument: InstrumentId;
  side: Side;
  method: BlockMethod;
  /** Sum of the members'. */
  quantity: Wad;
  /** Oldest first. */
  members: readonly Pick<BlockMember, 'parent' | 'strategy' | 'account' | 'quantity'>[];
  /** What they have in common; its quantity is the whole. */
  terms: ParentTerms;
}

/** An order that is not put into a block, and why, in a sentence. */
export interface LeftOut {
  parent: ParentOrder;
  why: string;
}

export interface Aggregated {
  /** By instrument and side, then by the oldest member. */
  groups: readonly Group[];
  leftOut: readonly LeftOut[];
}

export interface AggregateOptions {
  /** Orders that are in a block that has not ended. */
  taken: ReadonlySet<Id>;
  /** Blocks that are to be traded by one account, of which there is one already that has not ended. */
  busy: ReadonlySet<InstrumentId>;
  /** The account that trades what can be sent; null where there is none. */
  trader: Address | null;
}

/**
 * Puts orders of several accounts together. Only what is asked for alike is one: chain, instrument, side, type, prices, slippage, time
 * in force and algorithm; so that the strictest member's price holds for all, and nobody gets another deal than it asked for. Orders
 * that differ make blocks of their own. What is left of an order counts, not what was ordered.
 *
 * An account trades one block of an instrument at a time: it would trade against itself, and could not tell whose position is whose.
 */
export function aggregate(parents: readonly ParentOrder[], { taken, busy, trader }: AggregateOptions): Aggregated {
  const leftOut: LeftOut[] = [];
  const byKind = new Map<string, ParentOrder[]>();
  for (const parent of [...parents].sort((a, b) => (a.id < b.id ? -1 : 1))) {
    const why = whyNot(parent, taken, trader);
    if (why !== null) leftOut.push({ parent, why });
    else byKind.set(kindOf(parent), [...(byKind.get(kindOf(parent)) ?? []), parent]);
  }
  const groups: Group[] = [];
  const traded = new Set(busy);
  for (const members of byKind.values()) {
    const [first] = members;
    if (!first) continue;
    const method = methodOf(first.terms);
    if (method === 'transfer' && traded.has(first.terms.instrument)) {
      const why = `another block of ${first.terms.instrument} is to be traded first`;
      leftOut.push(...members.map((parent) => ({ parent, why })));
      continue;
    }
    if (method === 'transfer') traded.add(first.terms.instrument);
    groups.push(groupOf(first, method, members));
  }
  const order = ({ instrument, side }: Group) => `${instrument} ${side}`;
  return { groups: groups.sort((a, b) => (order(a) < order(b) ? -1 : order(a) > order(b) ? 1 : 0)), leftOut };
}

function groupOf({ chainId, terms }: ParentOrder, method: BlockMethod, parents: readonly ParentOrder[]): Group {
  const members = parents.map(({ id, strategy, account, state }) => ({
    parent: id,
    strategy,
    account,
    quantity: leavesQty(state),
  }));
  const quantity = wad(members.reduce((sum, member) => sum + member.quantity, 0n));
  const { instrument, side } = terms;
  return { chainId, instrument, side, method, quantity, members, terms: { ...terms, quantity } };
}

/** Orders of one kind can be one block. */
export function kindOf({ chainId, orderClass, terms }: Pick<ParentOrder, 'chainId' | 'orderClass' | 'terms'>): string {
  const { venue, instrument, side, ordType, price, stopPx, reduceOnly, timeInForce, expireTime } = terms;
  const { algorithm, maxSlippage } = terms;
  const same = [venue, instrument, side, ordType, price, stopPx, reduceOnly, timeInForce, expireTime, maxSlippage];
  return JSON.stringify(
    [chainId, orderClass, methodOf(terms), ...same, Object.entries(algorithm).sort()],
    (_, value) => (typeof value === 'bigint' ? value.toString() : value),
  );
}

const aggregated: readonly ParentOrder['state']['status'][] = ['New', 'PartiallyFilled'];

function whyNot(
  { id, account, mode, terms, state }: ParentOrder,
  taken: ReadonlySet<Id>,
  trader: Address | null,
): string | null {
  if (terms.block !== true) return 'it was not asked for as part of a block';
  if (taken.has(id)) return 'it is in a block already';
  if (mode !== 'live') return 'a shadow sends nothing';
  if (!aggregated.includes(state.status)) return `it is ${state.status}`;
  if (leavesQty(state) === 0n) return 'nothing is left of it';
  if (methodOf(terms) === 'interleave') return null;
  if (trader === null) return `no account is there to trade ${terms.instrument} for all`;
  return isAddressEqual(trader, account) ? 'its account is the one that trades the block' : null;
}
